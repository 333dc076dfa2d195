# shellcheck shell=bash
# The root file systems that hosts start from, built once and shared read-only by all hosts of all labs:
# the base, a Debian without Python, and layers of it. Their folders' names carry a fingerprint of this file, so that a
# changed recipe is built anew.

BASE_PACKAGES=openssh-server,sudo,systemd,systemd-sysv,dbus,libpam-systemd,ca-certificates,iproute2,iputils-ping,curl,procps,less
PYTHON_PACKAGES=(python3 python3-apt)

base_version() { echo "$(. /etc/os-release && echo "$VERSION_CODENAME")-$(sha256sum "$HERE/lib/base.sh" | cut -c1-12)"; }
base_dir() { echo "$LAB_CACHE/base-$(base_version)"; }
layer_dir() { echo "$LAB_CACHE/$1-$(base_version)"; }

# apt_sources: the machine's own list of Debian packages, which the hosts get too.
apt_sources() {
  local file
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list /etc/apt/sources.list.d/*.sources; do
    if grep -qsE '^(deb |Types: *deb)' "$file"; then
      echo "$file"
      return
    fi
  done
  die 'this machine has no list of package sources in /etc/apt'
}

build_base() {
  local base new option options=() user builder sources
  base=$(base_dir)
  [ ! -d "$base" ] || return 0
  new=$base.new
  sources=$(apt_sources)
  say 'building the base root file system'
  rm -rf --one-file-system "$new"
  while read -r option; do options+=("--aptopt=$option"); done < <(apt-config dump | grep -E '^Acquire::(Check-|https?::[A-Za-z-]+ "|Retries)')
  mmdebstrap --mode=root --variant=minbase "${options[@]}" --include="$BASE_PACKAGES" \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$new" "$sources" >"$LAB_CACHE/base.log" 2>&1 &
  builder=$!
  trap 'kill -TERM $builder; wait $builder; exit 130' INT TERM
  wait $builder || {
    show_log "$LAB_CACHE/base.log"
    die 'the base could not be built'
  }
  trap - INT TERM
  rm -f "$new"/etc/ssh/ssh_host_*
  : >"$new/etc/machine-id"
  for user in deploy ops; do chroot "$new" useradd --create-home --shell /bin/bash "$user"; done
  chroot "$new" usermod --append --groups sudo ops
  echo "ops:$OPS_PASSWORD" | chroot "$new" chpasswd
  echo 'deploy ALL=(ALL) NOPASSWD: ALL' >"$new/etc/sudoers.d/deploy"
  chmod 440 "$new/etc/sudoers.d/deploy"
  mv "$new" "$base"
  forget_old
}

# forget_old: removes earlier versions of the base and its layers, as far as no lab has them mounted.
forget_old() {
  local dir
  for dir in "$LAB_CACHE"/{base,python,busybox-sh}-*-*; do
    case $dir in
      *-"$(base_version)") ;;
      *) grep -qF "$dir" /proc/mounts || rm -rf --one-file-system "$dir" ;;
    esac
  done
}

# build_layer NAME: what is on top of the base for hosts of another kind.
build_layer() {
  local layer
  layer=$(layer_dir "$1")
  [ ! -d "$layer" ] || return 0
  say "building the layer $1"
  change_layer "$layer.new" "$(base_dir)" "fill_${1//-/_}" >"$LAB_CACHE/$1.log" 2>&1 || {
    show_log "$LAB_CACHE/$1.log"
    die "the layer $1 could not be built"
  }
  mv "$layer.new" "$layer"
}

# change_layer DIR LOWER FUNCTION: a new overlay of LOWER, changed by FUNCTION (which gets the merged root), left as DIR.
change_layer() {
  local layer=$1 status=0
  if mountpoint -q "$layer.root"; then umount "$layer.root"; fi # of an earlier try that was killed
  rm -rf --one-file-system "$layer" "$layer.work" "$layer.root"
  mkdir -p "$layer" "$layer.work" "$layer.root"
  mount -t overlay "overlay-${layer##*/}" -o "lowerdir=$2,upperdir=$layer,workdir=$layer.work" "$layer.root" || return 1
  ( set -e; "$3" "$layer.root" ) || status=$?
  umount "$layer.root"
  rm -rf --one-file-system "$layer.work" "$layer.root"
  return $status
}

# in_root ROOT COMMAND...: a command in a root file system, with the machine's DNS while it runs.
in_root() {
  local root=$1 status=0
  shift
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  chroot "$root" "$@" </dev/null || status=$?
  rm -f "$root/etc/resolv.conf"
  return $status
}

fill_python() {
  in_root "$1" apt-get update -q
  in_root "$1" apt-get install -yq --no-install-recommends "${PYTHON_PACKAGES[@]}"
  in_root "$1" apt-get clean
  find "$1/var/lib/apt/lists" "$1/var/log/apt" -type f -delete
}

fill_busybox_sh() {
  in_root "$1" apt-get update -q
  in_root "$1" apt-get install -yq --no-install-recommends busybox
  in_root "$1" apt-get clean
  find "$1/var/lib/apt/lists" "$1/var/log/apt" -type f -delete
  ln -sf busybox "$1/bin/sh"
}
