import type { Topology } from './topology.ts'
import { clientsOf } from './topology.ts'

/**
 * The base rules of Qubes OS 4.2 and 4.3, rendered anew from what they do
 * (qubes-core-agent-linux: network/qubes-antispoof.nft, qubes-ipv4.nft, qubes-ipv6.nft, vif-route-qubes):
 * spoofed sources are dropped, everything else from clients is masqueraded and let through.
 * They are what a torifier meets on such a system, and alone they leak everything.
 */
const antispoof = (family: 'ip' | 'ip6', topology: Topology): string => {
  const type = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
  const own = clientsOf(topology).map((client) => {
    const address = family === 'ip' ? client.host.address : client.host.address6
    return { name: client.interface.name, address }
  })
  return `
    set downstream {
      type ${type}
      elements = { ${own.map((one) => one.address).join(', ')} }
    }
    set allowed {
      type ifname . ${type}
      elements = { ${own.map((one) => `"${one.name}" . ${one.address}`).join(', ')} }
    }
    chain antispoof {
      iifname . ${family} saddr @allowed accept
      counter drop
    }
    chain prerouting {
      type filter hook prerouting priority raw; policy accept;
      iifgroup ${topology.clientGroup} goto antispoof
      ${family} saddr @downstream counter drop
    }`
}

const postrouting = (group: number): string => `
    chain postrouting {
      type nat hook postrouting priority srcnat; policy accept;
      oifgroup ${group} accept
      oif lo accept
      masquerade
    }`

const forward = (group: number): string => `
    chain forward {
      type filter hook forward priority filter; policy accept;
      jump custom-forward
      ct state invalid counter drop
      ct state related,established accept
      oifgroup ${group} counter drop
    }`

const input4 = (group: number): string => `
    chain input {
      type filter hook input priority filter; policy drop;
      jump custom-input
      ct state invalid counter drop
      iifgroup ${group} udp dport 68 counter drop
      ct state related,established accept
      iifgroup ${group} meta l4proto icmp accept
      iif lo accept
      iifgroup ${group} counter reject with icmp type host-prohibited
      counter
    }`

const input6 = (group: number): string => `
    chain icmpv6-in {
      meta l4proto != ipv6-icmp counter reject with icmpv6 type admin-prohibited
      icmpv6 type { nd-router-advert, nd-redirect } counter drop
      accept
    }
    chain input {
      type filter hook input priority filter; policy drop;
      jump custom-input
      ct state invalid counter drop
      ct state related,established accept
      iifgroup ${group} goto icmpv6-in
      iif lo accept
      counter
    }`

/** Chains that belong to the user: Qubes jumps to them and never writes them. */
const customChains = `
    chain custom-input {
    }
    chain custom-forward {
    }`

/** `ip qubes` and `ip6 qubes`, with every client of the topology allowed its own address. */
export const qubesBase = (topology: Topology): string => `
table ip qubes {${antispoof('ip', topology)}${customChains}${postrouting(topology.clientGroup)}${input4(topology.clientGroup)}${forward(topology.clientGroup)}
}
table ip6 qubes {${antispoof('ip6', topology)}${customChains}${postrouting(topology.clientGroup)}${input6(topology.clientGroup)}${forward(topology.clientGroup)}
}
`

/** What clients of Qubes are told to ask. */
export const qubesResolvers = ['10.139.1.1', '10.139.1.2'] as const

/**
 * The chain that sends Qubes' resolver addresses to the upstream resolver, deleted and made anew
 * as qubes-setup-dnat-to-ns does on every change of the network: after it, it is the newest at its priority.
 */
export const qubesDnatDns = (upstream: string): string => `
table ip qubes {
  chain dnat-dns {
    type nat hook prerouting priority dstnat; policy accept;
  }
}
flush chain ip qubes dnat-dns
delete chain ip qubes dnat-dns
table ip qubes {
  chain dnat-dns {
    type nat hook prerouting priority dstnat; policy accept;
${qubesResolvers
  .flatMap((resolver) => [
    `    ip daddr ${resolver} udp dport 53 dnat to ${upstream}`,
    `    ip daddr ${resolver} tcp dport 53 dnat to ${upstream}`,
  ])
  .join('\n')}
  }
}
`
