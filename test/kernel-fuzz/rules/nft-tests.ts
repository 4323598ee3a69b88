import { marks, openerPorts, servicePorts, uids } from '../universe.ts'
import { anyAddress, prefixFor } from './draw.ts'
import type { NftSpot } from './nft.ts'

type Draw = (spot: NftSpot) => string

const ne: Draw = ({ random }) => (random.chance(22) ? '!= ' : '')

export const setNamed = (spot: NftSpot, key: string): readonly string[] =>
  spot.sets.filter((set) => set.key === key).map((set) => `@${set.name}`)

const addressTest: Draw = (spot) => {
  const { random } = spot
  const { ip } = spot
  const side = random.pick(['saddr', 'daddr', 'daddr'])
  const field = `${ip === 'ip4' ? 'ip' : 'ip6'} ${side}`
  const named = setNamed(spot, `${ip} address`)
  const value = random.weighted([
    [6, () => prefixFor(random, ip)],
    [3, () => `{ ${[...new Set([anyAddress(random, ip), anyAddress(random, ip)])].join(', ')} }`],
    [named.length > 0 ? 6 : 0, () => random.pick(named)],
    [ip === 'ip4' ? 1 : 0, () => '10.137.0.5-10.137.0.15'],
  ])()
  return `${field} ${ne(spot)}${value}`
}

const protocolWord = ({ protocol, ip }: NftSpot): string =>
  protocol === 'icmp' && ip === 'ip6' ? 'ipv6-icmp' : protocol

const portTest: Draw = (spot) => {
  const { random } = spot
  if (spot.protocol === 'icmp') return icmpTest(spot)
  const protocol = random.chance(10) ? 'th' : spot.protocol
  const guard = protocol !== 'th' ? '' : `meta l4proto ${protocolWord(spot)} `
  const field = `${guard}${protocol} ${random.pick(['dport', 'dport', 'dport', 'sport'])}`
  const named = setNamed(spot, 'port')
  const value = random.weighted([
    [5, () => String(random.pick(servicePorts))],
    [2, () => `{ ${random.some(servicePorts, 1, 3).join(', ')} }`],
    [1, () => '50-100'],
    [1, () => '{ 20-60, 443, 9000-9100 }'],
    [1, () => String(random.pick(openerPorts))],
    [1, () => '>= 1024'],
    [named.length > 0 ? 4 : 0, () => random.pick(named)],
  ])()
  return `${field} ${value.startsWith('>') ? '' : ne(spot)}${value}`
}

const nameTest: Draw = (spot) => {
  const { random, hook } = spot
  const key = ['output', 'postrouting', 'egress'].includes(hook)
    ? 'oif'
    : hook === 'forward'
      ? random.pick(['iif', 'oif'])
      : random.chance(92)
        ? 'iif'
        : 'oif'
  const named = setNamed(spot, 'interface')
  return random.weighted([
    [
      6,
      () =>
        `${key}name ${ne(spot)}${random.pick(['"vif*"', '"vif1.0"', '"vif2.0"', '"eth0"', '"lo"'])}`,
    ],
    [2, () => `${key}name ${ne(spot)}{ "vif1.0", "eth0" }`],
    [named.length > 0 ? 3 : 0, () => `${key}name ${ne(spot)}${random.pick(named)}`],
    [2, () => `${key} ${ne(spot)}"${random.pick(['vif1.0', 'eth0'])}"`],
    [2, () => `meta ${key}group ${ne(spot)}${random.pick([0, 1, 2])}`],
  ])()
}

const states = ['new', 'established', 'related', 'invalid', 'untracked'] as const

const conntrackTest: Draw = (spot) => {
  const { random } = spot
  const { ip } = spot
  const name = ip === 'ip4' ? 'ip' : 'ip6'
  return random.weighted([
    [8, () => `ct state ${ne(spot)}${random.some(states, 1, 2).join(',')}`],
    [2, () => `ct state ${ne(spot)}{ ${random.some(states, 1, 3).join(', ')} }`],
    [2, () => `ct direction ${random.pick(['original', 'reply'])}`],
    [2, () => `ct status ${random.pick(['dnat', 'snat', 'seen-reply', 'assured', 'confirmed'])}`],
    [1, () => `ct status & (dnat|snat) ${random.pick(['==', '!='])} 0`],
    [2, () => `ct mark ${ne(spot)}${random.pick(marks)}`],
    [1, () => `ct protocol ${spot.protocol}`],
    [
      1,
      () =>
        `ct ${random.pick(['original', 'reply'])} ${name} ${random.pick(['saddr', 'daddr'])} ${ne(spot)}${anyAddress(random, ip)}`,
    ],
    [
      1,
      () =>
        `meta l4proto ${protocolWord(spot)} ct original proto-dst ${ne(spot)}${random.pick(servicePorts)}`,
    ],
  ])()
}

const tcpTest: Draw = ({ random }) =>
  `tcp flags ${random.pick([
    'syn',
    '!= syn',
    '== syn',
    '& (fin|syn|rst|ack) == syn',
    '& (syn|ack) != syn|ack',
    '& rst == rst',
    '{ syn, ack }',
    'syn / fin,syn,rst,ack',
    '! syn',
  ])}`

const icmpTest: Draw = (spot) => {
  const { random } = spot
  const name = spot.ip === 'ip4' ? 'icmp' : 'icmpv6'
  const types = ['echo-request', 'echo-reply', '{ echo-request, destination-unreachable }']
  return random.chance(85)
    ? `${name} type ${ne(spot)}${random.pick(types)}`
    : `${name} type echo-request ${name} code 0`
}

