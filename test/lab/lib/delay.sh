# shellcheck shell=bash
# Round-trip time, without netem in the kernel. Each host's interface leaves the bridge, a TAP takes its place, and
# relay.py carries every frame between the two, late.

cmd_netem() {
  local milliseconds=${1:?milliseconds} i pairs=()
  shift
  # shellcheck disable=SC2046
  [ $# -gt 0 ] || set -- $(all_hosts)
  end_process "$LAB_DIR/run/delay.pid"
  for i in $(all_hosts); do
    ! ip link show "$LAB_BRIDGE-v$i" >/dev/null 2>&1 || ip link set "$LAB_BRIDGE-v$i" master "$LAB_BRIDGE"
  done
  [ "$milliseconds" != 0 ] || return 0
  for i; do
    ip link set "$LAB_BRIDGE-v$i" nomaster
    pairs+=("$LAB_BRIDGE-v$i:$LAB_BRIDGE-t$i")
  done
  daemon delay python3 "$HERE/lib/relay.py" "$milliseconds" "$LAB_BRIDGE" "${pairs[@]}"
}
