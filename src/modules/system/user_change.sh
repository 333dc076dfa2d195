# user_remove OPTION... NAME: userdel; a process of the account that is just ending is waited for.
user_remove() {
  for _ in 1 2 3; do
    user_said=$(userdel "$@" 2>&1)
    user_code=$?
    # 8: the account is in use.
    [ "$user_code" -eq 8 ] || break
    sleep 1
  done
  [ "$user_code" -eq 0 ] || printf '%s\n' "$user_said" >&2
  return "$user_code"
}

# user_home HOME SKELETON UID GID MODE: makes a home of a skeleton, owned by its account. MODE is empty for what login.defs says.
user_home() {
  mkdir -p -- "${1%/*}" || return
  if [ -d "$2" ]; then cp -RP -- "$2" "$1"; else mkdir -- "$1"; fi || return
  mode=$5
  if [ -z "$mode" ]; then
    mask=022
    while read -r key value _; do
      case $key in
      HOME_MODE) mode=$value ;;
      UMASK) mask=$value ;;
      esac
    done 2>/dev/null </etc/login.defs
    [ -n "$mode" ] || mode=$(printf '%o' $((0777 & ~mask)))
  fi
  chmod "$mode" "$1" && chown -R "$3:$4" -- "$1"
}

# user_key FILE UID GID PASSPHRASE OPTION...: makes a key pair for SSH. The passphrase is never in an argument list nor on disk: what
# ssh-keygen asks for it is a program that prints a variable.
user_key() {
  file=$1
  owner=$2:$3
  TRUEUP_PASSPHRASE=$4
  shift 4
  if [ ! -d "${file%/*}" ]; then
    mkdir -m 700 -- "${file%/*}" && chown "$owner" -- "${file%/*}" || return
  fi
  rm -f -- "$file" "$file.pub"
  if [ -z "$TRUEUP_PASSPHRASE" ]; then
    ssh-keygen -q "$@" -f "$file" -N '' </dev/null || return
  else
    folder=$(mktemp -d) || return
    # shellcheck disable=SC2016 # the program is to expand it
    printf '#!/bin/sh\nprintf "%%s\\n" "$TRUEUP_PASSPHRASE"\n' >"$folder/ask"
    chmod 700 "$folder/ask"
    export TRUEUP_PASSPHRASE
    SSH_ASKPASS=$folder/ask SSH_ASKPASS_REQUIRE=force DISPLAY=none ssh-keygen -q "$@" -f "$file" </dev/null
    code=$?
    rm -rf "$folder"
    unset TRUEUP_PASSPHRASE
    [ "$code" -eq 0 ] || return "$code"
  fi
  chown "$owner" -- "$file" "$file.pub"
}
