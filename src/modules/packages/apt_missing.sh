# apt_missing STATE SPEC...: prints as "missing", and sets $arguments for apt-get to, those of the packages NAME, NAME=VERSION, NAME>=VERSION and PATTERN* that an
# installation must see to. STATE is present or latest.
# What it names too much is only simulated in vain; what it lacks is taken for installed.
apt_missing() {
  state=$1
  shift
  apt_named "$@"
  # shellcheck disable=SC2086 # names of packages have no spaces
  apt_installed $names
  missing=
  settled=
  for spec in $specs; do
    case $spec in
    *'>='*) apt_at_least "${spec%%>=*}" "${spec#*>=}" ;;
    *=*[*?[]*) false ;;
    *=*) apt_has "${spec%%=*}" "${spec#*=}" ;;
    *) apt_has "$spec" || apt_provided "$spec" ;;
    esac && settled="$settled ${spec%%[>=]*}" || missing="$missing $spec"
  done
  if [ "$state" != present ] && [ -n "$settled" ]; then
    # shellcheck disable=SC2086
    apt_outdated $settled
  fi
  printf ':missing\n%s\n' "$missing"
  # apt-get knows no >=: it takes the highest version there is.
  arguments=
  for spec in $missing; do arguments="$arguments ${spec%%>=*}"; done
}

# Sets $specs and $names to specs and names, with every pattern replaced by the packages that match it.
apt_named() {
  specs=
  names=
  for spec; do
    case $spec in
    *[*?[]*=* | *[*?[]*) pattern=${spec%%[>=]*} ;;
    *) pattern= ;;
    esac
    case $pattern in
    *[*?[]*)
      found=
      for name in $(apt-cache pkgnames); do
        # shellcheck disable=SC2254 # it is a pattern
        case $name in $pattern) found="$found $name" ;; esac
      done
      [ -n "$found" ] || printf ':unmatched\n%s\n' "$pattern"
      specs="$specs$found"
      names="$names$found"
      ;;
    *)
      specs="$specs $spec"
      names="$names ${spec%%[>=]*}"
      ;;
    esac
  done
}

apt_at_least() {
  apt_has "$1" || return
  # shellcheck disable=SC2154 # apt_installed sets it
  version=${installed#*"|$1|"*"|"}
  dpkg --compare-versions "${version%%"$newline"*}" ge "$2"
}

# Whether a package that exists in name only is provided by one that is installed.
apt_provided() {
  [ -n "${provides-}" ] || provides=$(dpkg-query -W -f '${db:Status-Abbrev}, ${Provides},\n' | grep '^.[iWt]')
  case $provides in
  *", $1,"* | *", $1 ("*) ;;
  *) return 1 ;;
  esac
  [ -z "$(apt-cache show "$1" 2>/dev/null)" ]
}

# Adds those packages to $missing that have another version as their candidate than is installed.
apt_outdated() {
  current=
  name=
  while read -r key value _; do
    case $key in
    Installed:) current=$value ;;
    Candidate:) [ "$value" = "$current" ] || [ "$current" = '(none)' ] || missing="$missing $name" ;;
    *:) name=${key%:} ;;
    esac
  done <<EOF
$(LC_ALL=C apt-cache ${release:+-o "APT::Default-Release=$release"} policy "$@")
EOF
}
