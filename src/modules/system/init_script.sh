# init_state NAME RUNLEVEL PATTERN: prints what can be told of a service on a host without systemd: who manages it, whether there is
# one, whether it is running (by the process list if a pattern is given) and whether it starts at boot.
init_state() {
  script=/etc/init.d/$1
  [ -e "$script" ] || {
    echo missing
    return
  }
  if command -v rc-service >/dev/null; then echo openrc; else echo script; fi
  if [ -n "$3" ]; then
    # shellcheck disable=SC2009 # pgrep is not everywhere
    { ps auxww 2>/dev/null || ps w; } | grep -F -- "$3" | grep -qv 'grep -F' && echo running
  elif "$script" status >/dev/null 2>&1 </dev/null; then
    echo running
  fi
  for link in /etc/rc?.d/S??"$1" /etc/runlevels/"$2"/"$1"; do
    [ ! -e "$link" ] || {
      echo enabled
      break
    }
  done
}

# init_enable NAME RUNLEVEL / init_disable NAME RUNLEVEL: whether it starts at boot.
init_enable() {
  if command -v rc-update >/dev/null; then
    rc-update add "$1" "$2"
  elif command -v update-rc.d >/dev/null; then
    update-rc.d "$1" defaults && update-rc.d "$1" enable
  else
    chkconfig "$1" on
  fi
}
init_disable() {
  if command -v rc-update >/dev/null; then
    rc-update del "$1" "$2"
  elif command -v update-rc.d >/dev/null; then
    update-rc.d "$1" disable
  else
    chkconfig "$1" off
  fi
}

# init_do VERB NAME ARGUMENT...: calls an init script. Its output goes through a file, since what it starts may hold a pipe open.
init_do() {
  verb=$1
  script=/etc/init.d/$2
  shift 2
  output=$(mktemp) || return
  "$script" "$verb" "$@" >"$output" 2>&1 </dev/null
  code=$?
  cat "$output" >&2
  rm -f "$output"
  return "$code"
}
