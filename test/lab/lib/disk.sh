# shellcheck shell=bash
# A host's disk: an overlay of what it changed over the lab's identity, the layers of its kind, and the base.
# Packages that one host downloaded are there for the next one, in apt's own archive folder, but not installed.

# disk_up DIR HOSTNAME LAYER...: mounts DIR/root; on the first time gives it host keys and a name.
disk_up() {
  local dir=$1 name=$2 lower layer
  mkdir -p "$dir"/{work,root}
  [ -d "$dir/up" ] || packages_in "$dir/up"
  lower=$(identity_dir)
  for layer in "${@:3}"; do
    locked "$LAB_CACHE/lock" build_layer "$layer"
    lower+=:$(layer_dir "$layer")
  done
  mountpoint -q "$dir/root" || mount -t overlay "overlay-$LAB_BRIDGE-$name" \
    -o "lowerdir=$lower:$(base_dir),upperdir=$dir/up,workdir=$dir/work" "$dir/root"
  [ ! -e "$dir/up/etc/ssh/ssh_host_ed25519_key" ] || return 0
  ssh-keygen -q -t ed25519 -N '' -C "root@$name" -f "$dir/root/etc/ssh/ssh_host_ed25519_key" </dev/null
  echo "$name" >"$dir/root/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s.lab.test %s\n::1 localhost ip6-localhost\n' "$name" "$name" >"$dir/root/etc/hosts"
  : >"$dir/root/etc/machine-id"
}

disk_rm() {
  local dir=$1
  packages_out "$dir/up"
  if mountpoint -q "$dir/root"; then umount "$dir/root" 2>/dev/null || umount -l "$dir/root"; fi
  rm -rf --one-file-system "$dir"
}

# Hard links where they can be: a package takes its space once, and apt, which checks them by hash, never writes into one.
link_or_copy() { cp --no-clobber --link "$@" 2>/dev/null || cp --no-clobber "$@"; }
packages_in() {
  local packages=("$LAB_CACHE"/packages/*.deb)
  mkdir -p "$1/var/cache/apt/archives"
  [ ${#packages[@]} = 0 ] || link_or_copy -t "$1/var/cache/apt/archives" "${packages[@]}"
}
packages_out() {
  local packages=("$1"/var/cache/apt/archives/*.deb)
  mkdir -p "$LAB_CACHE/packages"
  [ ${#packages[@]} = 0 ] || link_or_copy -t "$LAB_CACHE/packages" "${packages[@]}"
}

# known DIR ADDRESS,NAMES: puts the host key that DIR's disk has into known_hosts; unknown ADDRESS takes it out.
known() {
  local line
  line="$2 $(cut -d' ' -f1,2 "$1/root/etc/ssh/ssh_host_ed25519_key.pub")"
  if grep -qxF "$line" "$KNOWN_HOSTS" 2>/dev/null; then return 0; fi
  unknown "${2%%,*}"
  echo "$line" >>"$KNOWN_HOSTS"
}
unknown() { [ ! -e "$KNOWN_HOSTS" ] || sed -i "/^${1//./\\.},/d" "$KNOWN_HOSTS"; }
