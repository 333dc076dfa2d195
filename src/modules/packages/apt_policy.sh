# apt_policy STATUS: makes /usr/sbin/policy-rc.d exit with a status, until apt_policy_end. What was there is kept beside it: if this
# is cut off, the next run finds it.
apt_policy() {
  policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ] && [ ! -e "$policy.before-trueup" ] && ! grep -q '^# Made by trueup' "$policy"; then
    mv "$policy" "$policy.before-trueup"
  fi
  printf '#!/bin/sh\n# Made by trueup while it installs packages.\nexit %s\n' "$1" >"$policy.trueup" &&
    chmod 755 "$policy.trueup" && mv "$policy.trueup" "$policy"
}

apt_policy_end() {
  [ -n "${policy-}" ] || return 0
  if [ -e "$policy.before-trueup" ]; then
    mv "$policy.before-trueup" "$policy"
  else
    rm -f "$policy"
  fi
}
