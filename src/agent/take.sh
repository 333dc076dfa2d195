# take SIZE: copies exactly that many bytes of standard input to standard output; fails if there are fewer.
take() {
  take_left=$1
  while [ "$take_left" -gt 0 ]; do
    take_size=$take_left
    if [ "$take_size" -gt 1048576 ]; then take_size=1048576; fi
    # agent_block is how dd is told to read a whole block, or else byte by byte; it counts blocks or bytes.
    # shellcheck disable=SC2086,SC2154 # several words, set by the agent
    { take_count=$(dd $agent_block="$take_size" 2>&1 >&3 3>&-); } 3>&1 || return 1
    case $take_count in
      "1+0 "* | "$take_size+0 "*) ;;
      *) return 1 ;;
    esac
    take_left=$((take_left - take_size))
  done
}
