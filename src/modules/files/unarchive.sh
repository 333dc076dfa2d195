# unarchive CREATES: readies what unpacking an archive needs: the variable `work`, a folder that is gone when the script ends; `archive`, the
# archive's path; `tar`, GNU's; `handler`, the kind of the archive, and for tar `flag`, what it takes. Ends the script with a message
# as its one field if that can't be.
# It calls functions that must stand before: `fetch` writes a URL to standard output, `list` lists what is in a tar.
# Needs the variables `dest`, `source`, and `kind`: payload (its size is `size`), url, or file.
# shellcheck disable=SC2154,SC2034 # the caller's variables, and those for it
unarchive() {
  trap 'rm -rf -- "${work-}"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work=$(umask 077 && mktemp -d) || exit
  [ -d "$dest" ] || unarchive_end "dest '$dest' must be an existing dir"
  case $kind in
    payload)
      archive=$work/archive
      take "$size" >"$archive" || unarchive_end "Source '$source' failed to transfer"
      ;;
    url)
      archive=$work/archive
      fetch >"$archive" 2>"$work/errors" || unarchive_end "Failure downloading $source, $(tail -n 2 "$work/errors")"
      ;;
    *)
      archive=$source
      case $archive in /*) ;; *) archive=$PWD/$archive ;; esac
      [ -e "$archive" ] || unarchive_end "Source '$source' does not exist"
      [ -r "$archive" ] || unarchive_end "Source '$source' not readable"
      ;;
  esac
  [ -s "$archive" ] || unarchive_end "Invalid archive '$source', the file is 0 bytes"
  unarchive_handler
}

unarchive_end() {
  printf '%s\0' "$1"
  exit 0
}

# shellcheck disable=SC2034 # the caller uses it
unarchive_handler() {
  handler=
  reasons=
  if command -v unzip >/dev/null && command -v zipinfo >/dev/null; then
    if reasons=$(unzip -l "$archive" 2>&1 >/dev/null); then
      handler=ZipArchive
      return
    fi
    reasons="Command \"$(command -v unzip)\" could not handle archive: $reasons"
  else
    reasons="Unable to find required 'unzip' or 'zipinfo' binary in the path."
  fi
  tar=$(command -v gtar) || tar=$(command -v tar) ||
    unarchive_unknown "Unable to find required 'gtar' or 'tar' binary in the path"
  case $("$tar" --version 2>/dev/null) in
    tar*GNU*) ;;
    *) unarchive_unknown "Command \"$tar\" is not GNU tar. GNU tar required." ;;
  esac
  for handler in TgzArchive:-z TarArchive: TarBzipArchive:-j TarXzArchive:-J TarZstdArchive:--use-compress-program=zstd; do
    flag=${handler#*:}
    handler=${handler%%:*}
    if ! list >"$work/names" 2>"$work/errors"; then
      reason="Command \"$tar\" could not handle archive: Unable to list files in the archive: $(cat "$work/errors")"
    elif [ -s "$work/names" ]; then
      return
    else
      reason="Command \"$tar\" found no files in archive. Empty archive files are not supported."
    fi
    case $reasons in
      *"$reason"*) ;;
      *) reasons="$reasons
$reason" ;;
    esac
  done
  unarchive_unknown
}

unarchive_unknown() {
  unarchive_end "Failed to find handler for \"$source\". Make sure the required command to extract the file is installed.
$reasons${1:+
$1}"
}

# unarchive_names: makes of names as tar escapes them, one a line, names that end in NUL.
unarchive_names() {
  while IFS= read -r name; do
    case $name in
      *\\*)
        # shellcheck disable=SC2059 # tar's escapes are those of a format
        name=$(printf "$(printf '%s' "$name" | sed 's/%/%%/g')" && echo x)
        name=${name%x}
        ;;
    esac
    printf '%s\0' "${name#/}"
  done
}

# unarchive_look [SUMS]: what stands in the working directory at the names of standard input, which end in NUL. For some names at a time: a field
# with + for each that there is and - for each that there is not, one with lines of numbers and names, and with SUMS one with the CRC-32 of
# each that there is, "-" if it is no regular file. At the end an empty field.
unarchive_look() {
  # shellcheck disable=SC2016 # the inner shell's variables
  xargs -0 sh -c 'sums=$1
shift
there=
for name do
  shift
  if [ -e "$name" ] || [ -L "$name" ]; then
    there=$there+
    set -- "$@" "$name"
  else
    there=$there-
  fi
done
[ -n "$there" ] || exit 0
printf "%s\0" "$there"
[ $# -eq 0 ] || stat -c "%f:%u:%g:%s:%Y:%X:%i:%d:%h:%U:%G:%y" -- "$@"
printf "\0"
[ -n "$sums" ] || exit 0
for name do
  if [ -f "$name" ] && [ ! -L "$name" ] && [ -r "$name" ]; then
    gzip -1c <"$name" | tail -c 8 | od -An -tx1 -N4
  else
    echo -
  fi
done
printf "\0"' sh "$1"
  printf '\0'
}

# unarchive_give OWNER MODE: gives owner and mode, either may be empty, to those of the names on standard input that there are.
unarchive_give() {
  # shellcheck disable=SC2016 # the inner shell's variables
  xargs -0 sh -c 'owner=$1 mode=$2
shift 2
for name do
  shift
  if [ -e "$name" ] || [ -L "$name" ]; then set -- "$@" "$name"; fi
done
[ $# -gt 0 ] || exit 0
if [ -n "$owner" ]; then chown -h "$owner" -- "$@" || exit; fi
[ -n "$mode" ] || exit 0
for name do
  shift
  [ -L "$name" ] || set -- "$@" "$name"
done
[ $# -eq 0 ] || chmod -- "$mode" "$@"' sh "$1" "$2"
}
