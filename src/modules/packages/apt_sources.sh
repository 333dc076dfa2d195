# apt_sources: all files of sources that apt reads. Fields that end in NUL: the main file, the folder of the others, the host's release,
# and for each file its path and what `content` gives; at the end an empty field.
apt_sources() {
  sources_file=/etc/apt/sources.list sources_folder=/etc/apt/sources.list.d/
  eval "$(apt-config shell sources_file Dir::Etc::sourcelist/f sources_folder Dir::Etc::sourceparts/d)"
  printf '%s\0%s\0' "$sources_file" "$sources_folder"
  (
    VERSION_CODENAME=
    # shellcheck disable=SC1091 # the host's
    [ ! -r /etc/os-release ] || . /etc/os-release
    printf '%s\0' "$VERSION_CODENAME"
  )
  for sources_path in "$sources_file" "${sources_folder%/}"/*.list; do
    [ -f "$sources_path" ] || continue
    printf '%s\0' "$sources_path"
    content "$sources_path"
  done
  printf '\0'
}
