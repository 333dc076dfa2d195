# shellcheck shell=bash
# What the machine must be able to do, and what must be installed on it.

PROGRAMS=(mmdebstrap systemd-container iptables iproute2 openssh-client pebble dnsmasq-base openssl skopeo curl python3)

# Every cgroup hierarchy that systemd-nspawn puts a host into.
cgroup_roots() {
  local root
  for root in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup; do
    [ ! -e "$root/cgroup.procs" ] || echo "$root"
  done
}

# why_not: prints the first reason why this machine can't carry a lab, or nothing. Tries the real thing where it can, and
# leaves nothing of it, also when it is interrupted: it is called in a subshell, with a trap of its own.
why_not() {
  local id='' root free
  trial=
  trap 'exit 130' INT TERM
  trap 'no_trial "$trial"' EXIT
  [ "$(uname -s)" = Linux ] || { echo "needs Linux, and this is $(uname -s)"; return; }
  [ "$(id -u)" = 0 ] || { echo 'needs root'; return; }
  [ ! -r /etc/os-release ] || id=$(. /etc/os-release && echo "$ID")
  [ "$id" = debian ] || { echo "needs Debian, whose packages and apt sources the hosts get, and this is ${id:-unknown}"; return; }
  unshare --mount --net --pid --uts --ipc --fork true 2>/dev/null || { echo 'this root may not make namespaces (a container without privileges?)'; return; }
  root=$(cgroup_roots | head -n 1)
  [ -n "$root" ] || { echo 'no cgroup hierarchy is mounted in /sys/fs/cgroup'; return; }
  trial=$root/trueup-trial.$$
  mkdir "$trial" 2>/dev/null || { echo "$root can't be written (a container without privileges?)"; return; }
  [ -e "$trial/cgroup.kill" ] || id=
  no_trial "$trial"
  [ -n "$id" ] || { echo 'needs cgroup v2 with cgroup.kill (Linux 5.14 or later)'; return; }
  mkdir -p "$LAB_DIR" "$LAB_CACHE"
  trial=$(mktemp -d "$LAB_DIR/trial.XXXXXX")
  mkdir "$trial/lower" "$trial/upper" "$trial/work" "$trial/root"
  # The mount goes away with its namespace.
  unshare --mount mount -t overlay trueup-trial -o "lowerdir=$trial/lower,upperdir=$trial/upper,workdir=$trial/work" "$trial/root" 2>/dev/null || id=
  no_trial "$trial"
  [ -n "$id" ] || { echo "overlayfs can't be used in $LAB_DIR: set LAB_DIR to a folder on a plain disk"; return; }
  if command -v ip >/dev/null; then
    unshare --net ip link add trial0 type bridge 2>/dev/null || { echo 'the kernel has no bridge'; return; }
    unshare --net ip link add trial0 type veth peer name trial1 2>/dev/null || { echo 'the kernel has no veth'; return; }
    if ip -4 route show | grep "^${LAB_NET//./\\.}\." | grep -qv " dev $LAB_BRIDGE "; then
      echo "$LAB_NET.0.0/16 is in use on this machine: set LAB_NET to two other octets"
      return
    fi
  fi
  free=$(df --output=avail -m "$LAB_CACHE" | tail -n 1)
  [ "$free" -ge 3000 ] || { echo "$LAB_CACHE has $((free)) MB free, and 3000 are needed"; return; }
}

# no_trial FOLDER: takes away what a trial made, a cgroup or a folder; an empty name means none.
no_trial() {
  [ -n "$1" ] && [ -e "$1" ] || return 0
  rmdir "$1" 2>/dev/null || rm -rf --one-file-system "$1"
}

cmd_can() {
  local reason
  reason=$(why_not)
  [ -z "$reason" ] || die "$reason"
  say 'this machine can carry it'
}

# install_programs: what the lab itself runs, from the machine's apt sources. On a machine without an init no service
# may be started by its package, which a policy-rc.d prevents for the time being.
install_programs() {
  local program missing=() policy=/usr/sbin/policy-rc.d
  for program in "${PROGRAMS[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$program" 2>/dev/null | grep -q '^installed' || missing+=("$program")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  (
    if [ ! -e $policy ]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >$policy
      chmod 755 $policy
    fi
    { apt-get update -q && apt-get install -yq -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}"; } >"$LAB_DIR/programs.log" 2>&1
  ) || {
    show_log "$LAB_DIR/programs.log"
    die 'apt could not install them'
  }
}

# prepare: everything that must be there before a host can boot. Refuses settings that another lab uses.
prepare() {
  local reason settings="LAB_BRIDGE=$LAB_BRIDGE LAB_NET=$LAB_NET"
  reason=$(why_not)
  [ -z "$reason" ] || die "$reason"
  if [ -s "$LAB_DIR/settings" ] && [ "$(cat "$LAB_DIR/settings")" != "$settings" ]; then
    die "the lab in $LAB_DIR was started with $(cat "$LAB_DIR/settings")"
  fi
  # Written once: another command of this lab may be reading it.
  [ -s "$LAB_DIR/settings" ] || echo "$settings" >"$LAB_DIR/settings"
  locked "$LAB_CACHE/lock" install_programs
  locked "$LAB_CACHE/lock" build_base
  locked "$LAB_DIR/lock" make_identity
  locked "$LAB_DIR/lock" network_up
}
