# content PATH [LIMIT]: what a regular file holds, as its size in bytes, a NUL, and the bytes; only an empty field and the NUL if
# it can't be read or is larger than LIMIT.
content() {
  if [ -f "$1" ] && [ -r "$1" ]; then
    content_size=$(wc -c <"$1")
    if [ "$content_size" -le "${2:-$content_size}" ]; then
      printf '%s\0' "$((content_size))"
      head -c "$content_size" <"$1"
      return
    fi
  fi
  printf '\0'
}
