# apt_cache: prints when the package lists were fetched last and the time now, in seconds since 1970; 0 where there are none.
# A fresh machine has a lists directory from the day it was made, with nothing in it: that is 0 as well.
apt_cache() {
  for file in /var/lib/apt/lists/*Release /var/lib/apt/lists/*_Packages*; do
    if [ -e "$file" ]; then
      fetched=$(stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null) ||
        fetched=$(stat -c %Y /var/lib/apt/lists)
      break
    fi
  done
  printf ':cache\n%s %s\n' "${fetched:-0}" "$(date +%s)"
}
