# apt_present WITH-CONFIGURATION SPEC...: sets $missing to those of the packages NAME, NAME=VERSION and PATTERN* that a removal must see to:
# what is installed and, if WITH-CONFIGURATION is yes, what has left configuration files behind.
# shellcheck disable=SC2154 # apt_installed sets installed and native
apt_present() {
  configuration=$1
  shift
  names=
  set -f
  for spec; do names="$names ${spec%%[>=]*}"; done
  # shellcheck disable=SC2086 # names of packages have no spaces; dpkg-query matches patterns itself
  apt_installed $names
  missing=
  while IFS='|' read -r status name architecture version; do
    case $status in
    ?n*) continue ;;
    ?c*) [ "$configuration" = yes ] || continue ;;
    esac
    for spec; do
      apt_matches "${spec%%[>=]*}" "$spec" || continue
      case $architecture in all | "$native") ;; *) name=$name:$architecture ;; esac
      missing="$missing $name"
      break
    done
  done <<EOF
$installed
EOF
  set +f
  printf ':missing\n%s\n' "$missing"
}

# shellcheck disable=SC2154
apt_matches() {
  case $1 in
  *:*)
    [ "${1#*:}" = "$architecture" ] || return
    ;;
  *)
    case $architecture in all | "$native") ;; *) return 1 ;; esac
    ;;
  esac
  # shellcheck disable=SC2254 # it is a pattern
  case $name in ${1%:*}) ;; *) return 1 ;; esac
  # shellcheck disable=SC2254
  case $2 in
  *=*) case $version in ${2#*=}) ;; *) return 1 ;; esac ;;
  esac
}
