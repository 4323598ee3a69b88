/** Expressions that read something of the packet or of its connection: the leaves of every match. */
import {
  ctDirections,
  ctKeys,
  exthdrFields,
  fibFlags,
  fibResults,
  ipOptionFields,
  ipsecKeys,
  metaKeys,
  osfKeys,
  osfTtls,
  payloadBases,
  payloadFields,
  payloadTunnels,
  rtKeys,
  sctpChunkFields,
  socketKeys,
  tcpOptionFields,
  tunnelKeys,
} from '../keywords/index.ts'
import { body, describe, flags, isBody, word } from './json.ts'
import { at, type Place, refuse } from './place.ts'
import { integer } from './values.ts'

type Selector = (node: unknown, place: Place) => string
type Fields = Readonly<Record<string, readonly string[]>>

/** Keys that nft lists without `meta`. */
const bareMetaKeys = ['iif', 'oif', 'iifname', 'oifname', 'iifgroup', 'oifgroup']

/** Keys of `ct` that load, though they say less than those of the keyword table. */
const allCtKeys = [...ctKeys, 'saddr', 'daddr']

/** nft names this field in JSON by another word than in text. */
const payloadFieldText: Readonly<Record<string, string>> = { 'parameter-problem': 'param-problem' }

/** Fields that the text grammar of the encapsulations knows, besides those of the keyword table. */
const payloadFieldsOf: Fields = payloadFields

function field(node: unknown, place: Place, fields: Fields, owner: string): string {
  return word(node, place, fields[owner] ?? [])
}

function payload(node: unknown, place: Place): string {
  const load = body(node, place, ['protocol', 'field', 'tunnel', 'base', 'offset', 'len'])
  if (load['base'] !== undefined) return rawPayload(node, place)
  const protocol = word(load['protocol'], at(place, 'protocol'), Object.keys(payloadFieldsOf))
  const name = field(load['field'], at(place, 'field'), payloadFieldsOf, protocol)
  const text = `${protocol} ${payloadFieldText[name] ?? name}`
  if (load['tunnel'] === undefined) return text
  const tunnel = word(load['tunnel'], at(place, 'tunnel'), payloadTunnels)
  // `vxlan vni` is a field of the encapsulation itself: newer releases print it inside itself.
  return tunnel === protocol ? text : `${tunnel} ${text}`
}

function rawPayload(node: unknown, place: Place): string {
  const load = body(node, place, ['base', 'offset', 'len'])
  const base = word(load['base'], at(place, 'base'), payloadBases)
  const offset = integer(load['offset'], at(place, 'offset'))
  return `@${base},${offset},${integer(load['len'], at(place, 'len'))}`
}

function exthdr(node: unknown, place: Place): string {
  const header = body(node, place, ['name', 'field', 'offset'])
  const name = word(header['name'], at(place, 'name'), Object.keys(exthdrFields))
  if (header['field'] === undefined) return `exthdr ${name}`
  const known = [...exthdrFieldsOf(name), 'addr', 'sid']
  const printed = word(header['field'], at(place, 'field'), known)
  const offset = header['offset']
  if (offset === undefined) return `${name} ${printed}`
  return `${name} ${printed}[${integer(offset, at(place, 'offset'))}]`
}

function exthdrFieldsOf(name: string): readonly string[] {
  const fields: Fields = exthdrFields
  return fields[name] ?? []
}

function tcpOption(node: unknown, place: Place): string {
  if (isBody(node) && node['base'] !== undefined) {
    const raw = body(node, place, ['base', 'offset', 'len'])
    const [base, offset, length] = ['base', 'offset', 'len'].map((key) =>
      integer(raw[key], at(place, key)),
    )
    return `tcp option @${base},${offset},${length}`
  }
  return optionField(node, place, 'tcp option', tcpOptionFields)
}

/** `tcp option maxseg size`; without a field it stands for the option's presence. */
function optionField(node: unknown, place: Place, prefix: string, fields: Fields): string {
  const option = body(node, place, ['name', 'field'])
  const name = word(option['name'], at(place, 'name'), Object.keys(fields))
  if (option['field'] === undefined) return `${prefix} ${name}`
  return `${prefix} ${name} ${field(option['field'], at(place, 'field'), fields, name)}`
}

function meta(node: unknown, place: Place): string {
  const { key: given } = body(node, place, ['key'])
  // Releases before 1.0 called it so; nft still reads it.
  const key = word(given === 'secpath' ? 'ipsec' : given, at(place, 'key'), metaKeys)
  return bareMetaKeys.includes(key) ? key : `meta ${key}`
}

