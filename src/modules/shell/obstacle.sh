# obstacle PATH: why it can't be said what is at PATH, in the words of the system: something above it is no folder, or a folder that
# may not be searched. One field that ends in NUL, empty if there is no obstacle.
obstacle() {
  obstacle_path=$1
  while :; do
    case $obstacle_path in
      /*/* | [!/]*/*) obstacle_path=${obstacle_path%/*} ;;
      *) break ;;
    esac
    if [ -e "$obstacle_path" ]; then
      if [ ! -d "$obstacle_path" ]; then
        printf 'Not a directory'
      elif [ ! -x "$obstacle_path" ]; then
        printf 'Permission denied'
      fi
      break
    fi
  done
  printf '\0'
}
