# shellcheck shell=bash
# Light hosts: their own disk, network, mounts, processes and name, but no init: sshd is process 1. For tests of scale.

start_light() {
  local i=$1 name=l$1 dir=$LAB_DIR/light/$1 address
  alive "$dir/pid" && return 0
  address=$(light_address_of "$i")
  mkdir -p "$dir"
  namespace_up "$LAB_BRIDGE-$name" "$LAB_BRIDGE-w$i" "$address"
  disk_up "$dir" "$name"
  locked "$LAB_DIR/lock" known "$dir" "$address,$name.lab.test"
  setsid ip netns exec "$LAB_BRIDGE-$name" unshare --mount --uts --ipc --pid --fork --kill-child \
    "$HERE/lib/light-init" "$dir/root" "$name" </dev/null >"$dir/log" 2>&1 &
  note_pid "$dir/pid" $!
  disown $!
}

remove_light() {
  local dir i
  for dir in "$LAB_DIR"/light/*; do
    i=${dir##*/}
    end_process "$dir/pid" 0
    namespace_down "$LAB_BRIDGE-l$i" "$LAB_BRIDGE-w$i"
    locked "$LAB_DIR/lock" unknown "$(light_address_of "$i")"
    disk_rm "$dir"
  done
}

cmd_light() {
  local count=${1:?how many} i
  [ "$count" != 0 ] || {
    remove_light
    return
  }
  prepare
  for ((i = 1; i <= count; i++)); do start_light "$i"; done
  for ((i = 1; i <= count; i++)); do
    wait_port "$(light_address_of "$i")" 22 30 || die "light host $i has no sshd: see $LAB_DIR/light/$i/log"
  done
  say "up: light hosts $(light_address_of 1) to $(light_address_of "$count")"
}
