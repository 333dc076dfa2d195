# shellcheck shell=bash
# An ACME certificate authority: pebble, which checks HTTP-01 on the hosts' real port 80, by the lab's DNS.

acme_get() { curl -fsS --cacert "$CA/ca.pem" "https://$GATEWAY:15000/$1"; }

start_acme() {
  mkdir -p "$LAB_DIR/acme"
  cat >"$LAB_DIR/acme/config.json" <<CONFIG
{"pebble": {"listenAddress": "$GATEWAY:14000", "managementListenAddress": "$GATEWAY:15000",
  "certificate": "$CA/server.pem", "privateKey": "$CA/server.key", "httpPort": 80, "tlsPort": 443,
  "ocspResponderURL": "", "certificateValidityPeriod": 7776000, "externalAccountBindingRequired": false}}
CONFIG
  # Every order is checked anew, at once, and no request is refused for the sake of testing the client.
  PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0 \
    daemon acme pebble -config "$LAB_DIR/acme/config.json" -dnsserver "$GATEWAY:53"
  wait_port "$GATEWAY" 15000 10 || die "pebble does not listen: see $LAB_DIR/run/acme.log"
  acme_get roots/0 >"$LAB_DIR/acme/root.pem"
  acme_get intermediates/0 >"$LAB_DIR/acme/intermediate.pem"
}

cmd_acme() {
  case ${1:-} in
    stop) end_process "$LAB_DIR/run/acme.pid" ;;
    '')
      prepare
      locked "$LAB_DIR/locks/acme" start_acme
      say "ACME: $ACME_URL, issuing root: $LAB_DIR/acme/root.pem"
      ;;
    *) die 'lab acme [stop]' ;;
  esac
}

cmd_trust() {
  local i
  for i; do
    as_root "$i" 'cat >/usr/local/share/ca-certificates/acme-root.crt && update-ca-certificates >/dev/null 2>&1
      if systemctl --quiet is-active docker; then systemctl restart docker; fi' <"$LAB_DIR/acme/root.pem"
  done
}

# age I NAME DAYS: pebble's management port gives its issuing key; with that the host's certificate is made anew for the
# same key and names but other dates, and written where certbot has it. It stays valid for whoever trusts the root.
cmd_age() {
  local i name=${2:?the name of a certificate} days=${3:?days} work live
  i=$(host_number "${1:?a host}")
  live=/etc/letsencrypt/live/$name
  work=$(mktemp -d "$LAB_DIR/acme/age.XXXXXX")
  as_root "$i" "cat $live/cert.pem" </dev/null >"$work/old.pem"
  as_root "$i" "openssl req -new -key $live/privkey.pem -subj /" </dev/null >"$work/request.pem"
  acme_get intermediate-keys/0 >"$work/issuer.key"
  cat >"$work/ca.conf" <<CONFIG
[ca]
default_ca = issuer
[issuer]
new_certs_dir = $work
database = $work/index
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = optional
[extensions]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth, clientAuth
$(openssl x509 -in "$work/old.pem" -noout -ext subjectAltName | sed -n '2s/^ */subjectAltName = /p')
CONFIG
  : >"$work/index"
  openssl ca -batch -notext -config "$work/ca.conf" -extensions extensions -in "$work/request.pem" -out "$work/new.pem" \
    -cert "$LAB_DIR/acme/intermediate.pem" -keyfile "$work/issuer.key" -subj "/CN=$name" \
    -startdate "$(date -u -d "$days days - 90 days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$days days" +%Y%m%d%H%M%SZ)" \
    >"$LAB_DIR/run/age.log" 2>&1 || {
    show_log "$LAB_DIR/run/age.log"
    die "could not sign a certificate for $name"
  }
  as_root "$i" "cat >$live/cert.pem && cat $live/cert.pem $live/chain.pem >$live/fullchain.pem
    if systemctl --quiet is-active apache2; then systemctl reload apache2; fi" <"$work/new.pem"
  rm -rf "$work"
}
