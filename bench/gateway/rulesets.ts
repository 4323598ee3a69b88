/**
 * Ways to send clients to Tor, each in renderings of our own from what its authors describe. All have to serve TCP by the
 * TransPort and DNS; none is loaded beside another.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFolder } from '../../test/tor/gateway/boot.ts'

export const gatewayAddress = '10.137.0.1'

export interface Ruleset {
  readonly name: string
  /** For `nft -f -`; empty where iptables loads it. */
  readonly nft: string
  /** For iptables-legacy-restore and its like for IPv6. */
  readonly iptables?: string
  /** The same rules one by one in nft's words, for counting. */
  readonly countable: string
}

/** What cannot be gone below: two rules and no firewall at all. */
const bare = `
table ip bare {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "vif*" udp dport 53 redirect to :5300
    iifname "vif*" meta l4proto tcp redirect to :9040
  }
}
`

/** The rules of Qubes' own TorVM of 2012 to 2020. */
const torvmIptables = `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i vif+ -p udp -m udp --dport 5300 -j ACCEPT
-A INPUT -i vif+ -p tcp -m tcp --dport 9040 -j ACCEPT
-A INPUT -i vif+ -p tcp -m tcp --dport 9050 -j ACCEPT
-A INPUT -i vif+ -p tcp -m tcp --dport 9049 -j ACCEPT
-A INPUT -i vif+ -p udp -j DROP
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -m conntrack --ctstate INVALID -j DROP
-A OUTPUT -m state --state INVALID -j DROP
-A OUTPUT ! -s 127.0.0.1 ! -d 127.0.0.1 ! -o lo -p tcp -m tcp --tcp-flags FIN,ACK FIN,ACK -j DROP
-A OUTPUT ! -s 127.0.0.1 ! -d 127.0.0.1 ! -o lo -p tcp -m tcp --tcp-flags RST,ACK RST,ACK -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -i vif+ -p udp -m udp --dport 53 -j DNAT --to-destination ${gatewayAddress}:5300
-A PREROUTING -i vif+ -p tcp -m tcp --dport 9049 -j DNAT --to-destination ${gatewayAddress}:9049
-A PREROUTING -i vif+ -p tcp -m tcp --dport 9050 -j DNAT --to-destination ${gatewayAddress}:9050
-A PREROUTING -i vif+ -p tcp -j DNAT --to-destination ${gatewayAddress}:9040
COMMIT
`

const torvmCountable = `
table ip torvm {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "vif*" udp dport 53 dnat to ${gatewayAddress}:5300
    iifname "vif*" tcp dport 9049 dnat to ${gatewayAddress}:9049
    iifname "vif*" tcp dport 9050 dnat to ${gatewayAddress}:9050
    iifname "vif*" meta l4proto tcp dnat to ${gatewayAddress}:9040
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "vif*" udp dport 5300 accept
    iifname "vif*" tcp dport 9040 accept
    iifname "vif*" tcp dport 9050 accept
    iifname "vif*" tcp dport 9049 accept
    iifname "vif*" meta l4proto udp drop
    ct state related,established accept
    iifname "lo" accept
    reject with icmp type host-prohibited
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
  chain output {
    type filter hook output priority filter; policy accept;
    ct state invalid drop
    ct state invalid drop
    oifname != "lo" ip saddr != 127.0.0.1 ip daddr != 127.0.0.1 tcp flags & (fin | ack) == fin | ack drop
    oifname != "lo" ip saddr != 127.0.0.1 ip daddr != 127.0.0.1 tcp flags & (rst | ack) == rst | ack drop
  }
}
`

const badFlags = `
    tcp flags & (fin | syn) == fin | syn drop
    tcp flags & (syn | rst) == syn | rst drop
    tcp flags & (fin | rst) == fin | rst drop
    tcp flags & (fin | ack) == fin drop
    tcp flags & (urg | ack) == urg drop
    tcp flags & (psh | ack) == psh drop
    tcp flags & (fin | syn | rst | psh | ack | urg) == 0x0 drop`

const socksPorts = [9050, ...Array.from({ length: 26 }, (_, index) => 9100 + index), 9150]

/** As Whonix' gateway has it since its move to nftables: default deny in inet, a redirect for each SOCKS port. */
const whonixLike = `
table inet nat {
  chain prerouting {
    type nat hook prerouting priority -100; policy accept;
${socksPorts.map((port) => `    iifname "vif*" ip daddr ${gatewayAddress} tcp dport ${port} redirect to :${port}`).join('\n')}
    iifname "vif*" udp dport 53 redirect to :5300
    iifname "vif*" tcp flags & (fin | syn | rst | ack) == syn redirect to :9040
  }
}
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state invalid drop${badFlags}
    ip frag-off & 0x1fff != 0 drop
    iifname "lo" accept
    ct state established accept
    icmp type destination-unreachable icmp code 4 ct state related accept
    icmpv6 type packet-too-big ct state related accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ip protocol icmp drop
    ip6 nexthdr icmpv6 drop
    iifname "vif*" udp dport 5300 accept
    iifname "vif*" tcp dport 9040 accept
${socksPorts.map((port) => `    iifname "vif*" tcp dport ${port} accept`).join('\n')}
    drop
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    reject
  }
  chain output {
    type filter hook output priority 0; policy drop;
    ct state invalid reject${badFlags}
    ct state established accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    oifname "lo" accept
    meta skuid 0 accept
    meta skuid 108 accept
    reject
  }
}
`

/** What the run compiled, its client-facing address filled in. */
const ours = (): string =>
  readFileSync(join(buildFolder, 'qubes-tor-fw.nft'), 'utf8').replaceAll(
    /^#@client_facing (.*)@ADDRESS@/gm,
    `$1${gatewayAddress}`,
  )

/** The same without one kind of test, to see what it takes: not a ruleset to use. */
const lacking = (what: RegExp): string =>
  ours()
    .split('\n')
    .filter((line) => !what.test(line))
    .join('\n')

const natively = (name: string, nft: string): Ruleset => ({ name, nft, countable: nft })

export const bareName = 'bare redirect'

/** What the test itself takes: the flood is dropped before anything asks what it is. */
export const atOnce: Ruleset = natively(
  'dropped at once',
  `
table ip first {
  chain prerouting {
    type filter hook prerouting priority -499; policy drop;
  }
}
`,
)

/** Where our time goes. */
export const ofOurs = (): readonly Ruleset[] => [
  natively('ours without its two lookups of the source (fib)', lacking(/^\s+fib /)),
  natively('ours without counters', ours().replaceAll(/^(\s.*)\bcounter /gm, '$1')),
]

export const rulesets = (): readonly Ruleset[] => [
  natively(bareName, bare),
  natively('qubes-tor-fw', ours()),
  { name: "Qubes' TorVM of 2020", nft: '', iptables: torvmIptables, countable: torvmCountable },
  natively('Whonix-like', whonixLike),
]

const openTables =
  '*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n*nat\n:PREROUTING ACCEPT\nCOMMIT\n'

/** Empties iptables' legacy tables; a table that was never loaded would be made by being emptied. */
export const emptyIptables = openTables
