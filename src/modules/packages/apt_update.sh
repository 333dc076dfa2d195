# apt_update TRIES LONGEST-PAUSE SECONDS: fetches the package lists; waits so many seconds while another program does so.
apt_update() {
  tries=1
  pause=1
  waited=0
  while :; do
    { errors=$(apt-get -q -o APT::Update::Error-Mode=any update 2>&1 >&3); } 3>&1
    code=$?
    case $errors in
    *'Could not get lock'* | *'Unable to lock directory'*)
      if [ "$waited" -lt "$3" ]; then
        waited=$((waited + 1))
        sleep 1
        continue
      fi
      ;;
    *'Failed to fetch'* | *'Some index files failed'*) code=100 ;;
    esac
    if [ "$code" -eq 0 ] || [ "$tries" -ge "$1" ]; then
      [ -z "$errors" ] || printf '%s\n' "$errors" >&2
      return "$code"
    fi
    tries=$((tries + 1))
    sleep "$pause"
    pause=$((pause * 2))
    [ "$pause" -le "$2" ] || pause=$2
  done
}
