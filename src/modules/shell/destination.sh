# destination PATH NAME FOLLOW: sets the variable `path` to the file that a task means, and prints it and a NUL. That is PATH; or,
# where NAME isn't empty and PATH is a folder or ends in "/", the file NAME in it. Where FOLLOW isn't empty and this is a link to
# something that is there, it is where the link leads to in the end.
# shellcheck disable=SC2154 # resolve sets resolved
destination() {
  path=$1
  if [ -n "$2" ]; then
    case $path in
      */) path=$path$2 ;;
      *) [ ! -d "$path" ] || path=$path/$2 ;;
    esac
  fi
  if [ -n "$3" ] && [ -L "$path" ] && [ -e "$path" ]; then
    resolve "$path"
    path=$resolved
  fi
  printf '%s\0' "$path"
}
