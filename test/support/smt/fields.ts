import type { Header, MachineField } from '../../../src/ruleset/index.ts'
import { machineFields } from '../../../src/ruleset/index.ts'

/** Which family's packets are spoken of. */
export type SmtFamily = 'ipv4' | 'ipv6'

/** IFNAMSIZ: a name is so many bytes, and zeros behind it, so that `vif*` is a test of the first three. */
const NAME_BYTES = 16

/** A field as an SMT-LIB constant; fields that are one thing under several names share one. */
export const constantOf = (field: MachineField): string => `|${shared[field] ?? field}|`

const shared: Readonly<Partial<Record<MachineField, string>>> = {
  'meta iif': 'meta iifname',
  'meta oif': 'meta oifname',
  'ip saddr': 'saddr',
  'ip6 saddr': 'saddr',
  'ip daddr': 'daddr',
  'ip6 daddr': 'daddr',
  'ip protocol': 'meta l4proto',
  'tcp sport': 'sport',
  'udp sport': 'sport',
  'th sport': 'sport',
  'tcp dport': 'dport',
  'udp dport': 'dport',
  'th dport': 'dport',
  'icmpv6 type': 'icmp type',
  'icmpv6 code': 'icmp code',
}

export const widthOf = (field: MachineField): number => machineFields[field].bits

/** `(_ bv5 16)`: the number 5 in sixteen bits. */
export const bits = (value: bigint, width: number): string => `(_ bv${value} ${width})`

/** An interface's name as its bytes; the empty name is what there is where there is no interface. */
export const nameBits = (name: string): string => bits(bytesOf(name, NAME_BYTES), NAME_BYTES * 8)

const bytesOf = (name: string, length: number): bigint =>
  [...Buffer.alloc(length).fill(name, 0, name.length, 'latin1')].reduce(
    (sum, byte) => sum * 256n + BigInt(byte),
    0n,
  )

/** The name is meant: a trailing `*` stands for any rest, `\*` for a star. */
export const nameIs = (constant: string, pattern: string): string => {
  if (pattern.endsWith('\\*')) return `(= ${constant} ${nameBits(`${pattern.slice(0, -2)}*`)})`
  if (!pattern.endsWith('*')) return `(= ${constant} ${nameBits(pattern)})`
  const stem = pattern.slice(0, -1)
  if (stem === '') return 'true'
  const width = stem.length * 8
  const top = NAME_BYTES * 8 - 1
  return `(= ((_ extract ${top} ${top - width + 1}) ${constant}) ${bits(bytesOf(stem, stem.length), width)})`
}

/** The packet has the field: without it every test fails. The states of conntrack are those of `ct state`. */
export const isThere = (family: SmtFamily, field: MachineField): string => {
  const { needs, source } = machineFields[field]
  if (field === 'meta iifgroup') return `(not (= |meta iifname| ${nameBits('')}))`
  if (field === 'meta oifgroup') return `(not (= |meta oifname| ${nameBits('')}))`
  if (source === 'conntrack' && field !== 'ct state') return hasEntry
  if (field === 'meta skuid' || field === 'meta skgid') return '(= |socket exists| (_ bv1 8))'
  if (needs === null) return 'true'
  const isLate = Object.hasOwn(protocols, needs) && !/ (?:sport|dport|type|code)$/.test(field)
  const header = hasHeader(family, needs)
  return isLate ? `(and ${header} (not |cut late|))` : header
}

const hasEntry = `(or ${[8n, 2n, 4n].map((state) => `(= |ct state| ${bits(state, 32)})`).join(' ')})`

const protocols: Readonly<Partial<Record<Header, bigint>>> = {
  tcp: 6n,
  udp: 17n,
  icmp: 1n,
  icmpv6: 58n,
}

const hasHeader = (family: SmtFamily, header: Header): string => {
  if (header === 'ip' || header === 'ip6')
    return (header === 'ip') === (family === 'ipv4') ? 'true' : 'false'
  if (header === 'transport') return '(not |cut off|)'
  const protocol = protocols[header]
  if (protocol === undefined) throw new Error(`no packets with a header of ${header} here`)
  return `(and (= |meta l4proto| ${bits(protocol, 8)}) (not |cut off|))`
}

/** Declares the constants that the text names: fields of the family's packets, and whether they end before their ports. */
export const declarations = (family: SmtFamily, text: string): string => {
  const widths = new Map<string, number>([
    ...(Object.keys(machineFields) as MachineField[]).map((field): [string, number] => [
      constantOf(field),
      widthOf(field),
    ]),
    ...['|saddr|', '|daddr|'].map((name): [string, number] => [name, family === 'ipv4' ? 32 : 128]),
  ])
  const named = [...widths].filter(([name]) => text.includes(name))
  return [
    ...named.map(([name, width]) => `(declare-const ${name} (_ BitVec ${width}))`),
    ...['|cut off|', '|cut late|'].flatMap((name) =>
      text.includes(name) ? [`(declare-const ${name} Bool)`] : [],
    ),
  ].join('\n')
}
