# shellcheck shell=bash
# Messages, locks, and background processes that are known by pid.

say() { echo "lab: $*" >&2; }
die() {
  say "$@"
  exit 1
}

# without_urls: standard input, with the hosts of URLs left out: logs of apt name the machine's package mirror.
without_urls() { sed -E 's#(https?://)[^/ ]+#\1...#g'; }
show_log() { tail -n "${2:-5}" "$1" | without_urls >&2; }

# locked NAME COMMAND...: one at a time among all commands that use this lock file. The command's own children don't
# inherit the lock, so a daemon that is started inside doesn't hold it for ever.
locked() {
  local file=$1
  shift
  mkdir -p "${file%/*}"
  {
    flock 9
    "$@" 9>&-
  } 9>"$file"
}

start_time() { cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null; }

# note_pid FILE PID: remembers a process by pid and start time, so that a pid used anew is never mistaken for it.
note_pid() { echo "$2 $(start_time "$2")" >"$1"; }

# alive FILE: whether the process noted there still runs.
alive() {
  local pid start
  [ -s "$1" ] || return 1
  read -r pid start <"$1"
  [ -n "$start" ] && [ "$(start_time "$pid")" = "$start" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}

# end_process FILE [SECONDS]: asks the noted process to end, waits, then kills it with its process group.
end_process() {
  local pid tries
  if alive "$1"; then
    read -r pid _ <"$1"
    kill -TERM "$pid" 2>/dev/null || true
    for ((tries = 0; tries < ${2:-5} * 20; tries++)); do
      alive "$1" || break
      sleep 0.05
    done
    if alive "$1"; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  fi
  rm -f "$1"
}

# daemon NAME COMMAND...: starts a program in the background, in a session of its own, with its log and pid in run/.
daemon() {
  local name=$1
  shift
  mkdir -p "$LAB_DIR/run"
  alive "$LAB_DIR/run/$name.pid" && return 0
  setsid "$@" </dev/null >"$LAB_DIR/run/$name.log" 2>&1 &
  local pid=$!
  note_pid "$LAB_DIR/run/$name.pid" "$pid"
  sleep 0.2
  alive "$LAB_DIR/run/$name.pid" || {
    show_log "$LAB_DIR/run/$name.log"
    die "$name did not start"
  }
}

# wait_port ADDRESS PORT SECONDS: waits until something listens there.
wait_port() {
  local end=$((SECONDS + $3))
  until (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}
