# shellcheck shell=sh
# Each scenario reads this first: a client, a gateway and an upstream host, what they say to each other, and how it is seen.
scenario=$1

tell() { echo "result $scenario $*"; }

# inside NAMESPACE COMMAND...
inside() { ip netns exec "$@"; }

rules() { inside "$1" nft -f -; }

# ---- The network -----------------------------------------------------------------------------------------------

build() {
  for each in client gateway upstream; do
    ip netns add "$each"
    ip -n "$each" link set lo up
  done
  ip link add vif1.0 netns gateway group 2 type veth peer name eth0 netns client
  ip link add eth0 netns gateway group 1 type veth peer name eth0 netns upstream
  ip -n gateway addr add 10.137.0.1/32 dev vif1.0
  ip -n gateway addr add 192.168.9.1/24 dev eth0
  ip -n client addr add 10.137.0.10/32 dev eth0
  ip -n upstream addr add 192.168.9.2/24 dev eth0
  ip -n gateway link set vif1.0 up
  for each in client gateway upstream; do ip -n "$each" link set eth0 up; done
  ip -n gateway route add 10.137.0.10 dev vif1.0
  ip -n client route add 10.137.0.1 dev eth0
  ip -n client route add default via 10.137.0.1
  qubes | rules gateway
  for each in client upstream; do tap | rules "$each"; done
  inside gateway sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
}

# What Qubes has, as far as it matters, and two counters that an offloaded packet passes by.
qubes() {
  cat <<END
table ip qubes {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifgroup 2 accept
    masquerade
  }
  chain input {
    type filter hook input priority filter
    jump custom-input
  }
  chain custom-input {
  }
}
table inet seen {
  counter entered { }
  counter forwarded { }
  chain prerouting {
    type filter hook prerouting priority -500
    counter name entered
  }
  chain forward {
    type filter hook forward priority -500
    counter name forwarded
  }
}
END
}

tap() {
  cat <<END
table ip tap {
  counter datagrams { }
  counter segments { }
  chain arrived {
    type filter hook prerouting priority -500
    meta l4proto udp counter name datagrams
    meta l4proto tcp counter name segments
  }
}
END
}

# Switching ip_forward off makes all routes stale, and a flow loses its route then. Switched on for each interface alone,
# there is nothing that could be switched off there.
forward_by_interface() {
  # shellcheck disable=SC2016
  inside gateway sh -c 'cd /proc/sys/net/ipv4; echo 0 >ip_forward; for i in vif1.0 eth0; do echo 1 >conf/$i/forwarding; done'
}

# offload TABLE: as Qubes' vif-route-qubes has it.
offload() {
  rules gateway <<END
table inet $1 {
  flowtable qubes-accel {
    hook ingress priority filter
    devices = { vif1.0, eth0 }
  }
  chain qubes-accel {
    type filter hook forward priority filter + 5
    meta l4proto { tcp, udp } iifgroup 2 oifgroup 1 flow add @qubes-accel
    counter
  }
}
END
}

# ---- What is sent, and what is seen ----------------------------------------------------------------------------

# Until both flows are offloaded.
talk() {
  inside upstream node /guest/traffic.cjs upstream &
  inside client node /guest/traffic.cjs client &
  tries=100
  until [ "$(flows | grep -c OFFLOAD)" = 2 ] || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    usleep 100000
  done
  tell_flows offloaded
  watch open
}

flows() { inside gateway conntrack -L 2>/dev/null | grep 192.168.9.2; }

# count NAMESPACE FAMILY TABLE COUNTER
count() { inside "$1" nft list counter "$2" "$3" "$4" | sed -n 's/.*packets \([0-9]*\) .*/\1/p'; }

counts() {
  count upstream ip tap datagrams
  count upstream ip tap segments
  count client ip tap datagrams
  count client ip tap segments
  count gateway inet seen entered
  count gateway inet seen forwarded
}

# watch LABEL: for two seconds, what arrives at both ends, and what passes the gateway's hooks.
watch() {
  label=$1
  before=$(counts)
  sleep 2
  # shellcheck disable=SC2046,SC2086
  set -- $before $(counts)
  tell "$label" "up-udp=$(($7 - $1)) up-tcp=$(($8 - $2)) down-udp=$(($9 - $3)) down-tcp=$((${10} - $4))" \
    "entered=$((${11} - $5)) forwarded=$((${12} - $6))"
}

# tell_flows LABEL: what conntrack knows of them.
tell_flows() { tell "$1" "$(flows | tr -s ' \n' ' ;')"; }

tell_rules() {
  tell tables "$(inside gateway nft list tables | tr '\n' ';')"
  tell devices "$(inside gateway nft list flowtables | grep devices | tr -s '\t\n' ' ')"
}

# told COMMAND...: in the gateway; what it says, and its exit code.
told() {
  inside gateway "$@" >/run/said 2>&1
  tell code $?
  sed "s/^/said $scenario /" /run/said
}

load() {
  told env QUBES_TOR_FW_ARTEFACTS=/dist/artefacts QUBES_TOR_FW_CLIENT_FACING=10.137.0.1 /usr/lib/qubes-tor-fw/load "$@"
}

tear_down() {
  for each in client upstream; do ip netns pids "$each"; done | xargs -r kill -9
  for each in client gateway upstream; do ip netns del "$each"; done
  rm -rf /run/qubes-tor-fw
}

trap tear_down EXIT
build
