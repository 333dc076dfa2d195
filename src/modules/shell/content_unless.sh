# content_unless SHA256 PATH [LIMIT]: what `content` gives, unless the file has this digest: then an empty field.
# shellcheck disable=SC2154 # digest sets digest_sum
content_unless() {
  digest "$2" >/dev/null
  if [ "$digest_sum" = "$1" ]; then printf '\0'; else content "$2" "$3"; fi
}
