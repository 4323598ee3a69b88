import { formatAddress, formatPrefix, intervalToPrefixes } from '../../net/index.ts'
import type { FieldInterval } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { block, ctKind, netFamily } from '../space/index.ts'
import type { BoxSide } from './cover.ts'
import { questionOf, stateBits, stateDimension } from './fields.ts'
import type { Constraint } from './result.ts'

/** The sides of a box in the words of rules, the most telling first. */
export const describe = (space: Space, sides: readonly BoxSide[]): readonly Constraint[] =>
  merged([...sides].reverse().map((side) => constraintOf(space, side)))

const constraintOf = (space: Space, { dimension, intervals }: BoxSide): Constraint => {
  const { name, bits } = dimension
  const question = questionOf(dimension)
  if (question !== null) {
    const word = questionWord(question)
    return { field: 'holds', values: [isOne(intervals) ? word : `not ${word}`] }
  }
  if (name === stateDimension)
    return { field: 'state', values: each(intervals).map((value) => stateWord(space, value)) }
  const [, base, bit] = /^(ct status|tcp flags) ([0-9]+)$/.exec(name) ?? []
  if (base !== undefined && bit !== undefined) {
    const word = flagWords[base]?.[Number(bit)] ?? `bit ${bit}`
    return { field: base, values: [isOne(intervals) ? word : `not ${word}`] }
  }
  const field = fieldWords[name] ?? name
  return { field, values: valueWords(space, name, bits.length, intervals) }
}

/** Of a set that others fill: its name and its table. What rules ask is named as it is written. */
const questionWord = (question: string): string => {
  const [, family, table, name] = /^set (\S+) (\S+) (\S+) /.exec(question) ?? []
  return name === undefined ? question : `@${name} of table ${family} ${table}`
}

const isOne = (intervals: readonly FieldInterval[]): boolean => intervals[0]?.[0] === 1n

const each = (intervals: readonly FieldInterval[]): readonly bigint[] =>
  intervals.flatMap(([first, last]) =>
    Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index)),
  )

const fieldWords: Readonly<Record<string, string>> = {
  iif: 'enters',
  oif: 'leaves',
  'iif group': 'enters by group',
  'oif group': 'leaves by group',
  l4proto: 'protocol',
  type: 'destination is',
  'source type': 'source is',
  facing: 'destination',
  'source facing': 'source',
}

const flagWords: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'tcp flags': { 0: 'fin', 1: 'syn', 2: 'rst', 3: 'psh', 4: 'ack', 5: 'urg', 6: 'ece', 7: 'cwr' },
  'ct status': { 1: 'seen-reply', 3: 'confirmed', 4: 'snat', 5: 'dnat' },
}

const valueWords = (
  space: Space,
  name: string,
  bits: number,
  intervals: readonly FieldInterval[],
): readonly string[] => {
  const one = (words: readonly string[]): readonly string[] =>
    each(intervals).map((value) => words[Number(value)] ?? `${value}`)
  const yes = (word: string): readonly string[] => [isOne(intervals) ? word : `not ${word}`]
  switch (name) {
    case 'iif':
    case 'oif':
      return interfaceWords(space, each(intervals).map(Number))
    case 'l4proto':
      return intervals.flatMap((interval) => protocolWords(interval))
    case 'type':
    case 'source type':
    case 'type here':
    case 'source type here':
      return one(typeWords)
    case 'facing':
    case 'source facing':
      return yes('the address by which clients know the gateway')
    case 'reverse path':
      return yes('routes back to where it entered')
    case 'has socket':
      return yes('of a socket')
    case 'cut off':
      return yes('its header is cut off')
    case 'tagged':
      return yes('behind two tags of 802.1Q')
    case 'bare':
      return yes('without a header of the link')
    case 'cut late':
      return yes('its header ends behind the ports')
    case 'source':
    case 'destination':
      return intervals.flatMap((interval) => addressWords(space, interval))
    default:
      return intervals.map(([first, last]) => rangeWord(first, last, bits))
  }
}

const typeWords = ['another machine', "one of the gateway's", 'broadcast', 'multicast', 'none']

const rangeWord = (first: bigint, last: bigint, bits: number): string => {
  const maximum = (1n << BigInt(bits)) - 1n
  if (first === last) return `${first}`
  return last === maximum && first === 0n ? 'any' : `${first}-${last}`
}

const interfaceWords = (space: Space, atoms: readonly number[]): readonly string[] => {
  const { labels, rest } = space.interfaces
  if (!atoms.includes(rest)) return atoms.map((atom) => labels[atom] || 'none')
  const others = labels.filter(
    (label, atom) => label !== '' && label !== 'lo' && !atoms.includes(atom),
  )
  return [others.length === 0 ? 'any' : `any but ${others.join(', ')}`]
}

const protocols: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmpv6',
  132: 'sctp',
}

const protocolWords = ([first, last]: FieldInterval): readonly string[] =>
  first === last ? [protocols[Number(first)] ?? `${first}`] : [`protocols ${first}-${last}`]

/** A range is told as such where it takes more prefixes than people read. */
const PREFIXES_READ = 3

const addressWords = (space: Space, [first, last]: FieldInterval): readonly string[] => {
  const family = netFamily(space)
  const bits = block(space, 'destination').length
  const prefixes = intervalToPrefixes({ first, last }, family)
  if (prefixes.length > PREFIXES_READ)
    return [[first, last].map((value) => formatAddress({ family, value })).join('-')]
  return prefixes.map((prefix) => formatPrefix(prefix).replace(new RegExp(`/${bits}$`), ''))
}

const stateNames: Readonly<Record<number, string>> = {
  [ctKind.invalid]: 'invalid',
  [ctKind.new]: 'new',
  [ctKind.established]: 'established',
  [ctKind.related]: 'related',
  [ctKind.untracked]: 'untracked',
}

/** `new`, `established reply`, `new older`: as the packet language has it. */
const stateWord = (space: Space, value: bigint): string => {
  const bits = stateBits(space)
  const read = (name: string): number =>
    block(space, name).reduce((number, bit) => {
      const index = BigInt(bits.length - 1 - bits.indexOf(bit))
      return number * 2 + Number((value >> index) & 1n)
    }, 0)
  const kind = read('ct kind')
  const words = [stateNames[kind] ?? `${kind}`]
  if (kind === ctKind.new && read('ct first') === 0) words.push('older')
  if (read('ct direction') === 1) words.push('reply')
  return words.join(' ')
}

/** One constraint for each field: bits of flags are told together. */
const merged = (constraints: readonly Constraint[]): readonly Constraint[] => {
  const groups = new Map<string, string[]>()
  for (const { field, values } of constraints) {
    const known = groups.get(field)
    if (known) known.push(...values)
    else groups.set(field, [...values])
  }
  return [...groups].map(([field, values]) => ({ field, values }))
}
