# tcp_open HOST PORT SECONDS: whether a connection can be made in that time. 127: this host has nothing to try it with.
# shellcheck disable=SC2016 # bash is to expand it
tcp_open() {
  if command -v bash >/dev/null; then
    timeout "$3" bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$1" "$2" 2>/dev/null
  elif command -v nc >/dev/null; then
    nc -w "$3" "$1" "$2" </dev/null >/dev/null 2>&1
  elif command -v curl >/dev/null; then
    case $1 in *:*) set -- "[$1]" "$2" "$3" ;; esac
    connected=$(curl -s -m "$3" -o /dev/null -w '%{time_connect}' "telnet://$1:$2" </dev/null)
    case $connected in *[1-9]*) ;; *) return 1 ;; esac
  else
    return 127
  fi
}

# tcp_says HOST PORT SECONDS PATTERN...: the first line that matches (grep -E, with options before the pattern) of what is said
# there unasked within that time.
# shellcheck disable=SC2016
tcp_says() {
  tcp_host=$1
  tcp_port=$2
  tcp_seconds=$3
  shift 3
  command -v bash >/dev/null || command -v nc >/dev/null || return 127
  if command -v bash >/dev/null; then
    timeout "$tcp_seconds" bash -c 'exec 3<>"/dev/tcp/$1/$2" && exec cat <&3' - "$tcp_host" "$tcp_port" 2>/dev/null
  else
    sleep "$tcp_seconds" | timeout "$tcp_seconds" nc "$tcp_host" "$tcp_port" 2>/dev/null
  fi | grep -a -m 1 -E "$@"
}

# tcp_active STATES PORT ADDRESSES EXCLUDED: whether there are connections in one of these states from this port and one of these
# addresses to others than the excluded ones. All are words as in /proc/net/tcp; the address "any" is every one.
tcp_active() {
  active=1
  for table in /proc/net/tcp /proc/net/tcp6; do
    [ -r "$table" ] || continue
    while read -r _ local remote state _; do
      case " $1 " in *" $state "*) ;; *) continue ;; esac
      [ "${local##*:}" = "$2" ] || continue
      case " $3 " in *' any '* | *" ${local%:*} "*) ;; *) continue ;; esac
      case " $4 " in *" ${remote%:*} "*) continue ;; esac
      active=0
    done <"$table"
  done
  return "$active"
}
