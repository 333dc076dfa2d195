# tempfile KIND FOLDER PREFIX SUFFIX: makes a new empty file or folder ("file" or "directory") with a name that nobody can guess, and sets
# the variable `tempfile_path` to its path. Without FOLDER it is where temporary files belong.
tempfile() {
  tempfile_folder=$2
  if [ -z "$tempfile_folder" ]; then
    for tempfile_folder in "$TMPDIR" "$TEMP" "$TMP" /tmp /var/tmp /usr/tmp "$PWD"; do
      if [ -n "$tempfile_folder" ] && [ -d "$tempfile_folder" ] && [ -w "$tempfile_folder" ]; then break; fi
    done
  fi
  case $tempfile_folder in
    /*) ;;
    *) tempfile_folder=$PWD/$tempfile_folder ;;
  esac
  [ -d "$tempfile_folder" ] || {
    printf "[Errno 2] No such file or directory: '%s'\n" "$tempfile_folder/$3$4" >&2
    return 1
  }
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    tempfile_name=$(head -c 6 /dev/urandom | od -A n -t x1 | tr -d ' \n')
    tempfile_path=${tempfile_folder%/}/$3$tempfile_name$4
    if [ -e "$tempfile_path" ] || [ -L "$tempfile_path" ]; then continue; fi
    case $1 in
      directory) mkdir -m 700 -- "$tempfile_path" && return ;;
      *) (umask 077 && set -C && : >"$tempfile_path") && return ;;
    esac
    [ -w "$tempfile_folder" ] || return 1
  done
  return 1
}
