# describe PATH: what stands at PATH, a link itself rather than what it points to, as two fields that each end in NUL: the
# numbers and names of its inode, empty if there is nothing; and where it points to, if it is a link.
describe() {
  if [ -e "$1" ] || [ -L "$1" ]; then
    printf '%s\0' "$(stat -c '%f:%u:%g:%s:%Y:%X:%i:%d:%h:%U:%G' -- "$1")"
    [ ! -L "$1" ] || readlink -n -- "$1"
    printf '\0'
  else
    printf '\0\0'
  fi
}
