# git_look: what there is of a clone, and what the repository it is of has. Fields that end in NUL: a message if it can't be told, else empty;
# the folder; where its repository is; "yes" if there is one; the commit; "yes" if files were changed; the URL; the branch; the one that the remote's
# HEAD is; the commit that the version is here; the submodules' states; and what git ls-remote prints.
# The variables are those of the task (see `settings` in git-script.ts); git is a function.
# shellcheck disable=SC2154
git_look() {
  (unset -f git; command -v "$program") >/dev/null || {
    printf 'Failed to find required executable "%s" in paths: %s\0' "$program" "$PATH"
    return
  }
  git_place || {
    printf 'Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path\0'
    return
  }
  found=
  if [ -n "$dest" ] && [ -e "$place/config" ]; then found=yes; fi
  printf '\0%s\0%s\0%s\0' "$dest" "$place" "$found"
  if [ -n "$found" ]; then
    cd -- "$dest" || return
    git rev-parse HEAD 2>/dev/null
    printf '\0'
    if [ -z "$bare" ] && git --no-optional-locks status --porcelain | grep -q '^[^?]'; then printf yes; fi
    printf '\0'
    git config --get "remote.$remote.url"
    printf '\0'
    git symbolic-ref -q --short HEAD
    printf '\0'
    git symbolic-ref -q --short "refs/remotes/$remote/HEAD"
    printf '\0'
    git rev-parse -q --verify "$version^{commit}" 2>/dev/null
    printf '\0'
    if [ -z "$bare" ] && [ -n "$recursive" ] && [ -e .gitmodules ]; then
      printf '.\n'
      git submodule status
    fi
    printf '\0'
    [ -n "$update" ] || return 0
  fi
  git ls-remote "$plain" HEAD 'refs/heads/*' "refs/tags/$version" "refs/tags/$version^{}" 2>&1
  printf '\0%s\0' "$?"
}

# git_place: sets the variable `place` to where the repository of $dest is, or is to be.
git_place() {
  place=$dest
  [ -z "$bare" ] || return 0
  place=$dest/.git
  [ -f "$place" ] || return 0
  read -r key place_there <"$place"
  [ "$key" = gitdir: ] || return
  case $place_there in
    /*) place=$place_there ;;
    *) place=$dest/$place_there ;;
  esac
  [ -d "$place" ]
}
