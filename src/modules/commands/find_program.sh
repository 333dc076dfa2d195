# find_program NAME: sets $program to the file that executing NAME would start, as execvp(3) looks for it.
# 127: there is none, 126: it can't be executed. Builtins and functions of this shell don't count.
find_program() {
  program=$1
  case $1 in
  */*) ;;
  *)
    program=
    set -f
    IFS=:
    for directory in $PATH; do
      if [ -f "${directory:-.}/$1" ] && [ -x "${directory:-.}/$1" ]; then
        program=${directory:-.}/$1
        break
      fi
    done
    unset IFS
    set +f
    ;;
  esac
  [ -n "$program" ] && [ -e "$program" ] || return 127
  [ -f "$program" ] && [ -x "$program" ] || return 126
}
