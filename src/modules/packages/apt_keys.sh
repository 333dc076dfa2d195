# apt_keys: lists the keys that apt trusts, or those in the file $keyring, as gpg prints them. What goes wrong is on standard error.
# shellcheck disable=SC2154 # the caller's variable
apt_keys() {
  apt-key ${keyring:+--keyring "$keyring"} adv --list-public-keys --keyid-format=long
}
