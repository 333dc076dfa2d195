# rename FROM TO: gives the file FROM the name TO in one step, in place of what file or link has it; TO may be a link to a folder.
rename() {
  if [ -L "$2" ] && [ -d "$2" ]; then
    mv -fT -- "$1" "$2" 2>/dev/null && return
    # busybox takes such a link for the folder that it leads to.
    rm -f -- "$2" || return
  fi
  mv -fT -- "$1" "$2"
}
