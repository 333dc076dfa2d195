# folder PATH OWNER MODE: makes a folder if there is none, with its owner (what chown takes) and mode from the first instant; either may be
# empty. The folder above it must be there.
folder() (
  [ ! -d "$1" ] || exit 0
  if [ -z "$2$3" ]; then
    mkdir -- "$1"
    exit
  fi
  case $1 in
    */*) above=${1%/*}/ ;;
    *) above=./ ;;
  esac
  temporary=
  trap 'rmdir -- "$temporary" 2>/dev/null' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mask=$(umask)
  temporary=$(mktemp -d -- "$above.trueup.$$.XXXXXXXXXX") || exit
  if [ -n "$2" ]; then chown "$2" -- "$temporary" || exit; fi
  chmod "${3:-$(printf '%05o' "$((0777 & ~mask))")}" -- "$temporary" || exit
  mv -fT -- "$temporary" "$1"
)
