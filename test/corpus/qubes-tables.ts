/**
 * What Qubes makes while it runs, rendered anew from what it does (qubes-core-agent-linux: network/vif-route-qubes,
 * network/qubes-setup-dnat-to-ns, qubesagent/firewall.py), for two clients. The tables that it loads from files are
 * published, and stand in the corpus.
 */

/** vif-route-qubes, for each client that comes: its address is allowed at its interface, and at no other. */
export const assigned = `
add element ip qubes downstream { 10.137.0.10, 10.137.0.11 }
add element ip qubes allowed { "vif1.0" . 10.137.0.10, "vif2.0" . 10.137.0.11 }
`

/** vif-route-qubes makes it anew with each client: whatever a client sends to the uplink is taken out of all rules' sight. */
export const accelerator = `
table inet qubes-nat-accel {
  flowtable qubes-accel {
    hook ingress priority filter
    devices = { eth0, vif1.0, vif2.0 }
  }
  chain qubes-accel {
    type filter hook forward priority filter + 5; policy accept;
    meta l4proto { tcp, udp } iifgroup 2 oifgroup 1 flow add @qubes-accel
    counter
  }
}
`

/** qubes-setup-dnat-to-ns: the resolvers that clients are told, sent to the uplink's. */
export const resolvers = `
table ip qubes {
  chain dnat-dns {
    type nat hook prerouting priority dstnat; policy accept;
${['10.139.1.1', '10.139.1.2']
  .flatMap((address) =>
    ['udp', 'tcp'].map(
      (protocol) => `    ip daddr ${address} ${protocol} dport 53 dnat to 10.0.0.53`,
    ),
  )
  .join('\n')}
  }
}
`

/** qubes-firewall, which allows these clients everything, as it does where nothing was set. */
export const firewall = `
table ip qubes-firewall {
  chain qubes-forward {
    ip saddr 10.137.0.10 accept
    ip saddr 10.137.0.11 accept
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname != "vif*" accept
    jump qubes-forward
  }
}
table ip6 qubes-firewall {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname != "vif*" accept
  }
}
`
