# user_state NAME HOME KEY-FILE GROUP...: prints what is known of an account, as KEY=VALUE lines. KEY-FILE is empty if
# no key is asked for. The password's hash stays on the host: it is compared with $wanted_password.
user_state() {
  name=$1
  wanted_home=$2
  key=$3
  shift 3
  IFS=: read -r found _ uid gid comment home shell <<EOF
$(database_lines passwd "$name")
EOF
  for group; do
    line=$(database_lines group "$group")
    number=${line#*:*:}
    [ -z "$line" ] || printf 'known=%s:%s:%s\n' "$group" "${line%%:*}" "${number%%:*}"
  done
  [ "$found" = "$name" ] || {
    if [ -n "$(database_lines group "$name")" ]; then echo namesake=yes; fi
    return
  }
  printf 'uid=%s\ngid=%s\ncomment=%s\nhome=%s\nshell=%s\n' "$uid" "$gid" "$comment" "$home" "$shell"
  IFS=: read -r _ hash _ minimum maximum _ _ expires _ <<EOF
$(database_lines shadow "$name")
EOF
  printf 'minimum=%s\nmaximum=%s\nexpires=%s\n' "$minimum" "$maximum" "$expires"
  case $hash in '!'*) echo locked=yes ;; esac
  bare=$hash
  while :; do
    case $bare in '!'*) bare=${bare#!} ;; *) break ;; esac
  done
  [ "$bare" != "${wanted_password-}" ] || echo password=same
  database_lines group | while IFS=: read -r group _ _ members; do
    case ,$members, in *,"$name",*) printf 'member=%s\n' "$group" ;; esac
  done
  [ ! -d "${wanted_home:-$home}" ] || echo homed=yes
  [ -n "$key" ] || return 0
  case $key in /*) ;; *) key=$home/$key ;; esac
  printf 'key=%s\n' "$key"
  [ ! -e "$key" ] && [ ! -e "$key.pub" ] || echo keyed=yes
  if [ -r "$key.pub" ]; then
    printf 'public=%s\n' "$(cat "$key.pub")"
    printf 'fingerprint=%s\n' "$(ssh-keygen -l -f "$key.pub" 2>/dev/null)"
  fi
}
