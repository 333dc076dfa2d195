# apt_simulate ARGUMENT...: prints what apt-get would do, and its exit status.
apt_simulate() {
  printf ':simulation\n'
  LC_ALL=C apt-get -s "$@" 2>&1
  printf ':status\n%s\n' "$?"
}
