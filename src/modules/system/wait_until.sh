# wait_until SECONDS PAUSE COMMAND...: calls a command until it succeeds, for that long; false if it never did. 127 ends it at once.
wait_until() {
  wait_end=$(($(date +%s) + $1))
  wait_pause=$2
  shift 2
  while :; do
    "$@" && return
    wait_code=$?
    [ "$wait_code" -ne 127 ] || return 127
    [ "$(date +%s)" -lt "$wait_end" ] || return 1
    sleep "$wait_pause"
  done
}
