# ppa_key OWNER NAME FOLDER: has apt trust the key by which a PPA is signed. The shell function `ask`, which must stand before, prints what
# Launchpad says of the PPA.
ppa_key() {
  key=$(ask 2>/dev/null | sed -n 's/.*"signing_key_fingerprint": *"\([0-9A-Fa-f]*\)".*/\1/p')
  [ -n "$key" ] || {
    echo "failed to fetch PPA information of $1/$2" >&2
    return 1
  }
  set -- "$1" "$2" "$key" hkp://keyserver.ubuntu.com:80
  if command -v apt-key >/dev/null; then
    [ -n "$(apt-key export "$3" 2>&1 >/dev/null)" ] || return 0
    apt-key adv --recv-keys --no-tty --keyserver "$4" "$3" >&2
    return
  fi
  command -v gpg >/dev/null || {
    echo 'Either apt-key or gpg binary is required, but neither could be found' >&2
    return 1
  }
  keys=/etc/apt/keyrings
  [ -d "$keys" ] || keys=/etc/apt/trusted.gpg.d
  home=$(mktemp -d) || return
  gpg --homedir "$home" --batch --no-tty --keyserver "$4" --recv-keys "$3" >&2 &&
    gpg --homedir "$home" --batch --no-tty --export "$3" >"$keys/.trueup-$1-$2" &&
    mv -- "$keys/.trueup-$1-$2" "$keys/ubuntu-$1-$2.gpg"
  code=$?
  rm -rf -- "$home"
  return "$code"
}
