# pip_find: sets the variables `pip` and `module` to the pip that a task means: that of the virtual environment $env, $executable, or the host's, which is
# python3's module if it has one. Prints what is wrong if there is none, and returns 1.
# shellcheck disable=SC2154,SC2034 # the caller's variables, and those for it
pip_find() {
  module=
  if [ -n "$env" ]; then
    for pip in "$env/bin/pip3" "$env/bin/pip"; do
      [ ! -x "$pip" ] || return 0
    done
    printf 'Unable to find pip in the virtualenv, %s, under any of these names: pip3, pip. Make sure pip is present in the virtualenv.' "$env"
    return 1
  fi
  if [ -z "$executable" ]; then
    pip=python3
    if python3 -c 'import pip' 2>/dev/null; then
      module=yes
      return
    fi
  fi
  pip=${executable:-pip3}
  command -v "$pip" >/dev/null && return
  printf 'Unable to find any of %s to use.  pip needs to be installed.' "$pip"
  return 1
}

# pip_run ARGUMENT...: runs it.
pip_run() {
  if [ -n "$module" ]; then "$pip" -m pip "$@"; else "$pip" "$@"; fi
}
