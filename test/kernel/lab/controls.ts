import type { ExpectedFacts } from './facts.ts'
import type { Topology } from './topology.ts'
import { clientsOf } from './topology.ts'

const uniqueList = (values: readonly string[]): string => [...new Set(values)].join(', ')

/** Interfaces by name, in both topologies. */
const clientNames = (topology: Topology): string =>
  `{ ${topology.clients.map((client) => `"${client.name}"`).join(', ')} }`

/**
 * What a how-to page would say: redirect what is known, forget the rest.
 * No wall, no thought of spoofing, of IPv6, of what NAT does not see.
 */
export const naiveTorifier = (topology: Topology, facts: ExpectedFacts): string => `
table ip naive {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname ${clientNames(topology)} udp dport 53 redirect to :${facts.dnsPort}
    iifname ${clientNames(topology)} tcp dport { ${facts.socksPorts.join(', ')} } accept
    iifname ${clientNames(topology)} tcp flags & (fin | syn | rst | ack) == syn redirect to :${facts.transPort}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${topology.uplink.name}" masquerade
  }
}
`

const entryWall = (topology: Topology, facts: ExpectedFacts): string => `
  chain entry {
    type filter hook prerouting priority -450; policy accept;
    iifname ${clientNames(topology)} jump entry_client
    iifname "${topology.uplink.name}" ip saddr { ${uniqueList([...clientsOf(topology).map(({ host }) => host.address), ...topology.clients.map(({ gateway }) => gateway)])} } drop
  }
  chain entry_client {
    meta nfproto ipv6 drop
    ip hdrlength != 5 drop
    ip frag-off & 0x3fff != 0 drop
    fib saddr . iif oif missing drop
    fib saddr type != unicast drop
    meta l4proto != { tcp, udp } drop
    meta l4proto udp udp dport != 53 drop
    udp dport 53 udp length < 20 drop
    udp dport 53 accept
    ip daddr @facing tcp dport { ${facts.socksPorts.join(', ')} } accept
    ip daddr ${facts.virtualAddresses} accept
    ip daddr @local drop
  }`

/** What the gateway itself may send. A packet without an owner has no uid: only what is Tor's for sure goes out. */
const ownTraffic = (topology: Topology, facts: ExpectedFacts): string => {
  const uplink = `oifname "${topology.uplink.name}"`
  switch (facts.egress) {
    case 'direct':
      return `    ${uplink} accept`
    case 'tor-only':
      return `    ${uplink} meta skuid ${facts.torUid ?? 0} accept\n    ${uplink} drop`
    case 'none':
      return `    ${uplink} drop`
  }
}

/** A ruleset as the design asks for, made by hand: what a good one looks like to the lab, and that the lab can be passed. */
export const handMadeRuleset = (topology: Topology, facts: ExpectedFacts): string => `
add table inet hand_made
delete table inet hand_made
table inet hand_made {
  set facing {
    type ipv4_addr
    elements = { ${uniqueList(topology.clients.map(({ gateway }) => gateway))} }
  }
  set local {
    type ipv4_addr
    flags interval
    elements = { ${facts.localNetworks.join(', ')} }
  }${entryWall(topology, facts)}
  chain tracked {
    type filter hook prerouting priority -160; policy accept;
    iifname ${clientNames(topology)} ct state { invalid, untracked } drop
    iifname ${clientNames(topology)} ct state new meta l4proto tcp tcp flags & (fin | syn | rst | ack) != syn drop
  }
  chain redirection {
    type nat hook prerouting priority -110; policy accept;
    iifname ${clientNames(topology)} udp dport 53 redirect to :${facts.dnsPort}
    iifname ${clientNames(topology)} ip daddr @facing tcp dport { ${facts.socksPorts.join(', ')} } accept
    iifname ${clientNames(topology)} meta l4proto tcp redirect to :${facts.transPort}
  }
  chain input {
    type filter hook input priority -10; policy drop;
    iif lo accept
    iifname ${clientNames(topology)} jump input_client
    iifname "${topology.uplink.name}" ct direction reply ct state established accept
  }
  chain input_client {
    ip daddr @facing tcp dport ${facts.transPort} ct status dnat accept
    ip daddr @facing udp dport ${facts.dnsPort} ct status dnat accept
    ip daddr @facing tcp dport { ${facts.socksPorts.join(', ')} } accept
    drop
  }
  chain forward {
    type filter hook forward priority -10; policy drop;
  }
  chain exit {
    type filter hook postrouting priority -160; policy accept;
    oif lo accept
    oifname ${clientNames(topology)} meta nfproto ipv6 drop
    oifname ${clientNames(topology)} accept
    ct state invalid drop
    icmp type { destination-unreachable, redirect, time-exceeded, parameter-problem } drop
    icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } drop
    tcp sport { ${[facts.transPort, ...facts.socksPorts].join(', ')} } drop
    udp sport ${facts.dnsPort} drop
    ct original ip saddr { ${clientsOf(topology)
      .map(({ host }) => host.address)
      .join(', ')} } drop
${ownTraffic(topology, facts)}
  }
}
add table arp hand_made
delete table arp hand_made
table arp hand_made {
  set facing {
    type ipv4_addr
    elements = { ${uniqueList(topology.clients.map(({ gateway }) => gateway))} }
  }
  chain input {
    type filter hook input priority 0; policy accept;
    iifname ${clientNames(topology)} arp operation request arp daddr ip != @facing drop
  }
}
`

/** What Qubes needs beside it: its own input chain would turn Tor's clients away. */
export const qubesCustomInput = (topology: Topology, facts: ExpectedFacts): string => `
add rule ip qubes custom-input iifname ${clientNames(topology)} ct status dnat tcp dport ${facts.transPort} accept
add rule ip qubes custom-input iifname ${clientNames(topology)} ct status dnat udp dport ${facts.dnsPort} accept
add rule ip qubes custom-input iifname ${clientNames(topology)} tcp dport { ${facts.socksPorts.join(', ')} } accept
`
