# apt_installed PATTERN...: prints what dpkg knows of these packages and sets $installed to it, one line each:
# status|name|architecture|version. dpkg itself is among them, since it tells the host's own architecture.
apt_installed() {
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}|${Package}|${Architecture}|${Version}\n' dpkg "$@" 2>/dev/null)
  printf ':installed\n%s\n' "$installed"
  native=${installed#*"|dpkg|"}
  native=${native%%"|"*}
  newline='
'
}

# apt_has NAME [VERSION]: whether a package, of the host's architecture unless its name says another, is installed.
apt_has() {
  case $1 in
  *:*) set -- "${1%:*}" "${1#*:}" "${2-}" ;;
  *) set -- "$1" "$native" "${2-}" ;;
  esac
  case $newline$installed$newline in
  *"$newline"?[iWt]?"|$1|$2|$3"${3:+"$newline"}* | *"$newline"?[iWt]?"|$1|all|$3"${3:+"$newline"}*) ;;
  *) return 1 ;;
  esac
}
