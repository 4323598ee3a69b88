import { marks, openerPorts, places, servicePorts, uids } from '../universe.ts'
import { anyAddress, interfacePattern, prefixFor } from './draw.ts'
import type { Spot } from './iptables.ts'

export interface Matches {
  readonly words: readonly string[]
  /** The protocol that the rule is for, which some targets ask for. */
  readonly protocol: string | null
}

const not = (spot: Spot): string => (spot.random.chance(20) ? '! ' : '')

const ports = ({ random }: Spot): string =>
  random.weighted([
    [6, () => String(random.pick(servicePorts))],
    [2, () => '50:100'],
    [1, () => '40000:40001'],
    [1, () => String(random.pick(openerPorts))],
  ])()

const tcpFlags = ({ random }: Spot): string =>
  random.pick([
    '--syn',
    '! --syn',
    '--tcp-flags SYN,ACK SYN,ACK',
    '--tcp-flags RST RST',
    '--tcp-flags ALL NONE',
    '--tcp-flags FIN,ACK FIN',
  ])

const icmpTypes = {
  ip4: ['echo-request', 'echo-reply', '3', '11', 'any'],
  ip6: ['echo-request', 'echo-reply', '1', '3'],
} as const

const protocolMatch = (spot: Spot): Matches => {
  const { random, family } = spot
  const icmp = family === 'ip4' ? 'icmp' : 'ipv6-icmp'
  const protocol = random.weighted([
    [5, 'tcp'],
    [4, 'udp'],
    [2, icmp],
    [1, '132'],
  ])
  const words = [`-p ${protocol}`]
  if (protocol === 'tcp' || protocol === 'udp') {
    const kind = random.below(8)
    if (kind < 3) words.push(`-m ${protocol} ${not(spot)}--dport ${ports(spot)}`)
    else if (kind === 3) words.push(`-m ${protocol} ${not(spot)}--sport ${ports(spot)}`)
    else if (kind === 4) {
      const way = random.pick(['--dports', '--sports', '--ports'])
      words.push(`-m multiport ${not(spot)}${way} ${random.some(servicePorts, 1, 3).join(',')}`)
    } else if (kind === 5 && protocol === 'tcp') words.push(`-m tcp ${tcpFlags(spot)}`)
    if (kind < 6 && protocol === 'udp' && family === 'ip4' && random.chance(25))
      words.push(`-m u32 --u32 "0>>22&0x3C@4>>16=${random.pick(['0:19', '16', '20:0xffff'])}"`)
  } else if (protocol === icmp && random.chance(70)) {
    const option = family === 'ip4' ? '-m icmp --icmp-type' : '-m icmp6 --icmpv6-type'
    words.push(`${option} ${random.pick(icmpTypes[family])}`)
  }
  return { words, protocol }
}

const states = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const

const conntrackMatch = (spot: Spot): string => {
  const { random, family } = spot
  return random.weighted([
    [
      8,
      () => {
        const all = random.chance(15) ? [...states, 'DNAT', 'SNAT'] : states
        return `-m conntrack ${not(spot)}--ctstate ${random.some(all, 1, 2).join(',')}`
      },
    ],
    [2, () => `-m state --state ${random.some(states, 1, 2).join(',')}`],
    [1, () => `-m conntrack --ctdir ${random.pick(['ORIGINAL', 'REPLY'])}`],
    [
      1,
      () =>
        `-m conntrack ${not(spot)}--ctstatus ${random.pick(['SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'NONE'])}`,
    ],
    [1, () => `-m conntrack ${not(spot)}--ctorigdst ${anyAddress(random, family)}`],
    [1, () => `-m conntrack ${not(spot)}--ctorigdstport ${random.pick(servicePorts)}`],
    [1, () => `-m conntrack --ctproto ${random.pick([6, 17])}`],
  ])()
}

const otherMatch = (spot: Spot): string => {
  const { random, family, hooks } = spot
  const { internet, clients } = places[family]
  const hop = family === 'ip4' ? '-m ttl --ttl-' : '-m hl --hl-'
  const always: readonly (readonly [number, () => string])[] = [
    [9, () => conntrackMatch(spot)],
    [3, () => `-m mark ${not(spot)}--mark ${random.pick(marks)}${random.chance(30) ? '/0x3' : ''}`],
    [2, () => `-m connmark ${not(spot)}--mark ${random.pick(marks)}`],
    [1, () => `${hop}${random.pick(['eq 64', 'lt 64', 'gt 1'])}`],
    [1, () => `-m length ${not(spot)}--length ${random.pick(['0:40', '41:100', '36'])}`],
    [
      1,
      () =>
        `-m addrtype ${not(spot)}--dst-type ${random.pick(['LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST'])}`,
    ],
    [1, () => `-m addrtype ${not(spot)}--src-type ${random.pick(['LOCAL', 'UNICAST'])}`],
    [
      1,
      () =>
        `-m pkttype ${not(spot)}--pkt-type ${random.pick(['unicast', 'broadcast', 'multicast'])}`,
    ],
    [1, () => `-m iprange --dst-range ${[...internet].sort()[0]}-${[...internet].sort()[0]}`],
    [1, () => `-m iprange ${not(spot)}--src-range ${clients[0]}-${clients[1]}`],
  ]
  // What the kernel sends to itself uses up limits too, unseen: in FORWARD it does not come by.
  const mayLimit = hooks.every((hook) => hook === 'FORWARD')
  const isOut = hooks.every((hook) => hook === 'OUTPUT' || hook === 'POSTROUTING')
  const more: (readonly [number, () => string])[] = []
  if (isOut) more.push([4, () => `-m owner ${not(spot)}--uid-owner ${random.pick(uids)}`])
  if (isOut) more.push([1, () => `-m owner ${not(spot)}--socket-exists`])
  // So rare that nothing but the burst ever passes while a case lasts.
  if (mayLimit) more.push([1, () => `-m limit --limit 1/hour --limit-burst ${1 + random.below(4)}`])
  const isRaw = spot.table === 'raw' || spot.table === 'mangle'
  if (isRaw && hooks.every((hook) => hook === 'PREROUTING'))
    more.push([
      2,
      () => `-m rpfilter${random.pick(['', ' --invert', ' --loose', ' --accept-local'])}`,
    ])
  return random.weighted([...always, ...more])()
}

/** What a rule asks: usually little, so that many packets meet it. */
export const matches = (spot: Spot): Matches => {
  const { random, family, hooks } = spot
  const words: string[] = []
  if (random.chance(25)) words.push(`${not(spot)}-s ${prefixFor(random, family)}`)
  if (random.chance(30)) words.push(`${not(spot)}-d ${prefixFor(random, family)}`)
  const mayEnter = hooks.every((hook) => hook !== 'OUTPUT' && hook !== 'POSTROUTING')
  if (mayEnter && random.chance(30)) words.push(`${not(spot)}-i ${interfacePattern(random)}`)
  const mayLeave = hooks.every((hook) => hook !== 'INPUT' && hook !== 'PREROUTING')
  if (mayLeave && random.chance(30)) words.push(`${not(spot)}-o ${interfacePattern(random)}`)
  const chosen = random.chance(50) ? protocolMatch(spot) : { words: [], protocol: null }
  words.push(...chosen.words)
  if (family === 'ip4' && random.chance(2)) words.push(`${not(spot)}-f`)
  if (random.chance(40)) words.push(otherMatch(spot))
  return { words, protocol: chosen.protocol }
}
