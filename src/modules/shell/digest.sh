# digest PATH: the SHA-256 of a regular file, or of the one that a link leads to, and a NUL; empty if there is none to be read.
# Sets the variable `digest_sum` to it as well.
digest() {
  digest_sum=
  if [ -f "$1" ] && [ -r "$1" ]; then
    digest_sum=$(sha256sum <"$1")
    digest_sum=${digest_sum%% *}
  fi
  printf '%s\0' "$digest_sum"
}
