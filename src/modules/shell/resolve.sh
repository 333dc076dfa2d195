# resolve PATH: sets the variable `resolved` to where PATH leads in the end, links followed and folders without links, as an absolute
# path; the last part, and folders above it, need not exist. It is PATH itself if its links go round in a circle. (readlink -f differs:
# busybox takes a relative link that leads nowhere as relative to the working directory.)
resolve() {
  resolved=$1 resolve_count=0
  while [ -L "$resolved" ]; do
    resolve_count=$((resolve_count + 1))
    if [ "$resolve_count" -gt 40 ]; then
      resolved=$1
      return
    fi
    # The x keeps line breaks at the end of a name.
    resolve_target=$(readlink -n -- "$resolved" && echo x) && resolve_target=${resolve_target%x}
    case $resolve_target in
      /*) resolved=$resolve_target ;;
      *)
        case $resolved in
          */*) resolved=${resolved%/*}/$resolve_target ;;
          *) resolved=$resolve_target ;;
        esac
        ;;
    esac
  done
  if [ -d "$resolved" ]; then
    resolve_folder=$resolved resolve_name=
  else
    case $resolved in
      */*) resolve_folder=${resolved%/*}/ resolve_name=${resolved##*/} ;;
      *) resolve_folder=. resolve_name=$resolved ;;
    esac
  fi
  case $resolve_folder in
    -*) resolve_folder=./$resolve_folder ;;
  esac
  resolve_folder=$(cd -P "$resolve_folder" 2>/dev/null && pwd -P && echo x) || return 0
  resolve_folder=${resolve_folder%??}
  case $resolve_name in
    '') resolved=$resolve_folder ;;
    *) resolved=${resolve_folder%/}/$resolve_name ;;
  esac
}
