# shellcheck shell=bash
# What is this lab's own on every host: the test user's key, the lab's certificate authority, its DNS, ACME and mirror.

make_keys() {
  mkdir -p "$CA"
  [ -e "$KEY" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$KEY"
  [ ! -e "$CA/server.pem" ] || return 0
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=lab CA' -keyout "$CA/ca.key" -out "$CA/ca.pem" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /CN=acme.lab.test -keyout "$CA/server.key" -out "$CA/server.csr" 2>/dev/null
  openssl x509 -req -in "$CA/server.csr" -CA "$CA/ca.pem" -CAkey "$CA/ca.key" -CAcreateserial -days 3650 -out "$CA/server.new" \
    -extfile <(echo "subjectAltName=DNS:acme.lab.test,IP:$GATEWAY") 2>/dev/null
  mv "$CA/server.new" "$CA/server.pem"
}

# make_identity: a layer between the base and each host's own changes. One for each version of the base, since hosts
# that are up stand on theirs.
identity_dir() { echo "$LAB_DIR/identity-$(base_version)"; }
make_identity() {
  local layer
  make_keys
  layer=$(identity_dir)
  [ ! -d "$layer" ] || return 0
  change_layer "$layer.new" "$(base_dir)" fill_identity
  mv "$layer.new" "$layer"
}

fill_identity() {
  local root=$1 user home
  for user in root deploy ops; do
    home=$(chroot "$root" sh -c "echo ~$user")
    install -d -m 700 "$root$home/.ssh"
    install -m 600 "$KEY.pub" "$root$home/.ssh/authorized_keys"
    chroot "$root" chown -R "$user:" "$home/.ssh"
  done
  echo "nameserver $GATEWAY" >"$root/etc/resolv.conf"
  install -m 644 "$CA/ca.pem" "$root/usr/local/share/ca-certificates/lab-ca.crt"
  chroot "$root" update-ca-certificates >/dev/null 2>&1
  # Docker, once a test has installed it, asks the lab's mirror first.
  mkdir -p "$root/etc/docker"
  echo "{\"registry-mirrors\": [\"http://$GATEWAY:5000\"]}" >"$root/etc/docker/daemon.json"
  # certbot without --server asks the lab's authority. (The cli.ini in /etc belongs to certbot's package.)
  mkdir -p "$root/root/.config/letsencrypt"
  echo "server = $ACME_URL" >"$root/root/.config/letsencrypt/cli.ini"
}
