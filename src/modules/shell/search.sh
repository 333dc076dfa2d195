# search LINKS FOLDER CHECKSUMS CONTENTS MOST TEST...: the entries below FOLDER for which all of find's TESTs hold, in the order in which
# they stand there. LINKS is -P: links are entries like others; or -L: folders that they lead to are searched, too. Prints the host's time in
# seconds and for each group of entries a field of lines, four for each entry, with what is known of it; then for each its path; `d` if
# it is or leads to a folder; its SHA-1 where CHECKSUMS isn't empty and it is a regular file; and where CONTENTS isn't empty what `content`
# gives of a regular file. Behind the last group, an empty field, how many entries there are down to the depth MOST (all if it is empty), and
# what find complained of.
search() {
  search_links=$1 search_folder=$2 search_checksums=$3 search_contents=$4 search_most=$5
  shift 5
  case $search_folder in
    -*) search_folder=./$search_folder ;;
  esac
  # What FOLDER itself leads to is searched in any case.
  [ "$search_links" = -L ] || search_links=-H
  date '+%s.%N' | tr '\n' '\0'
  {
    # shellcheck disable=SC2016 # the inner shell's variables
    search_complaints=$(search_checksums=$search_checksums search_contents=$search_contents LC_ALL=C \
      find "$search_links" "$search_folder" -mindepth 1 "$@" -exec sh -c '
entries() {
  numbers=$(stat -c "%f:%u:%g:%s:%X:%Y:%Z:%i:%d:%h:%U:%G
%x
%y
%z" -- "$@" 2>/dev/null) || return
  printf "%s\0" "$numbers"
  for entry; do
    printf "%s\0" "$entry"
    [ ! -d "$entry" ] || printf d
    printf "\0"
    regular=
    if [ -f "$entry" ] && [ ! -L "$entry" ] && [ -r "$entry" ]; then regular=1; fi
    if [ "$search_checksums" ]; then
      sum=
      [ ! "$regular" ] || sum=$(sha1sum <"$entry")
      printf "%s\0" "${sum%% *}"
    fi
    if [ "$search_contents" ]; then
      if [ "$regular" ]; then
        size=$(wc -c <"$entry")
        printf "%s\0" "$((size))"
        head -c "$size" <"$entry"
      else
        printf "\0"
      fi
    fi
  done
}
# What goes away in between is left out.
entries "$@" || for one; do entries "$one"; done
:' sh {} + 3>&1 1>&4 2>&3)
  } 4>&1
  printf '\0'
  set --
  [ -z "$search_most" ] || set -- -maxdepth "$search_most"
  printf '%s\0' "$(find "$search_links" "$search_folder" -mindepth 1 "$@" -print0 2>/dev/null | tr -dc '\0' | wc -c)"
  printf '%s\0' "$search_complaints"
}
