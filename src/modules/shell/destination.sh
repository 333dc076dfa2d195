# destination PATH NAME FOLLOW: sets the variable `path` to the file that a task means, and prints it and a NUL. That is PATH; or,
# where NAME isn't empty and PATH is a folder or ends in "/", the file NAME in it. If this is a link, FOLLOW says whether it is
# where the link leads to in the end: "existing" if something is there, "always" even if not; empty: never.
# shellcheck disable=SC2154 # resolve sets resolved
destination() {
  path=$1
  if [ -n "$2" ]; then
    case $path in
      */) path=$path$2 ;;
      *) [ ! -d "$path" ] || path=$path/$2 ;;
    esac
  fi
  if [ -n "$3" ] && [ -L "$path" ] && { [ -e "$path" ] || [ "$3" = always ]; }; then
    resolve "$path"
    path=$resolved
  fi
  printf '%s\0' "$path"
}
