# apt_prepare SECONDS: finishes what an interrupted dpkg left undone, which apt-get would refuse to work with. While another dpkg is at
# work such files are its own: then it waits so many seconds for it.
apt_prepare() {
  longest=$1
  waited=0
  while set -- /var/lib/dpkg/updates/[0-9]*; [ -e "$1" ]; do
    if apt_locked /var/lib/dpkg/lock; then
      [ "$waited" -lt "$longest" ] || return 0
      waited=$((waited + 1))
      sleep 1
    else
      dpkg --force-confdef --force-confold --configure -a
      return
    fi
  done
}

# apt_locked FILE: whether a process holds a lock on a file.
apt_locked() {
  inode=$(stat -c %i "$1" 2>/dev/null) || return
  while read -r _ _ _ _ _ place _; do
    [ "${place##*:}" != "$inode" ] || return 0
  done </proc/locks
  return 1
}
