# mysql_client OPTION...: gives the SQL on standard input to MySQL's own client. What it logs in with comes through a pipe, so that nobody sees
# it among its arguments: the section [client] of the file $mysql_config, and over that the lines of $mysql_login.
# shellcheck disable=SC2154 # the caller sets the variables
mysql_client() {
  { mysql_options | "$mysql_program" --defaults-file=/dev/fd/3 "$@" 3<&0 <&4 4<&-; } 4<&0
}

mysql_options() {
  if [ -f "$mysql_config" ]; then
    awk '/^[ \t]*\[/ { wanted = /^[ \t]*\[client\]/ } wanted' "$mysql_config"
  fi
  printf '\n[client]\n%s\n' "$mysql_login"
}

# mysql_programs NAME NAME: sets the variable `mysql_program` to the first of these programs that there is.
mysql_programs() {
  for mysql_program; do
    ! command -v "$mysql_program" >/dev/null || return 0
  done
  echo "Failed to find required executable \"$1\" on the host" >&2
  return 127
}
