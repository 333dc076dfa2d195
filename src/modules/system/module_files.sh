# module_files FOLDER: the regular files in a folder, each with its path, a NUL, and what `content` gives of it; and an empty field.
module_files() {
  for module_file in "$1"/*; do
    [ -f "$module_file" ] || continue
    printf '%s\0' "$module_file"
    content "$module_file"
  done
  printf '\0'
}
