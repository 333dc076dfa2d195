# shellcheck shell=bash
# Container images without a pull from outside: registry:2, packed from Debian's docker-registry package and laid out as
# the official image is, and hello:1, which is small enough to push in every test. And a Docker Hub mirror that has both.

images_dir() { echo "$LAB_CACHE/images-$(. /etc/os-release && echo "$VERSION_CODENAME")-$(sha256sum "$HERE/lib/images.sh" | cut -c1-12)"; }

build_images() {
  local images new file root library
  images=$(images_dir)
  [ ! -d "$images" ] || return 0
  new=$images.new root=$images.new/registry
  say 'building the images'
  rm -rf --one-file-system "$new"
  mkdir -p "$new/packages" "$new/hello"
  chmod 777 "$new/packages" # apt downloads as a user of its own
  # The machine's package lists may be missing or old.
  (cd "$new/packages" && apt-get update -q && apt-get download -qq docker-registry busybox-static) >"$LAB_CACHE/images.log" 2>&1 || {
    show_log "$LAB_CACHE/images.log"
    die 'the packages for the images could not be downloaded'
  }
  for file in "$new"/packages/*.deb; do dpkg -x "$file" "$new/unpacked"; done
  mkdir -p "$root"/{bin,etc/docker/registry,etc/ssl/certs,var/lib/registry,tmp}
  chmod 1777 "$root/tmp"
  cp "$new/unpacked/usr/bin/docker-registry" "$root/bin/registry"
  cp "$new/unpacked/bin/busybox" "$root/bin/busybox"
  for file in sh ls cat env wget ps id; do ln -s busybox "$root/bin/$file"; done
  # The libraries it is linked with, and those that the C library loads to look names up.
  {
    ldd "$root/bin/registry" | grep -o '/[^ ]*' || true
    find /lib/"$(uname -m)"-linux-gnu/ -maxdepth 1 -name 'libnss_dns.so.2' -o -maxdepth 1 -name 'libnss_files.so.2' -o -maxdepth 1 -name 'libresolv.so.2'
  } | while read -r library; do install -D "$(readlink -f "$library")" "$root$library"; done
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  registry_config /var/lib/registry :5000 >"$root/etc/docker/registry/config.yml"
  cat >"$root/entrypoint.sh" <<'SCRIPT'
#!/bin/sh
set -e
case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac
exec "$@"
SCRIPT
  chmod 755 "$root/entrypoint.sh"
  pack_image "$root" "$new/registry.tar" registry:2 '"Entrypoint":["/entrypoint.sh"],"Cmd":["/etc/docker/registry/config.yml"],
    "ExposedPorts":{"5000/tcp":{}},"Volumes":{"/var/lib/registry":{}},"Env":["PATH=/bin"]'
  cp "$root/bin/busybox" "$new/hello/busybox"
  pack_image "$new/hello" "$new/hello.tar" hello:1 '"Cmd":["/busybox","echo","hello"]'
  rm -rf "$new/packages" "$new/unpacked"
  mv "$new" "$images"
}

# registry_config FOLDER ADDRESS: the registry's own configuration.
registry_config() {
  cat <<CONFIG
version: 0.1
log: {fields: {service: registry}}
storage:
  cache: {blobdescriptor: inmemory}
  filesystem: {rootdirectory: $1}
http:
  addr: $2
  headers: {X-Content-Type-Options: [nosniff]}
health:
  storagedriver: {enabled: true, interval: 10s, threshold: 3}
CONFIG
}

# pack_image ROOT FILE NAME:TAG CONFIG: a docker-archive of one layer.
pack_image() {
  local work=$2.parts layer config architecture
  architecture=$(dpkg --print-architecture)
  mkdir -p "$work"
  tar -C "$1" --owner=0 --group=0 --numeric-owner --sort=name --mtime=@0 -cf "$work/layer.tar" .
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":{%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"lab"}]}' \
    "$architecture" "$4" "$layer" >"$work/config"
  config=$(sha256sum "$work/config" | cut -d' ' -f1)
  mv "$work/config" "$work/$config.json"
  printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$config" "$3" >"$work/manifest.json"
  tar -C "$work" -cf "$2" "$config.json" layer.tar manifest.json
  rm -rf "$work"
}

cmd_images() {
  prepare
  locked "$LAB_CACHE/lock" build_images
  printf '%s\n' "$(images_dir)/registry.tar" "$(images_dir)/hello.tar"
}

start_mirror() {
  local image
  mkdir -p "$LAB_DIR/mirror"
  registry_config "$LAB_DIR/mirror" "$GATEWAY:5000" >"$LAB_DIR/mirror.yml"
  daemon mirror "$(images_dir)/registry/bin/registry" serve "$LAB_DIR/mirror.yml"
  wait_port "$GATEWAY" 5000 10 || die "the mirror does not listen: see $LAB_DIR/run/mirror.log"
  for image in registry:2 hello:1; do
    skopeo copy --quiet --insecure-policy --dest-tls-verify=false "docker-archive:$(images_dir)/${image%:*}.tar" "docker://$GATEWAY:5000/library/$image"
  done
}

cmd_mirror() {
  case ${1:-} in
    stop) end_process "$LAB_DIR/run/mirror.pid" ;;
    '')
      prepare
      locked "$LAB_CACHE/lock" build_images
      locked "$LAB_DIR/locks/mirror" start_mirror
      ;;
    *) die 'lab mirror [stop]' ;;
  esac
}
