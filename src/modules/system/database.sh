# database_lines DATABASE [KEY]: the lines of /etc/DATABASE, or those of a directory such as LDAP as well, if $only_local is empty.
# A key is a name or a number.
database_lines() {
  if [ -z "$only_local" ] && command -v getent >/dev/null; then
    getent "$@"
  elif [ $# -eq 1 ]; then
    cat "/etc/$1" 2>/dev/null
  else
    grep -e "^$2:" -e "^[^:]*:[^:]*:$2:" "/etc/$1" 2>/dev/null
  fi
}
