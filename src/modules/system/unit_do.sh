# unit_do VERB UNIT OPTION...: systemctl VERB UNIT. If that fails, what was wrong goes to standard error after a NUL: the verb, and the
# last lines in the journal of the unit's last run if it was to be started.
unit_do() {
  verb=$1
  unit=$2
  shift 2
  systemctl "$@" "$verb" ${unit:+-- "$unit"}
  code=$?
  [ "$code" -ne 0 ] || return 0
  printf '\000%s\n' "$verb" >&2
  case $verb in
  start | restart)
    run=$(systemctl "$@" show -p InvocationID -- "$unit")
    run=${run#*=}
    [ -z "$run" ] ||
      journalctl -q --no-pager -o cat -n 10 "_SYSTEMD_INVOCATION_ID=$run" + "INVOCATION_ID=$run" >&2 2>/dev/null
    ;;
  esac
  exit "$code"
}
