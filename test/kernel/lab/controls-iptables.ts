import type { ExpectedFacts } from './facts.ts'
import type { IptablesVariant } from './load.ts'
import { loadArptables, loadIptables, mustLoad } from './load.ts'
import type { Router } from './router.ts'
import type { Topology } from './topology.ts'
import { clientsOf } from './topology.ts'

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]

/** The rules of one chain, once for each client interface. */
const each = (topology: Topology, rules: (name: string) => readonly string[]): readonly string[] =>
  topology.clients.flatMap(({ name }) => rules(name))

const facing = (topology: Topology): readonly string[] =>
  unique(topology.clients.map(({ gateway }) => gateway))

const raw = (topology: Topology, facts: ExpectedFacts): readonly string[] => [
  '*raw',
  ':PREROUTING ACCEPT [0:0]',
  ':CLIENT - [0:0]',
  ...each(topology, (name) => [`-A PREROUTING -i ${name} -j CLIENT`]),
  ...unique([...clientsOf(topology).map(({ host }) => host.address), ...facing(topology)]).map(
    (address) => `-A PREROUTING -i ${topology.uplink.name} -s ${address} -j DROP`,
  ),
  '-A CLIENT -m u32 ! --u32 "0>>24&0xf=5" -j DROP',
  '-A CLIENT -m rpfilter --invert -j DROP',
  '-A CLIENT -m addrtype ! --src-type UNICAST -j DROP',
  '-A CLIENT -s 0.0.0.0/8 -j DROP',
  '-A CLIENT -p udp --dport 53 -m u32 --u32 "0>>22&0x3C@4>>16=0:19" -j DROP',
  '-A CLIENT -p udp --dport 53 -j ACCEPT',
  '-A CLIENT ! -p tcp -j DROP',
  ...facing(topology).flatMap((address) =>
    facts.socksPorts.map((port) => `-A CLIENT -d ${address} -p tcp --dport ${port} -j ACCEPT`),
  ),
  `-A CLIENT -d ${facts.virtualAddresses} -j ACCEPT`,
  ...facts.localNetworks.map((network) => `-A CLIENT -d ${network} -j DROP`),
  'COMMIT',
]

const mangle = (topology: Topology, facts: ExpectedFacts): readonly string[] => [
  '*mangle',
  ':PREROUTING ACCEPT [0:0]',
  ':POSTROUTING ACCEPT [0:0]',
  ...each(topology, (name) => [
    `-A PREROUTING -i ${name} -m conntrack --ctstate INVALID,UNTRACKED -j DROP`,
    `-A PREROUTING -i ${name} -p tcp -m conntrack --ctstate NEW ! --syn -j DROP`,
  ]),
  '-A POSTROUTING -o lo -j ACCEPT',
  // Also towards clients: reassembly comes before any rule of iptables, so a forged fragment that expires
  // makes the gateway tell the client that it was forged for, quoting whoever forged it.
  ...[3, 5, 11, 12].map((type) => `-A POSTROUTING -p icmp --icmp-type ${type} -j DROP`),
  ...each(topology, (name) => [`-A POSTROUTING -o ${name} -j ACCEPT`]),
  '-A POSTROUTING -m conntrack --ctstate INVALID -j DROP',
  ...[facts.transPort, ...facts.socksPorts].map(
    (port) => `-A POSTROUTING -p tcp --sport ${port} -j DROP`,
  ),
  `-A POSTROUTING -p udp --sport ${facts.dnsPort} -j DROP`,
  ...clientsOf(topology).map(
    ({ host }) => `-A POSTROUTING -m conntrack --ctorigsrc ${host.address} -j DROP`,
  ),
  'COMMIT',
]

const filter = (topology: Topology, facts: ExpectedFacts): readonly string[] => [
  '*filter',
  ':INPUT DROP [0:0]',
  ':FORWARD DROP [0:0]',
  ':OUTPUT ACCEPT [0:0]',
  '-A INPUT -i lo -j ACCEPT',
  ...each(topology, (name) => [
    `-A INPUT -i ${name} -p tcp --dport ${facts.transPort} -m conntrack --ctstate DNAT -j ACCEPT`,
    `-A INPUT -i ${name} -p udp --dport ${facts.dnsPort} -m conntrack --ctstate DNAT -j ACCEPT`,
    ...facing(topology).flatMap((address) =>
      facts.socksPorts.map(
        (port) => `-A INPUT -i ${name} -d ${address} -p tcp --dport ${port} -j ACCEPT`,
      ),
    ),
    `-A INPUT -i ${name} -j DROP`,
  ]),
  `-A INPUT -i ${topology.uplink.name} -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT`,
  'COMMIT',
]

const nat = (topology: Topology, facts: ExpectedFacts): readonly string[] => [
  '*nat',
  ':PREROUTING ACCEPT [0:0]',
  ...each(topology, (name) => [
    `-A PREROUTING -i ${name} -p udp --dport 53 -j REDIRECT --to-ports ${facts.dnsPort}`,
    ...facing(topology).flatMap((address) =>
      facts.socksPorts.map(
        (port) => `-A PREROUTING -i ${name} -d ${address} -p tcp --dport ${port} -j ACCEPT`,
      ),
    ),
    `-A PREROUTING -i ${name} -p tcp -j REDIRECT --to-ports ${facts.transPort}`,
  ]),
  'COMMIT',
]

const six = (topology: Topology): readonly string[] => [
  '*raw',
  ':PREROUTING ACCEPT [0:0]',
  ...each(topology, (name) => [`-A PREROUTING -i ${name} -j DROP`]),
  'COMMIT',
  '*mangle',
  ':POSTROUTING ACCEPT [0:0]',
  ...each(topology, (name) => [`-A POSTROUTING -o ${name} -j DROP`]),
  ...[1, 2, 3, 4].map((type) => `-A POSTROUTING -p icmpv6 --icmpv6-type ${type} -j DROP`),
  'COMMIT',
  '*filter',
  ':INPUT DROP [0:0]',
  ':FORWARD DROP [0:0]',
  'COMMIT',
]

const addresses = (topology: Topology): readonly string[] => [
  '*filter',
  ':INPUT ACCEPT',
  ...each(topology, (name) => [
    ...facing(topology).map((address) => `-A INPUT -i ${name} -d ${address} -j ACCEPT`),
    `-A INPUT -i ${name} -j DROP`,
  ]),
  'COMMIT',
]

/** The hand-made ruleset once more, as far as iptables can say it; the filter table first, as tables are not one transaction. */
export const loadHandMadeIptables = async (
  router: Router,
  facts: ExpectedFacts,
  variant: IptablesVariant,
  breach: (rules: string) => string = (rules) => rules,
): Promise<void> => {
  const { topology } = router
  const four = [filter, raw, mangle, nat].flatMap((table) => table(topology, facts))
  await mustLoad(loadIptables(router, breach(`${four.join('\n')}\n`), variant, 'ip4'))
  await mustLoad(loadIptables(router, `${six(topology).join('\n')}\n`, variant, 'ip6'))
  await mustLoad(loadArptables(router, `${addresses(topology).join('\n')}\n`))
}
