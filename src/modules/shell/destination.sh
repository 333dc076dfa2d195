# destination PATH NAME FOLLOW: sets the variable `path` to the file that a task means, and prints it and a NUL. That is PATH; or,
# where NAME isn't empty and PATH is a folder or ends in "/", the file NAME in it. Where FOLLOW isn't empty and this is a link, it
# is where the link leads to in the end.
destination() {
  path=$1
  if [ -n "$2" ]; then
    case $path in
      */) path=$path$2 ;;
      *) [ ! -d "$path" ] || path=$path/$2 ;;
    esac
  fi
  if [ -n "$3" ] && [ -L "$path" ]; then
    # The x keeps line breaks at the end of a name.
    destination_end=$(readlink -f -- "$path" && echo x) && path=${destination_end%??}
  fi
  printf '%s\0' "$path"
}
