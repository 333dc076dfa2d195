# put PATH SIZE SEEN OWNER MODE BACKUP UNSAFE VALIDATE: makes PATH a regular file that holds the next SIZE bytes of standard
# input; or where SIZE is empty, what the function `produce` prints. At every instant PATH is either what it was or the whole
# new file, with its owner and mode.
#   SEEN      what PATH must still be: "absent", "link" (the link is replaced), the SHA-256 of a regular file, or "any" but a
#             folder; else the status is 75
#   OWNER     what chown takes; with a question mark in front, if that can be had; empty: whoever runs this
#   MODE      octal; with a question mark in front, for what has not been there: a link is replaced by a file with the mode, and
#             if that can be had the owner, of the file that it led to
#   BACKUP    not empty: keep the old file beside it under a dated name, and print that name and a NUL
#   UNSAFE    not empty: where the file can't be replaced (it is a mount point, its folder is closed), write into it
#   VALIDATE  not empty: call the function `validate` with the new file's path, and go on only if it succeeds
put() (
  path=$1
  case $path in
    */*) folder=${path%/*}/ ;;
    *) folder=./ path=./$path ;;
  esac
  # Left behind by a run that was killed.
  for stale in "$folder".trueup.*; do
    maker=${stale##*/.trueup.}
    if [ -e "$stale" ] && [ ! -d "/proc/${maker%%.*}" ]; then rm -rf -- "$stale"; fi
  done
  umask 077
  temporary=
  trap 'rm -f -- "$temporary"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  [ -d "$folder" ] || {
    echo "the folder $folder does not exist" >&2
    exit 1
  }
  elsewhere=
  temporary=$(mktemp -- "$folder.trueup.$$.XXXXXXXXXX") || {
    [ -n "$7" ] && [ -f "$path" ] && temporary=$(mktemp) && elsewhere=1
  } || exit
  if [ -z "$2" ]; then
    produce >"$temporary" || exit
  elif ! take "$2" >"$temporary" || [ "$(wc -c <"$temporary")" -ne "$2" ]; then
    echo "could not write all of the new content beside $path: is the disk full?" >&2
    exit 1
  fi
  mode=${5#?}
  case $5 in
    '?'*)
      if [ -L "$path" ] && [ -f "$path" ]; then
        mode=$(stat -Lc %a -- "$path")
        chown "$(stat -Lc %u:%g -- "$path")" -- "$temporary" 2>/dev/null
      fi
      ;;
    *) mode=$5 ;;
  esac
  case $4 in
    '') ;;
    '?'*) chown "${4#?}" -- "$temporary" 2>/dev/null ;;
    *) chown "$4" -- "$temporary" || exit ;;
  esac
  if [ -f "$path" ] && [ ! -L "$path" ] && command -v getfacl >/dev/null; then
    rights=$(getfacl -cps -- "$path" 2>/dev/null)
    [ -z "$rights" ] || printf '%s\n' "$rights" | setfacl -M - -- "$temporary"
  fi
  chmod "$mode" "$temporary" || exit
  if [ -n "$8" ]; then validate "$temporary" || exit; fi
  case $3 in
    absent) [ ! -e "$path" ] && [ ! -L "$path" ] ;;
    link) [ -L "$path" ] ;;
    any) [ ! -d "$path" ] || [ -L "$path" ] ;;
    *) [ -f "$path" ] && [ ! -L "$path" ] && seen=$(sha256sum <"$path") && [ "${seen%% *}" = "$3" ] ;;
  esac || exit 75
  if [ -n "$6" ]; then
    backup=
    if [ -e "$path" ]; then
      backup=$path.$$.$(date '+%Y-%m-%d@%H:%M:%S~')
      { [ ! -L "$path" ] && [ -z "$7" ] && ln -- "$path" "$backup" 2>/dev/null; } || cp -p -- "$path" "$backup" || exit
    fi
    printf '%s\0' "$backup"
  fi
  if [ -z "$elsewhere" ] && rename "$temporary" "$path"; then exit; fi
  [ -n "$7" ] && cat "$temporary" >"$path" || exit
  case $4 in
    '') ;;
    '?'*) chown "${4#?}" -- "$path" 2>/dev/null ;;
    *) chown "$4" -- "$path" || exit ;;
  esac
  chmod "$mode" "$path"
)
