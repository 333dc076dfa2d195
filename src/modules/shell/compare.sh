# compare SOURCE FOLDER: the entries below SOURCE that FOLDER has not, or has otherwise. For each a field that ends in NUL: "d" for a
# folder, "l" for a link, "f" for a file, its mode in octal, a colon, and its name, which counts from SOURCE; at the end an empty field.
compare() (
  # shellcheck disable=SC2016 # the inner shell's variables
  cd -P "$1" && find . ! -name . -exec sh -c 'folder=$1
shift
for name do
  name=${name#./}
  there=$folder/$name
  kind=
  if [ -L "$name" ]; then
    [ -L "$there" ] && [ "$(readlink "$name")" = "$(readlink "$there")" ] || kind=l
  elif [ -d "$name" ]; then
    [ -d "$there" ] || kind=d
  elif [ -f "$name" ]; then
    { [ -f "$there" ] && [ ! -L "$there" ] && cmp -s -- "$name" "$there"; } || kind=f
  fi
  [ -z "$kind" ] || printf "%s%s:%s\0" "$kind" "$(stat -c %a -- "./$name")" "$name"
done' sh "$2" {} +
  printf '\0'
)
