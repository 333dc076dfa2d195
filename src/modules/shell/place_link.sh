# place_link KIND TARGET PATH: makes PATH a link to TARGET, in place of what file is there; KIND is "-s" for a symbolic link and empty
# for a hard one. A folder is replaced only if it is empty.
place_link() (
  case $3 in
    */*) folder=${3%/*}/ ;;
    *) folder=./ ;;
  esac
  temporary=
  trap 'rm -f -- "$temporary"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  temporary=$(mktemp -u -- "$folder.trueup.$$.XXXXXXXXXX") || exit
  # shellcheck disable=SC2086 # an empty KIND is no word
  ln $1 -- "$2" "$temporary" || exit
  if [ -d "$3" ] && [ ! -L "$3" ]; then rmdir -- "$3" || exit; fi
  rename "$temporary" "$3"
)
