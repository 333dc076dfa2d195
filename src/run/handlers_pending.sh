# handlers_pending list|add|remove [NAME...]: the handlers that a change on this host has notified and that have not run yet, one
# name a line, so that a run that is cut off, or fails, doesn't leave a service without its restart.
# shellcheck shell=sh disable=SC2317 # called by scripts
handlers_pending() (
  umask 077
  if [ -n "${XDG_STATE_HOME-}" ]; then parent=$XDG_STATE_HOME
  elif [ "$(id -u)" = 0 ]; then parent=/var/lib
  else parent=$HOME/.local/state; fi
  folder=$parent/trueup
  file=$folder/handlers
  verb=$1
  shift
  if [ "$verb" = list ]; then
    if [ -f "$file" ]; then cat "$file"; fi
    exit 0
  fi
  if [ "$verb" = remove ] && ! [ -f "$file" ]; then exit 0; fi
  mkdir -p "$parent" || exit
  {
    # Two names in an inventory may be one host, whose tasks then run side by side.
    if command -v flock >/dev/null; then flock 9; fi
    if [ "$verb" = add ]; then
      mkdir -p "$folder" || exit
      for name; do
        if ! grep -qxF -e "$name" "$file" 2>/dev/null; then printf '%s\n' "$name" >>"$file" || exit; fi
      done
      exit 0
    fi
    if ! [ -f "$file" ]; then exit 0; fi
    for name; do
      grep -vxF -e "$name" "$file" >"$file.new"
      mv "$file.new" "$file" || exit
    done
    if ! [ -s "$file" ]; then
      rm -f "$file"
      rmdir "$folder" 2>/dev/null || :
    fi
  } 9<"$parent"
)
