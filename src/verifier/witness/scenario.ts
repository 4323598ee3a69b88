import type { Met, Packet, Scenario, Translated } from '../../netfilter/index.ts'
import { fieldOf } from '../../netfilter/index.ts'
import type { MachineField } from '../../ruleset/index.ts'
import type { Assignment } from '../diagram/index.ts'
import { fieldValue } from '../diagram/index.ts'
import type { Binding, Space } from '../space/index.ts'
import {
  arpOperation,
  block,
  ctKind,
  ctStatusBit,
  icmpProtocol,
  isIpv4,
  otherFields,
  portedProtocols,
  sender,
} from '../space/index.ts'

/** Reads a block's value out of an assignment. */
export type Values = (name: string) => bigint

export const valuesIn =
  (space: Space, assignment: Assignment): Values =>
  (name) =>
    fieldValue(assignment, block(space, name))

/** The packet of an assignment, as it enters or is sent, and the connection that it meets. */
export const scenarioOf = (space: Space, binding: Binding, value: Values): Scenario => ({
  packet: space.family === 'arp' ? arpOf(space, value) : packetOf(space, value),
  met: space.family === 'arp' ? null : metOf(binding, value),
})

/** From the address in whose name it is sent, to the one that it asks for or answers. */
const arpOf = (space: Space, value: Values): Packet => {
  const enters = space.interfaces.samples[Number(value('iif'))]
  const operation = value('arp operation')
  return {
    family: 'arp',
    enters: enters === '' || enters === undefined ? null : enters,
    protocol: 0,
    source: value('source'),
    destination: value('destination'),
    sourcePort: null,
    destinationPort: null,
    icmp: null,
    tcpFlags: null,
    fragment: { kind: 'none', offset: 0 },
    hasOptions: false,
    extensions: [],
    ttl: 64,
    socket: null,
    mark: 0,
    tracking: 'ordinary',
    other: operation === BigInt(arpOperation.request) ? {} : { 'arp operation': operation },
  }
}

/** The packet, with those fields that rules look at and that nothing else of it tells. */
const packetOf = (space: Space, value: Values): Packet => {
  const packet = plainPacketOf(space, value)
  const told = space.told.flatMap((field) => {
    const name = blockOf(space, value, field)
    const plain = fieldOf(packet, field)
    const isThere = plain !== undefined || field.startsWith('th ')
    return name === undefined || !isThere || value(name) === plain ? [] : [[field, value(name)]]
  })
  return { ...packet, other: Object.fromEntries(told) }
}

/**
 * The block of a field that follows from the rest of a packet, unless it is said: of what has no ports the first bytes
 * behind the network header too. An ICMP's first two are its type and code.
 */
const blockOf = (space: Space, value: Values, field: MachineField): string | undefined => {
  if (otherFields.includes(field)) return field
  const protocol = Number(value('l4proto'))
  if (value('cut off') === 1n || portedProtocols.includes(protocol)) return undefined
  if (field === 'th dport') return 'destination port'
  return field === 'th sport' && protocol !== icmpProtocol(space) ? 'source port' : undefined
}

