import { assertNever } from '../../assert.ts'
import type { Header, MachineField } from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, not, or, TRUE } from '../diagram/index.ts'
import type { Binding } from './binding.ts'
import { destinationBlocks, sourceBlocks } from './binding.ts'
import { ctKind, ctStateBits, hasEntry, isIpv4, netFamily, routeTypes, sender } from './kinds.ts'
import { otherFields } from './layout.ts'
import type { Space } from './space.ts'
import { has, hasAny } from './space.ts'

/**
 * How a field is told in the space. `guard`: the packets that have the field at all; for all others the test fails.
 * - `block`: the block holds the value.
 * - `constant`: it is always this value.
 * - `interface`: the block holds an atom.
 * - `no-interface`: there is none, and its name is empty.
 * - `coded`: the block's number is the index of the interval that the value is in.
 * - `original`: the block holds it for packets of the original direction; for others it is free.
 * - `free`: nothing here decides the value; whoever sends, or the kernel's tables, may have it either way.
 */
export type Meaning = { readonly guard: Diagram } & (
  | { readonly kind: 'block'; readonly name: string }
  | { readonly kind: 'original'; readonly name: string; readonly isOriginal: Diagram }
  | { readonly kind: 'constant'; readonly value: bigint }
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'no-interface' }
  | { readonly kind: 'coded'; readonly name: string; readonly codes: Codes }
  | { readonly kind: 'free' }
)

export type Codes = readonly (readonly [first: bigint, last: bigint])[]

const zeroOrMore: Codes = [
  [0n, 0n],
  [1n, 0xffff_ffffn],
]

const stateCodes: Codes = ctStateBits.map((bit) => [bit, bit])

/** What the field means for packets that bear these addresses. */
export const meaningOf = (space: Space, binding: Binding, field: MachineField): Meaning => {
  const guard = and(
    space.arena,
    hasHeader(space, machineFields[field].needs),
    isLate(field) ? has(space, 'cut late', 0) : TRUE,
  )
  const { source } = machineFields[field]
  if (otherFields.includes(field)) return { kind: 'block', name: field, guard }
  switch (source) {
    case 'packet':
      return packetMeaning(space, binding, field, guard)
    case 'interface':
      return interfaceMeaning(space, binding, field)
    case 'mark':
      return { kind: 'block', name: 'mark', guard }
    case 'socket':
      return field === 'socket exists'
        ? { kind: 'block', name: 'has socket', guard }
        : { kind: 'block', name: field.slice('meta '.length), guard: has(space, 'has socket', 1) }
    case 'conntrack':
      return conntrackMeaning(space, field)
    case 'routing':
      return routingMeaning(binding, field)
    default:
      return assertNever(source)
  }
}

/** What the first four bytes of a header hold, which are there or not together; all else comes later. */
const early: readonly MachineField[] = [
  ...(['tcp sport', 'tcp dport', 'udp sport', 'udp dport'] as const),
  ...(['icmp type', 'icmp code', 'icmpv6 type', 'icmpv6 code'] as const),
]

const headed: readonly (Header | null)[] = ['tcp', 'udp', 'icmp', 'icmpv6']

/** A header may end behind its ports: then no rule that reads further holds, nor what denies it. */
const isLate = (field: MachineField): boolean =>
  headed.includes(machineFields[field].needs) && !early.includes(field)

/** The packets that have the header; a header of the other family none has. */
const hasHeader = (space: Space, header: Header | null): Diagram => {
  switch (header) {
    case null:
      return TRUE
    // A packet may end before its ports: then it has the protocol's number and none of the header.
    case 'transport':
      return has(space, 'cut off', 0)
    case 'ether':
      return andAll(space.arena, [
        has(space, 'sender', sender.wire),
        not(isLoopback(space)),
        or(space.arena, has(space, 'bare', 0), has(space, 'tagged', 1)),
      ])
    case 'ip':
      return isIpv4(space) ? TRUE : FALSE
    case 'ip6':
      return netFamily(space) === 'ip6' ? TRUE : FALSE
    case 'tcp':
      return whole(space, 6)
    case 'udp':
      return whole(space, 17)
    case 'icmp':
      return whole(space, 1)
    case 'icmpv6':
      return whole(space, 58)
    case 'arp':
      return isArp(space) ? TRUE : FALSE
    default:
      return assertNever(header)
  }
}

const whole = (space: Space, protocol: number): Diagram =>
  and(space.arena, has(space, 'l4proto', protocol), has(space, 'cut off', 0))

const isLoopback = (space: Space): Diagram => has(space, 'iif', space.interfaces.loopback)

