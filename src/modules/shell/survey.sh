# survey FOLDER NAME...: what stands at each NAME in FOLDER. Fields that end in NUL: one letter for each, "-" nothing, "l" a link, "L" a
# link to a folder, "f" a regular file that can be read, "o" anything else; lines of numbers and names for all that exist; the
# targets of all links, one field each; the lines of sha256sum for all regular files.
survey() {
  survey_folder=${1%/}
  shift
  survey_kinds=
  for survey_path do
    shift
    survey_path=$survey_folder/$survey_path
    if [ -L "$survey_path" ]; then
      survey_kind=l
      [ ! -d "$survey_path" ] || survey_kind=L
    elif [ -f "$survey_path" ] && [ -r "$survey_path" ]; then
      survey_kind=f
    elif [ -e "$survey_path" ]; then
      survey_kind=o
    else
      survey_kind=-
    fi
    survey_kinds=$survey_kinds$survey_kind
    [ "$survey_kind" = - ] || set -- "$@" "$survey_path"
  done
  printf '%s\0' "$survey_kinds"
  [ $# -eq 0 ] || stat -c '%f:%u:%g:%s:%Y:%X:%i:%d:%h:%U:%G' -- "$@"
  printf '\0'
  for survey_path do
    shift
    if [ -L "$survey_path" ]; then
      readlink -n -- "$survey_path"
      printf '\0'
    elif [ -f "$survey_path" ] && [ -r "$survey_path" ]; then
      set -- "$@" "$survey_path"
    fi
  done
  [ $# -eq 0 ] || sha256sum -- "$@"
  printf '\0'
}