const plainPacketOf = (space: Space, value: Values): Packet => {
  const number = (name: string): number => Number(value(name))
  const enters = space.interfaces.samples[number('iif')]
  const protocol = number('l4proto')
  const isWhole = number('cut off') === 0
  const hasPorts = isWhole && portedProtocols.includes(protocol)
  const isIcmp = protocol === (isIpv4(space) ? 1 : 58)
  const offset = isIpv4(space) ? number('ip frag-off') & 0x1fff : 0
  const isPiece = isIpv4(space)
    ? (number('ip frag-off') & 0x3fff) !== 0
    : number('exthdr frag') === 1
  return {
    family: space.family,
    enters: enters === '' || enters === undefined ? null : enters,
    protocol,
    source: value('source'),
    destination: value('destination'),
    sourcePort: hasPorts ? number('source port') : null,
    destinationPort: hasPorts ? number('destination port') : null,
    icmp:
      isIcmp && isWhole
        ? { type: number('icmp type'), code: number('icmp code'), id: 0, quoted: null }
        : null,
    tcpFlags: protocol === 6 && isWhole && offset === 0 ? number('tcp flags') : null,
    fragment: isPiece
      ? { kind: offset === 0 ? 'first' : 'later', offset }
      : { kind: 'none', offset: 0 },
    hasOptions: isIpv4(space) && number('ip hdrlength') > 5,
    extensions: isIpv4(space) ? [] : extensionsOf(space, value),
    ttl: number(isIpv4(space) ? 'ip ttl' : 'ip6 hoplimit'),
    ...linkOf(space, number),
    socket: number('has socket') === 1 ? { uid: number('skuid'), gid: number('skgid') } : null,
    // What comes by the wire bears no mark; of what the gateway sends, rules that change it are left to the replay.
    mark: number('sender') === sender.wire ? 0 : number('mark'),
    tracking: number('ct kind') === ctKind.invalid ? 'invalid' : 'ordinary',
    other: {},
  }
}

const linkOf = (space: Space, number: (name: string) => number): Pick<Packet, 'link'> => {
  const isOfDevice = number('sender') === sender.wire && number('iif') !== space.interfaces.loopback
  if (!isOfDevice) return {}
  if (number('tagged') === 1) return { link: 'tagged' }
  return number('bare') === 1 ? { link: 'bare' } : {}
}

const extensionNames = ['hbh', 'dst', 'rt', 'frag'] as const

/** NEXTHDR_*: which of them stands first. */
const firstNames: Readonly<Record<string, (typeof extensionNames)[number]>> = {
  ...{ 0: 'hbh', 43: 'rt', 44: 'frag', 60: 'dst' },
}

const extensionsOf = (space: Space, value: Values): Packet['extensions'] => {
  const first = space.asksNextHeader ? firstNames[`${value('ip6 nexthdr')}`] : undefined
  const others = extensionNames.filter((name) => name !== first && value(`exthdr ${name}`) === 1n)
  return [...(first ? [first] : []), ...others]
}

const states: Readonly<Record<number, Met['state']>> = {
  [ctKind.invalid]: 'invalid',
  [ctKind.new]: 'new',
  [ctKind.established]: 'established',
  [ctKind.related]: 'related',
  [ctKind.untracked]: 'untracked',
}

/** Whether the packet takes a connection that is older than itself, and in conntrack's table. */
export const isOlder = (value: Values): boolean =>
  value('ct first') === 0n &&
  ((value('ct status') >> BigInt(ctStatusBit.confirmed)) & 1n) === 1n &&
  [ctKind.new, ctKind.established, ctKind.related].some((kind) => value('ct kind') === BigInt(kind))

/** In the reply direction each translation is taken back, at the packet's other end. */
const metOf = (binding: Binding, value: Values): Met => {
  const status = (bit: number): boolean => ((value('ct status') >> BigInt(bit)) & 1n) === 1n
  const isReply = value('ct direction') === 1n
  const older = isOlder(value)
  // Of what has no ports there is none to translate.
  const hasPorts = portedProtocols.includes(Number(value('l4proto')))
  const portOf = (end: 'destination' | 'source'): number | null =>
    hasPorts ? Number(value(`translated ${end} port`)) : null
  const translated = (end: 'destination' | 'source'): Translated =>
    binding[end] === 'translated'
      ? { address: value(`translated ${end}`), port: portOf(end) }
      : { address: value(end), port: null }
  const [dnat, snat] = isReply
    ? [translated('source'), translated('destination')]
    : [translated('destination'), translated('source')]
  return {
    state: states[Number(value('ct kind'))] ?? 'invalid',
    isOlder: older && value('ct kind') === BigInt(ctKind.new),
    direction: isReply ? 'reply' : 'original',
    dnat: older && status(ctStatusBit.dnat) ? dnat : null,
    snat: older && status(ctStatusBit.snat) ? snat : null,
    mark: older ? Number(value('ct mark')) : 0,
  }
}
