# shellcheck shell=bash
# Full hosts: Debian with its real systemd as process 1, booted by systemd-nspawn.

host_dir() { echo "$LAB_DIR/hosts/$1"; }
all_hosts() { find "$LAB_DIR/hosts" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2>/dev/null | sort -n; }
host_number() {
  case $1 in
    '' | *[!0-9]* | 0*) die "not a host's number: $1" ;;
  esac
  [ "$1" -le "$MAX_HOSTS" ] || die "host numbers end at $MAX_HOSTS"
  echo "$1"
}

# read_arguments ARGUMENT...: fills the caller's arrays numbers and, for hosts of a kind, kind[I]: names of layers.
read_arguments() {
  local list number layer
  numbers=()
  kind=()
  while [ $# -gt 0 ]; do
    case $1 in
      --python | --busybox-sh)
        layer=${1#--}
        IFS=, read -ra list <<<"${2:?$1 needs the numbers of hosts}"
        for number in "${list[@]}"; do
          number=$(host_number "$number")
          kind[number]="${kind[number]:-}${kind[number]:+ }$layer"
        done
        shift
        ;;
      *)
        number=$(host_number "$1")
        numbers+=("$number")
        ;;
    esac
    shift
  done
}

# boot I: the disk, the network and the process of a host. Doesn't wait for it.
#
# nspawn without a systemd on the machine: nothing to register with (--register=no) and no unit to be made
# (--keep-unit), and a cgroup of its own, since nspawn makes its folders where it is started. What Docker in the host
# needs: all capabilities but those for the machine's clock, modules and log; no filter of system calls; a writable
# /proc/sys/net; and its two folders outside the overlay, which can't carry a second overlay.
boot() {
  local i=$1 name=h$1 dir root layers
  dir=$(host_dir "$i")
  alive "$dir/pid" && return 0
  kill_rest "$i"
  namespace_up "$LAB_BRIDGE-$name" "$LAB_BRIDGE-v$i" "$(address_of "$i")"
  read -ra layers <"$dir/layers"
  disk_up "$dir" "$name" "${layers[@]}"
  mkdir -p "$dir/docker" "$dir/containerd"
  locked "$LAB_DIR/lock" known "$dir" "$(address_of "$i"),$name.lab.test,docker$i.lab.test"
  (
    while read -r root; do
      mkdir -p "$root/$LAB_BRIDGE/$name"
      echo "$BASHPID" >"$root/$LAB_BRIDGE/$name/cgroup.procs"
    done < <(cgroup_roots)
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_SECCOMP=0 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
    exec setsid "$HERE/lib/boot-loop" systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$name" --directory="$dir/root" \
      --network-namespace-path="/run/netns/$LAB_BRIDGE-$name" --capability=all \
      --drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE,CAP_SYSLOG,CAP_SYS_RAWIO,CAP_WAKE_ALARM \
      --bind="$dir/docker:/var/lib/docker" --bind="$dir/containerd:/var/lib/containerd" \
      --resolv-conf=off --timezone=off --link-journal=no --console=pipe
  ) </dev/null >>"$dir/console.log" 2>&1 &
  note_pid "$dir/pid" $!
  disown $! # or else bash reports its end at length
}

# kill_rest I: ends whatever is in the host's own cgroup, which a host whose nspawn was killed leaves behind.
kill_rest() {
  local root group
  while read -r root; do
    group=$root/$LAB_BRIDGE/h$1
    [ -d "$group" ] || continue
    if [ -e "$group/cgroup.kill" ]; then
      echo 1 >"$group/cgroup.kill"
      while grep -q 'populated 1' "$group/cgroup.events"; do sleep 0.02; done
    fi
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done < <(cgroup_roots)
}

stop_host() {
  end_process "$(host_dir "$1")/pid" 20
  kill_rest "$1"
}
cut_host() {
  kill_rest "$1"
  rm -f "$(host_dir "$1")/pid"
}
remove_host() {
  cut_host "$1"
  namespace_down "$LAB_BRIDGE-h$1" "$LAB_BRIDGE-v$1"
  locked "$LAB_DIR/lock" unknown "$(address_of "$1")"
  disk_rm "$(host_dir "$1")"
}

