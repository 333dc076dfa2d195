# download CURL SINCE TIMEOUT [WGET...]: fetches a URL with curl or wget, whichever there is: its body goes to standard output; to standard
# error go what went wrong and, as the last line, the status code of HTTP (000 if there was none).
#   CURL     lines for curl's configuration, with the URL: they are not seen among its arguments
#   SINCE    not empty: ask only for what is newer than this date; the code is 304 if it isn't
#   TIMEOUT  seconds, for wget
#   WGET     the arguments for wget; none if there are secrets, which wget can't be given in secret
download() {
  if command -v curl >/dev/null; then
    { printf '%s\n' "$1"; [ -z "$2" ] || printf 'header = "If-Modified-Since: %s"\n' "$2"; } | curl -q -K -
    return
  fi
  if ! command -v wget >/dev/null; then
    echo 'neither curl nor wget is on the host: install one of them' >&2
    return 1
  fi
  download_since=$2 download_timeout=$3
  shift 3
  if [ $# -eq 0 ]; then
    echo "there is no curl on the host, and wget can't keep headers and passwords secret: install curl" >&2
    return 1
  fi
  [ -z "$download_since" ] || set -- "--header=If-Modified-Since: $download_since" "$@"
  # GNU's wget hides errors with -q, busybox's has no -nv and can die of -T.
  if wget --version >/dev/null 2>&1; then set -- -nv -T "$download_timeout" -t 1 "$@"; else set -- -q "$@"; fi
  { download_report=$(wget -S -O - "$@" 2>&1 >&4 4>&-); } 4>&1
  download_status=$?
  [ "$download_status" -eq 0 ] || printf '%s\n' "$download_report" | tail -n 1 >&2
  printf ' HTTP 000\n%s\n' "$download_report" | sed -n 's/^ *HTTP[^ ]* \([0-9]*\).*/\1/p' | tail -n 1 >&2
  return "$download_status"
}
