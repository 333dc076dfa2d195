# inode PATH FOLLOW: all that stat(2) tells of PATH, or where FOLLOW isn't empty of what it leads to: one field that ends in NUL, with
# a line of numbers and names and three lines with the times for people (they have fractions of seconds). Empty if there is nothing.
inode() {
  inode_format='%f:%u:%g:%s:%X:%Y:%Z:%i:%d:%h:%b:%o:%t:%T:%U:%G
%x
%y
%z'
  if [ -n "$2" ]; then
    printf '%s\0' "$(stat -L -c "$inode_format" -- "$1" 2>/dev/null)"
  else
    printf '%s\0' "$(stat -c "$inode_format" -- "$1" 2>/dev/null)"
  fi
}