# start_host I KIND: boots a host with the disk it has, or a fresh one of that kind.
start_host() {
  local dir
  dir=$(host_dir "$1")
  if [ -e "$dir/layers" ]; then
    [ -z "$2" ] || [ "$(cat "$dir/layers")" = "$2" ] || die "host $1 is there and is of another kind: lab reset $1 gives it a new disk"
  else
    mkdir -p "$dir"
    echo "$2" >"$dir/layers"
  fi
  boot "$1"
}

# reset_host I KIND: a fresh disk, of the kind it was unless another is named.
reset_host() {
  local wanted=$2
  [ -n "$wanted" ] || wanted=$(cat "$(host_dir "$1")/layers" 2>/dev/null || true)
  remove_host "$1"
  start_host "$1" "$wanted"
}

# boot_all FUNCTION I...: starts hosts by FUNCTION, and waits until all answer. Interrupted, it takes them away again.
boot_all() {
  local function=$1 i
  shift
  [ $# -gt 0 ] || die 'which hosts?'
  prepare
  new_hosts=()
  trap 'interrupted' INT TERM
  for i; do
    [ -d "$(host_dir "$i")" ] && [ "$function" = start_host ] || new_hosts+=("$i")
    locked "$LAB_DIR/locks/h$i" "$function" "$i" "${kind[i]:-}"
  done
  for i; do
    wait_port "$(address_of "$i")" 22 60 || die "host $i has no sshd after 60 s: see $(host_dir "$i")/console.log"
  done
  trap - INT TERM
}
interrupted() {
  local i
  trap '' INT TERM
  say 'interrupted: taking the new hosts away'
  for i in "${new_hosts[@]}"; do remove_host "$i"; done
  [ -n "$(all_hosts)" ] || whole_lab_down
  exit 130
}

cmd_up() {
  local numbers kind
  read_arguments "$@"
  [ ${#numbers[@]} = 1 ] || die 'lab up N: how many hosts?'
  # shellcheck disable=SC2046
  boot_all start_host $(seq "${numbers[0]}")
  say "up: $(address_of 1) to $(address_of "${numbers[0]}"), ssh -i $KEY deploy@..."
}
cmd_start() {
  local numbers kind
  read_arguments "$@"
  boot_all start_host "${numbers[@]}"
}
cmd_reset() {
  local numbers kind
  read_arguments "$@"
  boot_all reset_host "${numbers[@]}"
}
cmd_stop() {
  local i
  for i; do locked "$LAB_DIR/locks/h$(host_number "$i")" stop_host "$i" & done
  wait
}
cmd_cut() {
  local i
  for i; do locked "$LAB_DIR/locks/h$(host_number "$i")" cut_host "$i"; done
}
cmd_down() {
  local i
  [ $# -gt 0 ] || whole_lab_down
  for i; do locked "$LAB_DIR/locks/h$(host_number "$i")" remove_host "$i"; done
}
whole_lab_down() {
  local i root
  end_process "$LAB_DIR/run/delay.pid"
  for i in $(all_hosts); do remove_host "$i"; done
  remove_light
  end_process "$LAB_DIR/run/acme.pid"
  end_process "$LAB_DIR/run/mirror.pid"
  network_down
  while read -r root; do [ ! -d "$root/$LAB_BRIDGE" ] || rmdir "$root/$LAB_BRIDGE"; done < <(cgroup_roots)
  # One that was being made by a command that was interrupted is still mounted.
  for root in "$LAB_DIR"/identity*.root; do
    if mountpoint -q "$root"; then umount "$root" 2>/dev/null || umount -l "$root"; fi
  done
  rm -rf --one-file-system "$KNOWN_HOSTS" "$LAB_DIR"/{settings,names,locks} "$LAB_DIR"/identity*
}
