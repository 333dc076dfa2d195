# handlers_pending list|add|remove [NAME...]: the handlers that a change on this host has notified and that have not run yet, one
# name a line, so that a run that is cut off, or fails, doesn't leave a service without its restart.
# shellcheck shell=sh disable=SC2317 # called by scripts
handlers_pending() (
  umask 077
  if [ -n "${XDG_STATE_HOME-}" ]; then folder=$XDG_STATE_HOME/trueup
  elif [ "$(id -u)" = 0 ]; then folder=/var/lib/trueup
  else folder=$HOME/.local/state/trueup; fi
  file=$folder/handlers
  verb=$1
  shift
  case $verb in
    list) if [ -f "$file" ]; then cat "$file"; fi ;;
    add)
      mkdir -p "$folder" || exit
      for name; do
        if ! grep -qxF -e "$name" "$file" 2>/dev/null; then printf '%s\n' "$name" >>"$file"; fi
      done
      ;;
    remove)
      if [ ! -f "$file" ]; then exit 0; fi
      for name; do
        rest=$(mktemp "$folder/handlers.XXXXXX") || exit
        grep -vxF -e "$name" "$file" >"$rest"
        mv "$rest" "$file" || exit
      done
      if [ ! -s "$file" ]; then
        rm -f "$file"
        rmdir "$folder" 2>/dev/null || :
      fi
      ;;
  esac
)