function rt(node: unknown, place: Place): string {
  const route = body(node, place, ['key', 'family'])
  const key = word(route['key'], at(place, 'key'), rtKeys)
  return route['family'] === undefined
    ? `rt ${key}`
    : `rt ${word(route['family'], at(place, 'family'), ['ip', 'ip6'])} ${key}`
}

function ct(node: unknown, place: Place): string {
  const entry = body(node, place, ['key', 'dir'])
  const key = word(entry['key'], at(place, 'key'), allCtKeys)
  if (entry['dir'] === undefined) return `ct ${key}`
  return `ct ${word(entry['dir'], at(place, 'dir'), ctDirections)} ${key}`
}

function numgen(node: unknown, place: Place): string {
  const generator = body(node, place, ['mode', 'mod', 'offset'])
  const mode = word(generator['mode'], at(place, 'mode'), ['inc', 'random'])
  const modulus = integer(generator['mod'], at(place, 'mod'))
  return `numgen ${mode} mod ${modulus}${offsetText(generator['offset'], place)}`
}

function symhash(node: unknown, place: Place): string {
  const hash = body(node, place, ['mod', 'offset'])
  const modulus = integer(hash['mod'], at(place, 'mod'))
  return `symhash mod ${modulus}${offsetText(hash['offset'], place)}`
}

/** The offset of a generator or hash; zero is the default and left out. */
export function offsetText(offset: unknown, place: Place): string {
  if (offset === undefined || offset === 0) return ''
  return ` offset ${integer(offset, at(place, 'offset'))}`
}

function fib(node: unknown, place: Place): string {
  const lookup = body(node, place, ['result', 'flags'])
  const names = flags(lookup['flags'], at(place, 'flags'), fibFlags)
  if (names.length === 0) return refuse(at(place, 'flags'), 'a fib lookup needs what it looks up')
  return `fib ${names.join(' . ')} ${word(lookup['result'], at(place, 'result'), fibResults)}`
}

function socket(node: unknown, place: Place): string {
  const { key } = body(node, place, ['key'])
  return `socket ${word(key, at(place, 'key'), socketKeys)}`
}

function osf(node: unknown, place: Place): string {
  const print = body(node, place, ['key', 'ttl'])
  const key = word(print['key'], at(place, 'key'), osfKeys)
  if (print['ttl'] === undefined) return `osf ${key}`
  return `osf ttl ${word(print['ttl'], at(place, 'ttl'), osfTtls)} ${key}`
}

function ipsec(node: unknown, place: Place): string {
  const state = body(node, place, ['key', 'family', 'dir', 'spnum'])
  const parts = ['ipsec', word(state['dir'], at(place, 'dir'), ['in', 'out'])]
  if (state['spnum'] !== undefined) {
    parts.push('spnum', integer(state['spnum'], at(place, 'spnum')))
  }
  if (state['family'] !== undefined) {
    parts.push(word(state['family'], at(place, 'family'), ['ip', 'ip6']))
  }
  return [...parts, word(state['key'], at(place, 'key'), ipsecKeys)].join(' ')
}

function tunnel(node: unknown, place: Place): string {
  const { key } = body(node, place, ['key'])
  return `tunnel ${word(key, at(place, 'key'), tunnelKeys)}`
}

function dccpOption(node: unknown, place: Place): string {
  const { type } = body(node, place, ['type'])
  return `dccp option ${integer(type, at(place, 'type'))}`
}

/** Printers by the key of the expression. */
export const selectors: ReadonlyMap<string, Selector> = new Map<string, Selector>([
  ['payload', payload],
  ['exthdr', exthdr],
  ['tcp option', tcpOption],
  ['ip option', (node, place) => optionField(node, place, 'ip option', ipOptionFields)],
  ['sctp chunk', (node, place) => optionField(node, place, 'sctp chunk', sctpChunkFields)],
  ['dccp option', dccpOption],
  ['meta', meta],
  ['rt', rt],
  ['ct', ct],
  ['numgen', numgen],
  ['symhash', symhash],
  ['fib', fib],
  ['socket', socket],
  ['osf', osf],
  ['ipsec', ipsec],
  ['tunnel', tunnel],
])

/** Whether a node is one of these. */
export function isSelector(key: string): boolean {
  return selectors.has(key)
}

/** A selector that must stand here, say as what `mangle` writes to. */
export function selectorOnly(node: unknown, place: Place): string {
  if (isBody(node)) {
    for (const [key, value] of Object.entries(node)) {
      const print = selectors.get(key)
      if (print !== undefined) return print(value, at(place, key))
    }
  }
  return refuse(place, `${describe(node)} reads nothing of a packet`)
}
