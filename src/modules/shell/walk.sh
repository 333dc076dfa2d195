# walk LINKS FOLDER TEST...: the entries below FOLDER, and FOLDER itself, for which find's TEST holds. LINKS is -P: links are entries
# like others; or -L: what they lead to is walked too. Prints, for some entries at a time: lines of numbers and names, a NUL, each path and a NUL,
# and one more NUL; at the end another.
walk() {
  walk_links=$1 walk_folder=$2
  shift 2
  case $walk_links in
    -L) walk_stat='stat -L' ;;
    *) walk_stat=stat ;;
  esac
  # shellcheck disable=SC2016 # the inner shell's variables
  find "$walk_links" "$walk_folder" "$@" -exec sh -c "$walk_stat"' -c "%f:%u:%g:%s:%Y:%X:%i:%d:%h:%U:%G" -- "$@"
printf "\0"; printf "%s\0" "$@"; printf "\0"' sh {} +
  printf '\0'
}
