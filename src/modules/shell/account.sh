# account DATABASE KEY: the number and name of a user (DATABASE is passwd) or a group (group) as "number:name" and a NUL; KEY is
# either of them. A number that nobody has is good, with itself as its name; a name that nobody has gives an empty field. Sets the
# variable `account_found` to the number.
account() {
  account_found=
  case $2 in
    '') printf '\0'; return ;;
    *[!0-9]*) account_number='' ;;
    *) account_number=$2 ;;
  esac
  while IFS=: read -r account_name _ account_id _ || [ -n "$account_name" ]; do
    if [ -n "$account_number" ]; then
      [ "$account_id" != "$account_number" ] || break
    elif [ "$account_name" = "$2" ]; then
      break
    fi
    account_name=
  done <"/etc/$1"
  if [ -z "$account_name" ] && command -v getent >/dev/null; then
    # The user may be in a directory such as LDAP.
    IFS=: read -r account_name _ account_id _ <<END
$(getent "$1" "$2")
END
  fi
  if [ -n "$account_name" ]; then
    account_found=$account_id
  elif [ -n "$account_number" ]; then
    account_found=$account_number account_name=$account_number
  fi
  [ -z "$account_found" ] || printf '%s:%s' "$account_found" "$account_name"
  printf '\0'
}
