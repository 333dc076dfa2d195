# git_clone, git_fetch, git_switch, git_submodules...: the steps that bring a clone to what a task asks for. The variables are those of the task (see `settings` in
# git-script.ts); `kind` says what its version is of the repository: branch, tag, or empty.
# shellcheck disable=SC2154
git_work() {
  umask "${mask:-022}"
  git_place || return
  moved=
  submodules=
  if [ -n "$found" ]; then
    if [ -n "$separate" ] && [ "$separate" != "$place" ]; then git_move || return; fi
    cd -- "$dest" || return
    if [ -n "$update" ]; then
      if [ -n "$modified" ]; then git reset --hard HEAD >&2 || return; fi
      if [ -n "$moves_url" ]; then
        git remote set-url "$remote" "$plain" >&2 || return
        git_remember || return
      fi
      git_fetch || return
    fi
  else
    git_clone || return
  fi
  if [ -z "$found" ] || [ -n "$update" ]; then
    if [ -z "$bare" ]; then
      git_switch || return
      if [ -n "$recursive" ]; then git_submodules || return; fi
    fi
  fi
  printf '%s\0%s\0%s\0' "$(git rev-parse HEAD)" "$moved" "$submodules"
  if [ -n "$archive" ]; then git_archive || return; fi
  printf '\0'
}

# Only what the URL is without a password was on a command line: the clone shall know it whole all the same.
git_remember() {
  [ "$plain" != "$repo" ] || return 0
  config=$(git rev-parse --git-dir)/config
  while IFS= read -r line; do
    case $line in
      "	url = $plain") line="	url = $repo" ;;
    esac
    printf '%s\n' "$line"
  done <"$config" >"$config.trueup" && cat "$config.trueup" >"$config" && rm -f -- "$config.trueup"
}

git_move() {
  if [ -e "$separate" ]; then
    echo "Separate-git-dir path $separate already exists." >&2
    return 1
  fi
  mv -T -- "$place" "$separate" && printf 'gitdir: %s' "$separate" >"$dest/.git" && moved=$place
}

git_clone() {
  mkdir -p -- "${dest%/*}/" && cd -- "${dest%/*}/" || return
  set -- clone
  if [ -n "$bare" ]; then set -- "$@" --bare; else set -- "$@" --origin "$remote"; fi
  if [ -n "$depth" ]; then
    if [ "$version" = HEAD ] || [ -n "$refspec" ]; then
      set -- "$@" --depth "$depth"
    elif [ -n "$kind" ]; then
      set -- "$@" --depth "$depth" --branch "$version"
    fi
  fi
  if [ -n "$reference" ]; then set -- "$@" --reference "$reference"; fi
  if [ -n "$single" ]; then
    set -- "$@" --single-branch
    if [ -n "$kind" ]; then set -- "$@" --branch "$version"; fi
  fi
  if [ -n "$separate" ]; then set -- "$@" "--separate-git-dir=$separate"; fi
  git "$@" -- "$plain" "$dest" >&2 && cd -- "$dest" || return
  if [ -n "$bare" ] && [ "$remote" != origin ]; then git remote add "$remote" "$plain" || return; fi
  git_remember || return
  if [ -n "$refspec" ]; then git fetch ${depth:+--depth "$depth"} "$remote" "$refspec" >&2 || return; fi
}

# The branch that HEAD stands for.
git_head() {
  git symbolic-ref -q --short HEAD && return
  git symbolic-ref -q --short "refs/remotes/$remote/HEAD" | sed "s|^[^/]*/||"
}

