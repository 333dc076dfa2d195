# fragments FOLDER: the regular files in a folder, and those that links in it lead to. Fields that end in NUL: FOLDER; "folder", or "file" if it
# is something else, or "missing"; then for each its name and what `content` gives of it; and an empty field.
fragments() {
  printf '%s\0' "$1"
  if [ -d "$1" ]; then
    printf 'folder\0'
    for fragments_file in "$1"/* "$1"/.*; do
      [ -f "$fragments_file" ] || continue
      printf '%s\0' "${fragments_file##*/}"
      content "$fragments_file"
    done
  elif [ -e "$1" ]; then
    printf 'file\0'
  else
    printf 'missing\0'
  fi
  printf '\0'
}
