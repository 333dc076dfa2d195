# observe PATH NAME FOLLOW SHA256 LIMIT: what is known of the file that `destination` makes of PATH, NAME and FOLLOW. Fields that
# end in NUL: the path, what `describe` says of it, "missing" or "unwritable" for the folder it is in (else empty), and `digest`.
# Then what `content` gives, if the digest isn't SHA256.
# shellcheck disable=SC2154 # destination sets path, digest sets digest_sum
observe() {
  destination "$1" "$2" "$3"
  describe "$path"
  case $path in
    */*) observe_folder=${path%/*}/ ;;
    *) observe_folder=. ;;
  esac
  if [ ! -d "$observe_folder" ]; then
    printf missing
  elif [ ! -w "$observe_folder" ]; then
    printf unwritable
  fi
  printf '\0'
  digest "$path"
  if [ "$digest_sum" != "$4" ]; then content "$path" "$5"; else printf '\0'; fi
}