const headerTest: Draw = (spot) => {
  const { random } = spot
  const { ip } = spot
  const only4: readonly string[] = [
    `ip protocol ${ne(spot)}${spot.protocol}`,
    `ip ttl ${random.pick(['64', '< 64', '> 1', '!= 63'])}`,
    `ip length ${random.pick(['< 41', '>= 36', '!= 40'])}`,
    `ip frag-off & 0x1fff ${random.pick(['!=', '=='])} 0`,
    `ip hdrlength ${random.pick(['5', '!= 5'])}`,
  ]
  const only6: readonly string[] = [
    `ip6 nexthdr ${ne(spot)}${protocolWord(spot)}`,
    `ip6 hoplimit ${random.pick(['64', '< 64'])}`,
    `exthdr frag ${random.pick(['exists', 'missing'])}`,
  ]
  const protocols = setNamed(spot, 'protocol')
  const any: readonly string[] = [
    `meta l4proto ${ne(spot)}${protocolWord(spot)}`,
    ...protocols.map((name) => `meta l4proto ${ne(spot)}${name}`),
    `meta l4proto ${ne(spot)}${protocolWord(spot)}`,
    `meta length ${random.pick(['< 41', '!= 36'])}`,
    ...(spot.protocol === 'udp' ? [`udp length ${random.pick(['< 20', '!= 16', '>= 20'])}`] : []),
    `meta pkttype ${ne(spot)}${random.pick(['host', 'broadcast', 'multicast'])}`,
    ...(spot.family === 'inet' ? [`meta nfproto ${ip === 'ip4' ? 'ipv4' : 'ipv6'}`] : []),
  ]
  return random.pick([...any, ...(ip === 'ip4' ? only4 : only6)])
}

const ported = ({ protocol }: NftSpot): string => (protocol === 'icmp' ? 'udp' : protocol)

const concatenationTest: Draw = (spot) => {
  if (spot.protocol === 'icmp') return icmpTest(spot)
  const { random } = spot
  const { ip } = spot
  const field = `${ip === 'ip4' ? 'ip' : 'ip6'} daddr`
  const named = setNamed(spot, `${ip} address . port`)
  if (named.length > 0 && random.chance(60))
    return `${field} . ${ported(spot)} dport ${ne(spot)}${random.pick(named)}`
  const element = () => `${anyAddress(random, ip)} . ${random.pick(servicePorts)}`
  return random.chance(50)
    ? `${field} . ${ported(spot)} dport ${ne(spot)}{ ${[...new Set([element(), element()])].join(', ')} }`
    : random.pick([
        `iifname . meta l4proto ${ne(spot)}{ "vif1.0" . tcp, "eth0" . udp }`,
        `meta l4proto . th dport ${ne(spot)}{ tcp . 80, udp . 53, tcp . 9040 }`,
      ])
}

const routeTest: Draw = (spot) => {
  const { random, hook } = spot
  const early = hook === 'prerouting' || hook === 'input'
  const all: string[] = [
    `fib daddr type ${ne(spot)}${random.pick(['local', 'unicast', 'broadcast', 'multicast', '{ local, broadcast }'])}`,
    `fib saddr type ${ne(spot)}${random.pick(['local', 'unicast'])}`,
  ]
  if (early)
    all.push(
      `fib saddr . iif oif ${random.pick(['eq 0', 'ne 0', 'exists', 'missing', 'ne exists'])}`,
      `fib daddr . iif type ${ne(spot)}local`,
    )
  return random.pick(all)
}

const markTest: Draw = (spot) => {
  const { random } = spot
  const named = setNamed(spot, 'mark')
  return random.weighted([
    [4, () => `meta mark ${ne(spot)}${random.pick(marks)}`],
    [1, () => `meta mark & 0x2 ${random.pick(['==', '!='])} 0`],
    [1, () => 'meta mark and 0x3 == 1'],
    [named.length > 0 ? 2 : 0, () => `meta mark ${ne(spot)}${random.pick(named)}`],
  ])()
}

const ownerTest: Draw = (spot) =>
  `meta ${spot.random.pick(['skuid', 'skuid', 'skuid', 'skgid'])} ${ne(spot)}${spot.random.pick(uids)}`

/** What a rule asks: usually little, so that many packets meet it. */
export const tests = (spot: NftSpot): readonly string[] => {
  const { random, hook, family, priority } = spot
  const isDevice = family === 'netdev'
  // Before -200 everything is INVALID; asked rarely there, as it is asked by mistake.
  const conntrack = isDevice ? 0 : priority < -200 ? 1 : 9
  const kinds: readonly (readonly [number, Draw])[] = [
    [9, addressTest],
    [9, portTest],
    [7, nameTest],
    [conntrack, conntrackTest],
    [spot.protocol === 'tcp' ? 4 : 0, tcpTest],
    [spot.protocol === 'icmp' ? 9 : 0, icmpTest],
    [5, headerTest],
    [2, concatenationTest],
    [isDevice || hook === 'forward' || hook === 'postrouting' ? 0 : 3, routeTest],
    [3, markTest],
    [hook === 'output' || hook === 'postrouting' ? 4 : 0, ownerTest],
  ]
  const count = random.weighted([
    [12, 0],
    [50, 1],
    [30, 2],
    [8, 3],
  ])
  const all = Array.from({ length: count }, () => random.weighted(kinds)(spot))
  return all.filter((one, index) => !isDenial(one) || !isDenial(all[index - 1] ?? ''))
}

/**
 * Of two neighbours in a header that are both denied, nft 1.0.6 makes one test of four bytes, which holds where either
 * differs: its kernel holds other rules than its text says.
 */
const isDenial = (text: string): boolean =>
  /\b(tcp|udp|th|icmp|icmpv6|ip|ip6) [\w-]+ != [\w.:-]+$/.test(text)
