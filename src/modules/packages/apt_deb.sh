# apt_deb PATH-OR-URL...: prints what is in package files and sets $debs to the paths, one a line, of those that aren't installed in
# that version. What has to be fetched is kept in $folder, which the caller removes.
apt_deb() {
  folder=
  debs=
  for file; do
    case $file in
    *://*)
      if [ -z "$folder" ]; then
        folder=$(mktemp -d) || exit
        chmod 755 "$folder"
      fi
      printf ':deb\n%s\n' "$file"
      downloads=$((${downloads:-0} + 1))
      if ! errors=$(/usr/lib/apt/apt-helper -q download-file "$file" "$folder/$downloads.deb" 2>&1); then
        printf 'problem: %s\n' "$errors"
        continue
      fi
      file=$folder/$downloads.deb
      ;;
    *)
      printf ':deb\n%s\n' "$file"
      case $file in /*) ;; *) file=$PWD/$file ;; esac
      ;;
    esac
    if ! fields=$(dpkg-deb -f "$file" Package Version Architecture 2>&1); then
      printf 'problem: %s\n' "$fields"
      continue
    fi
    printf '%s\n' "$fields"
    name=${fields#*"Package: "}
    name=${name%%"
"*}
    version=${fields#*"Version: "}
    version=${version%%"
"*}
    apt_installed "$name" >/dev/null
    apt_has "$name" "$version" || debs="$debs
$file"
  done
}
