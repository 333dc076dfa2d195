# shellcheck shell=bash
# Ways into the hosts, and what there is.

SSH=(ssh -i "$KEY" -o "UserKnownHostsFile=$KNOWN_HOSTS" -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o LogLevel=ERROR)

cmd_ssh() {
  local i
  i=$(host_number "${1:?a host}")
  shift
  exec "${SSH[@]}" "$LAB_USER@$(address_of "$i")" "$@"
}
# as_root I COMMAND: with the caller's standard input.
as_root() { "${SSH[@]}" "root@$(address_of "$(host_number "$1")")" "$2"; }

cmd_status() {
  local i name state light=("$LAB_DIR"/light/*)
  for i in $(all_hosts); do
    if alive "$(host_dir "$i")/pid"; then state=up; else state=down; fi
    printf 'h%s %s %s %s %s\n' "$i" "$(address_of "$i")" "$state" "$(du -sh "$(host_dir "$i")/up" 2>/dev/null | cut -f1)" \
      "$(tr '\n' ' ' <"$(host_dir "$i")/layers")"
  done
  for name in dns acme mirror delay; do
    if alive "$LAB_DIR/run/$name.pid"; then echo "$name up"; else echo "$name down"; fi
  done
  echo "light hosts: ${#light[@]}"
}

cmd_inventory() {
  local i
  printf 'lab:\n  vars:\n    ansible_user: deploy\n    ansible_ssh_private_key_file: %s\n' "$KEY"
  printf '    ansible_ssh_common_args: -o UserKnownHostsFile=%s\n  hosts:\n' "$KNOWN_HOSTS"
  for i in $(all_hosts); do printf '    h%s:\n      ansible_host: %s\n' "$i" "$(address_of "$i")"; done
}
