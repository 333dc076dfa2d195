# shellcheck shell=bash
# A bridge with NAT and DNS on it, and a network namespace for each host.

address_of() { echo "$LAB_NET.0.$((10 + $1))"; }
light_address_of() { echo "$LAB_NET.$((1 + ($1 - 1) / 250)).$((1 + ($1 - 1) % 250))"; }

# The firewall rules of this lab, one a line. All carry the bridge's name as their comment.
firewall_rules() {
  echo "nat POSTROUTING -s $LAB_NET.0.0/16 ! -d $LAB_NET.0.0/16 -j MASQUERADE"
  echo "filter FORWARD -i $LAB_BRIDGE -j ACCEPT"
  echo "filter FORWARD -o $LAB_BRIDGE -j ACCEPT"
}
# firewall ADD|DELETE: -I puts them before the DROP that Docker on the machine may have set.
firewall() {
  local table rule
  while read -r table rule; do
    # shellcheck disable=SC2086
    set -- "$1" $rule -m comment --comment "$LAB_BRIDGE"
    if iptables -t "$table" -C "${@:2}" 2>/dev/null; then
      [ "$1" = add ] || iptables -t "$table" -D "${@:2}"
    else
      [ "$1" = delete ] || iptables -t "$table" -I "${@:2}"
    fi
  done < <(firewall_rules)
}

# at_least NUMBER FILE: raises a kernel limit. Each systemd takes several inotify instances; 128 end at about 20 hosts.
at_least() { [ "$(cat "$2")" -ge "$1" ] || echo "$1" >"$2"; }

network_up() {
  local owner
  if ip link show "$LAB_BRIDGE" >/dev/null 2>&1; then
    owner=$(cat "/sys/class/net/$LAB_BRIDGE/ifalias")
    [ "$owner" = "$LAB_DIR" ] || die "the bridge $LAB_BRIDGE belongs to ${owner:-something else}: set LAB_BRIDGE and LAB_NET"
  else
    ip link add "$LAB_BRIDGE" type bridge
    ip link set "$LAB_BRIDGE" alias "$LAB_DIR"
    ip addr add "$GATEWAY/16" dev "$LAB_BRIDGE"
    ip link set "$LAB_BRIDGE" up
  fi
  echo 1 >/proc/sys/net/ipv4/ip_forward
  at_least 8192 /proc/sys/fs/inotify/max_user_instances
  at_least 524288 /proc/sys/fs/inotify/max_user_watches
  firewall add
  dns_up
}

network_down() {
  end_process "$LAB_DIR/run/dns.pid"
  if [ "$(cat "/sys/class/net/$LAB_BRIDGE/ifalias" 2>/dev/null)" = "$LAB_DIR" ]; then
    firewall delete
    ip link del "$LAB_BRIDGE"
  fi
}

# hI.lab.test, dockerI.lab.test and all names below them are host I; the file names holds what `lab name` added;
# nothing else exists below lab.test.
dns_up() {
  local i
  alive "$LAB_DIR/run/dns.pid" && return 0
  touch "$LAB_DIR/names"
  {
    echo "address=/acme.lab.test/$GATEWAY"
    echo 'local=/lab.test/'
    for ((i = 1; i <= MAX_HOSTS; i++)); do echo "address=/h$i.lab.test/docker$i.lab.test/$(address_of "$i")"; done
  } >"$LAB_DIR/dns.conf"
  daemon dns dnsmasq --keep-in-foreground --conf-file="$LAB_DIR/dns.conf" --no-hosts --addn-hosts="$LAB_DIR/names" \
    --log-facility=- --bind-interfaces --listen-address="$GATEWAY" --except-interface=lo --pid-file= --user=root
}

names_read() { grep -c "read $LAB_DIR/names" "$LAB_DIR/run/dns.log" || true; }
change_name() {
  local name=$1 address=$2 pid before tries
  alive "$LAB_DIR/run/dns.pid" || die 'the lab is not up'
  grep -v " ${name//./\\.}\$" "$LAB_DIR/names" >"$LAB_DIR/names.new" || true
  [ "$address" = none ] || echo "$address $name" >>"$LAB_DIR/names.new"
  mv "$LAB_DIR/names.new" "$LAB_DIR/names"
  before=$(names_read)
  read -r pid _ <"$LAB_DIR/run/dns.pid"
  kill -HUP "$pid"
  for ((tries = 0; tries < 100; tries++)); do
    [ "$(names_read)" = "$before" ] || return 0
    sleep 0.05
  done
  die 'the DNS server did not read the new names'
}
cmd_name() {
  local target=${2:?a host number, an address, or none}
  case $target in
    none | *.*.*.*) ;;
    *) target=$(address_of "$(host_number "$target")") ;;
  esac
  locked "$LAB_DIR/lock" change_name "$1" "$target"
}

# namespace_up NAMESPACE INTERFACE ADDRESS: a network namespace whose eth0 is on the bridge by INTERFACE. The hardware
# address follows from the address, so that nobody's ARP cache is wrong after a reset.
namespace_up() {
  local mtu octets
  ip -n "$1" link show eth0 >/dev/null 2>&1 && return 0
  ip netns del "$1" 2>/dev/null || true # a name left over from before the machine was restarted
  mtu=$(ip -o link show "$(ip route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)" 2>/dev/null | sed -n 's/.* mtu \([0-9]*\).*/\1/p')
  IFS=. read -ra octets <<<"$3"
  ip netns add "$1"
  ip link add "$2" mtu "${mtu:-1500}" type veth peer name eth0 mtu "${mtu:-1500}" netns "$1" \
    address "$(printf '02:00:%02x:%02x:%02x:%02x' "${octets[@]}")"
  ip link set "$2" master "$LAB_BRIDGE" up
  ip -n "$1" -batch - <<BATCH
link set lo up
addr add $3/16 dev eth0
link set eth0 up
route add default via $GATEWAY
BATCH
}
# namespace_down NAMESPACE INTERFACE. A connection that is still closing keeps a namespace without a name for minutes, and
# its interface with it, unless that is taken away by itself.
namespace_down() {
  ip link del "$2" 2>/dev/null || true
  ip netns del "$1" 2>/dev/null || true
}