git_fetch() {
  set --
  if [ -n "$depth" ]; then
    head=$(git_head)
    if [ -n "$refspec" ]; then
      set -- "$refspec"
    elif [ "$version" = HEAD ]; then
      set -- "$head"
    elif [ "$kind" = branch ]; then
      if [ "$head" != "$version" ]; then set -- "+refs/heads/$version:refs/heads/$version"; fi
      set -- "$@" "+refs/heads/$version:refs/remotes/$remote/$version"
    elif [ "$kind" = tag ]; then
      set -- "+refs/tags/$version:refs/tags/$version"
    fi
  fi
  if [ $# -gt 0 ]; then
    set -- fetch --depth "$depth" ${force:+--force} "$remote" "$@"
  elif [ -n "$bare" ]; then
    set -- fetch ${force:+--force} "$remote" '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' ${refspec:+"$refspec"}
  else
    set -- fetch --tags ${force:+--force} "$remote" ${refspec:+"$refspec"}
  fi
  git "$@" >&2 || git_failed 'Failed to download remote objects and refs'
}

git_failed() {
  echo "$1" >&2
  return 1
}

git_switch() {
  if [ "$version" = HEAD ]; then
    head=$(git_head)
    { git checkout --force "$head" -- && git reset --hard "$remote/$head" --; } >&2 ||
      git_failed "Failed to checkout branch $head" || return
  elif [ "$kind" = branch ]; then
    if [ -n "$depth" ] && ! git_has "$version"; then
      git fetch "--depth=$depth" "$remote" "+refs/heads/$version:refs/heads/$version" "+refs/heads/$version:refs/remotes/$remote/$version" >&2 ||
        git_failed "Failed to fetch branch from remote: $version" || return
    fi
    if git_has "$version"; then
      git checkout --force "$version" -- >&2 || git_failed "Failed to checkout branch $version" || return
      git reset --hard "$remote/$version" -- >&2
    else
      git checkout --track -b "$version" "$remote/$version" -- >&2
    fi || git_failed "Failed to checkout $version" || return
  else
    git checkout --force "$version" -- >&2 || git_failed "Failed to checkout $version" || return
  fi
  if [ -n "$verify" ]; then git_verify; fi
}

git_has() {
  git show-ref --verify -q "refs/heads/$1"
}

git_verify() {
  what='verify-commit'
  if [ "$(git cat-file -t "refs/tags/$version" 2>/dev/null)" = tag ]; then what='verify-tag'; fi
  said=$(git "$what" --raw "$version" 2>&1) || {
    printf '%s\n' "$said" >&2
    git_failed "Failed to verify GPG signature of commit/tag \"$version\"" || return
  }
  [ -n "$fingerprints" ] || return 0
  signer=$(printf '%s\n' "$said" | sed -n 's/^[^ ]* VALIDSIG //p' | head -n 1)
  case " $fingerprints " in
    *" ${signer##* } "* | *" ${signer%% *} "*) ;;
    *) git_failed "The gpg_whitelist does not include the public key \"${signer##* }\" for this commit" ;;
  esac
}

git_submodules() {
  [ -e .gitmodules ] || return 0
  if git_lacks_submodule; then
    submodules=yes
  else
    before=$(git submodule foreach --quiet "git rev-parse HEAD") && git submodule foreach "git fetch" >&2 ||
      git_failed 'Failed to fetch submodules' || return
    if [ -n "$track" ]; then
      [ "$before" = "$(git submodule foreach --quiet "git rev-parse $remote/master")" ] || submodules=yes
    elif git submodule status | grep -q '^[^ ]'; then
      submodules=yes
    fi
  fi
  [ -n "$submodules" ] || return 0
  { git submodule sync && git submodule update --init --recursive ${track:+--remote} ${force:+--force}; } >&2 ||
    git_failed 'Failed to init/update submodules'
}

git_lacks_submodule() {
  git config -f .gitmodules --get-regexp '\.path$' | {
    while read -r _ path; do
      [ -e "$path/.git" ] || exit 0
    done
    exit 1
  }
}

# Prints "yes" if the archive was made or changed.
git_archive() {
  case $archive in
    *.zip) format=zip ;;
    *.gz) format=tar.gz ;;
    *.tar) format=tar ;;
    *.tgz) format=tgz ;;
  esac
  new=$archive.trueup.$$
  git archive --format "$format" ${prefix:+--prefix "$prefix"} --output "$new" "$version" >&2 || {
    rm -f -- "$new"
    git_failed "Failed to perform archive operation" || return
  }
  if cmp -s -- "$new" "$archive"; then
    rm -f -- "$new"
  else
    mv -f -- "$new" "$archive" && printf yes
  fi
}
