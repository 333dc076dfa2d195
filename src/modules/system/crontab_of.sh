# crontab_of USER ARGUMENT...: crontab(1) for a user, '' for oneself; only root may name another.
crontab_of() {
  crontab_user=$1
  shift
  if [ -z "$crontab_user" ] || [ "$crontab_user" = "$(id -un)" ]; then crontab "$@"; else crontab -u "$crontab_user" "$@"; fi
}