const packetMeaning = (
  space: Space,
  binding: Binding,
  field: MachineField,
  guard: Diagram,
): Meaning => {
  if (field.startsWith('arp ')) return arpMeaning(binding, field, guard)
  const word = field.slice(field.lastIndexOf(' ') + 1)
  switch (word) {
    case 'nfproto':
      return { kind: 'constant', value: familyNumbers[space.family], guard }
    case 'version':
      return { kind: 'constant', value: isIpv4(space) ? 4n : 6n, guard }
    case 'l4proto':
      return { kind: 'block', name: 'l4proto', guard: isArp(space) ? FALSE : guard }
    case 'protocol':
      return { kind: 'block', name: 'l4proto', guard }
    case 'saddr':
      return { kind: 'block', name: sourceBlocks(binding).address, guard }
    case 'daddr':
      return { kind: 'block', name: destinationBlocks(binding).address, guard }
    case 'sport':
      return { kind: 'block', name: sourceBlocks(binding).port, guard }
    case 'dport':
      return { kind: 'block', name: destinationBlocks(binding).port, guard }
    case 'flags':
      return { kind: 'block', name: 'tcp flags', guard }
    case 'type':
    case 'code':
      return { kind: 'block', name: `icmp ${word}`, guard }
    default:
      return { kind: 'free', guard }
  }
}

/** NFPROTO_* (include/uapi/linux/netfilter.h). */
const familyNumbers = { ipv4: 2n, arp: 3n, ipv6: 10n } as const

const isArp = ({ family }: Space): boolean => family === 'arp'

const arpMeaning = (binding: Binding, field: MachineField, guard: Diagram): Meaning => {
  switch (field) {
    case 'arp saddr ip':
      return { kind: 'block', name: sourceBlocks(binding).address, guard }
    case 'arp daddr ip':
      return { kind: 'block', name: destinationBlocks(binding).address, guard }
    default:
      return { kind: 'block', name: field, guard }
  }
}

const interfaceMeaning = (
  space: Space,
  { forgetsInput = false }: Binding,
  field: MachineField,
): Meaning => {
  const way = field.startsWith('meta iif') ? 'iif' : 'oif'
  if (way === 'iif' && forgetsInput)
    return field.endsWith('group')
      ? { kind: 'free', guard: FALSE }
      : { kind: 'no-interface', guard: TRUE }
  if (field.endsWith('group'))
    return { kind: 'block', name: `${way} group`, guard: not(has(space, way, 0)) }
  return { kind: 'interface', name: way, guard: TRUE }
}

const conntrackMeaning = (space: Space, field: MachineField): Meaning => {
  const entry = hasEntry(space)
  switch (field) {
    case 'ct state':
      return { kind: 'coded', name: 'ct kind', codes: stateCodes, guard: TRUE }
    case 'ct direction':
    case 'ct status':
    case 'ct mark':
      return { kind: 'block', name: field, guard: entry }
    case 'ct l3proto':
      return { kind: 'constant', value: isIpv4(space) ? 2n : 10n, guard: entry }
    default:
      break
  }
  const name = originalBlocks[field]
  if (name === undefined) return { kind: 'free', guard: entry }
  if (field.includes(isIpv4(space) ? ' ip6 ' : ' ip ')) return { kind: 'free', guard: FALSE }
  return { kind: 'original', name, guard: entry, isOriginal: isOfOriginal(space) }
}

/** Packets of the original direction, which came with what began the connection. */
const isOfOriginal = (space: Space): Diagram =>
  and(
    space.arena,
    hasAny(space, 'ct kind', [ctKind.new, ctKind.established]),
    has(space, 'ct direction', 0),
  )

const originalBlocks: Readonly<Partial<Record<MachineField, string>>> = {
  'ct protocol': 'l4proto',
  'ct original ip saddr': 'source',
  'ct original ip daddr': 'destination',
  'ct original ip6 saddr': 'source',
  'ct original ip6 daddr': 'destination',
  'ct original proto-src': 'source port',
  'ct original proto-dst': 'destination port',
}

const routingMeaning = (binding: Binding, field: MachineField): Meaning => {
  const guard = TRUE
  const isSource = field.startsWith('fib saddr')
  // What routing thinks of an address that a translation put there, only the type of a destination tells.
  if (isSource && binding.source === 'translated') return { kind: 'free', guard }
  if (field === 'fib daddr oif' && binding.destination === 'translated')
    return { kind: 'free', guard }
  switch (field) {
    case 'fib saddr . iif oif':
      return { kind: 'coded', name: 'reverse path', codes: zeroOrMore, guard }
    case 'fib saddr oif':
      return { kind: 'coded', name: 'source route', codes: zeroOrMore, guard }
    case 'fib daddr oif':
      return { kind: 'coded', name: 'destination route', codes: zeroOrMore, guard }
    case 'fib saddr type':
      return { kind: 'coded', name: 'source type', codes: routeTypes, guard }
    case 'fib saddr . iif type':
      return { kind: 'coded', name: 'source type here', codes: routeTypes, guard }
    case 'fib daddr type':
      return { kind: 'coded', name: destinationBlocks(binding).type, codes: routeTypes, guard }
    case 'fib daddr . iif type':
      return binding.destination === 'original'
        ? { kind: 'coded', name: 'type here', codes: routeTypes, guard }
        : { kind: 'free', guard }
    default:
      return { kind: 'free', guard }
  }
}
