/** Statements that begin with an expression: matches, verdict maps, and what is stored. */
import type { ReadCompound, ReadExpression, ReadPayload, ReadStatement } from 'nftables-json'
import { bitmasks, datatype, unknownType } from './datatypes.ts'
import { parseData, parseRight, parseValue } from './expressions.ts'
import { type Key, parseKey, plainNumber } from './keys.ts'
import type { Place } from './places.ts'
import { type Reader, resolved, setKey } from './reader.ts'
import { parseSet } from './sets.ts'
import type { Syntax } from './syntax.ts'
import { dataNode, valueNode } from './values.ts'

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', '!'])

/** `ip saddr 10.0.0.0/8`, `ct state vmap { ... }`, `meta mark set 1`. */
export function parseKeyed(reader: Reader): ReadStatement {
  const { input } = reader
  if (input.isSign('{')) {
    parseSet(reader)
    input.expected('a statement')
  }
  const start = input.peek()
  const key = parseKey(reader)
  noteKey(reader, key.node)
  if (input.takeWord('vmap')) {
    return {
      vmap: { key: key.node, data: dataNode(reader, parseData(reader), key.types, 'verdict') },
    }
  }
  if (input.takeWord('set')) return parseStore(reader, key, start)
  return parseMatch(reader, key)
}

function parseStore(reader: Reader, key: Key, at: Place): ReadStatement {
  if (key.syntax.kind !== 'selector') {
    reader.input.report('nft-wrong-type', 'nothing can be stored there', at)
  }
  const value = parseValue(reader)
  if (isMeta(key.node, 'secmark') && value.kind !== 'selector') {
    return { secmark: nameNode(reader, value) }
  }
  if (isConnection(key.node, 'helper')) return { 'ct helper': nameNode(reader, value) }
  checkStorable(reader, key, at)
  const stored = valueNode(reader, value, key.types)
  noteKey(reader, stored)
  return { mangle: { key: key.node, value: stored } }
}

/** The name of an object, or a map that yields names. */
export function nameNode(reader: Reader, syntax: Syntax): ReadExpression {
  const value = resolved(syntax)
  if (value.kind === 'symbol') return value.text
  if (value.kind === 'map') {
    return valueNode(reader, value, [{ name: 'unknown', bits: undefined }])
  }
  if (value.kind !== 'nothing') {
    reader.input.report('nft-wrong-type', "an object's name is expected here", value.at)
  }
  return ''
}

const isCompound = (node: ReadExpression): node is ReadCompound =>
  typeof node === 'object' && !Array.isArray(node)
const metaKey = (node: ReadCompound) => ('meta' in node ? node.meta.key : undefined)
const connectionKey = (node: ReadCompound) => ('ct' in node ? node.ct.key : undefined)

const isMeta = (node: ReadExpression, key: string) => isCompound(node) && metaKey(node) === key
const isConnection = (node: ReadExpression, key: string) =>
  isCompound(node) && connectionKey(node) === key

const storableMeta = new Set([
  ...['mark', 'priority', 'nftrace', 'pkttype', 'rtclassid', 'secmark', 'broute', 'ibrhwaddr'],
])
const storableConnection = new Set(['mark', 'event', 'label', 'secmark', 'zone'])
const storableOther = ['tcp option', 'ip option', 'exthdr', 'sctp chunk']

/** Not everything that can be read can be written; src/statement.c. */
function checkStorable(reader: Reader, key: Key, at: Place): void {
  const { node } = key
  if (isCompound(node) && !isStorable(node)) {
    reader.input.report('nft-wrong-type', 'this field cannot be written', at)
  }
}

function isStorable(node: ReadCompound): boolean {
  const meta = metaKey(node)
  if (meta !== undefined) return storableMeta.has(meta)
  const connection = connectionKey(node)
  if (connection !== undefined) return storableConnection.has(connection)
  if ('payload' in node) return node.payload.tunnel === undefined
  return storableOther.some((kind) => Object.hasOwn(node, kind))
}

function parseMatch(reader: Reader, asked: Key): ReadStatement {
  const { input } = reader
  const key = { ...asked, node: withoutCheck(asked.node) }
  const token = input.peek()
  const explicit = token.kind === 'sign' && comparisons.has(token.text) ? token.text : undefined
  if (explicit !== undefined) input.next()
  const { value, mask } = parseRight(reader)
  if (value.kind === 'nothing') return { match: { op: '==', left: key.node, right: '' } }
  noteFacts(reader, key, explicit, value)
  if (mask !== undefined) {
    const left = { '&': [key.node, valueNode(reader, mask, key.types)] }
    const right = valueNode(reader, value, key.types)
    return { match: { op: explicit ?? '==', left, right } }
  }
  const type = key.types[0] ?? unknownType
  const bits = key.types.length === 1 && bitmasks.has(type.name)
  const op = explicit ?? implicitOperator(key, bits, resolved(value))
  checkBoolean(reader, key, value)
  if (op === '!' && (!bits || key.computed)) {
    input.report('nft-wrong-type', '`!` tests bits, and this is no set of bits: write `!=`', token)
  }
  checkOrder(reader, op, value)
  checkReference(reader, key, value)
  return (
    maskedPrefix(reader, key, op, value) ?? {
      match: { op, left: key.node, right: valueNode(reader, value, key.types) },
    }
  )
}

/** `<` and its like compare with one value. */
function checkOrder(reader: Reader, op: string, syntax: Syntax): void {
  const several = ['range', 'set', 'list', 'reference', 'concat'].includes(resolved(syntax).kind)
  if (several && (op.startsWith('<') || op.startsWith('>'))) {
    reader.input.report('nft-wrong-type', `\`${op}\` compares with one value`, syntax.at)
  }
}

const addressTypes: ReadonlySet<string> = new Set([
  ...['ipv4_addr', 'ipv6_addr', 'ether_addr', 'address', 'unknown'],
])

/** A prefix of what is no address is a mask: `ip dscp 8/3`. */
function maskedPrefix(
  reader: Reader,
  key: Key,
  op: string,
  syntax: Syntax,
): ReadStatement | undefined {
  const value = resolved(syntax)
  const type = key.types[0] ?? unknownType
  const { bits } = type
  if (value.kind !== 'prefix' || key.types.length > 1 || addressTypes.has(type.name))
    return undefined
  const right = valueNode(reader, value, key.types)
  if (bits === undefined || value.length > bits || bits > 64) return undefined
  const mask = ((1n << BigInt(value.length)) - 1n) << BigInt(bits - Number(value.length))
  const address = typeof right === 'object' && 'prefix' in right ? right.prefix.addr : right
  return { match: { op, left: { '&': [key.node, plainNumber(mask)] }, right: address } }
}

const concrete: ReadonlySet<string> = new Set([
  ...['ipv4_addr', 'ipv6_addr', 'ether_addr', 'inet_service', 'ifname', 'inet_proto'],
])

/** A set whose elements are of another kind never matches; nft refuses it. */
function checkReference(reader: Reader, key: Key, value: Syntax): void {
  if (value.kind !== 'reference') return
  const { rule, sets, table } = reader
  const types = sets.get(setKey(rule.family, table, value.name))?.key
  if (types === undefined || types[0] === unknownType) return
  const differs =
    types.length !== key.types.length ||
    types.some((type, index) => {
      const other = key.types[index] ?? unknownType
      return type.name !== other.name && concrete.has(type.name) && concrete.has(other.name)
    })
  if (differs) {
    reader.input.report(
      'nft-wrong-type',
      `\`@${value.name}\` holds elements of another type`,
      value.at,
    )
  }
}

/** `check`, since 1.1.4, says that only the existence of a route is asked; nft prints such a match with `oif`. */
function withoutCheck(node: ReadExpression): ReadExpression {
  if (!isCompound(node) || !('fib' in node) || node.fib.result !== 'check') return node
  return { fib: { ...node.fib, result: 'oif' } }
}

/** No operator is a test of bits where there are bits, and equality elsewhere. */
function implicitOperator(key: Key, bits: boolean, value: Syntax): string {
  const plain = ['symbol', 'number', 'list', 'operation'].includes(value.kind)
  return bits && plain && !key.computed ? 'in' : '=='
}

const existing = ['exthdr', 'tcp option', 'ip option', 'sctp chunk', 'dccp option', 'fib']

/** `exists` asks whether there is such a thing, so it fits only what may be missing. */
function checkBoolean(reader: Reader, key: Key, syntax: Syntax): void {
  const value = resolved(syntax)
  if (value.kind !== 'boolean' || key.types[0]?.name === 'boolean') return
  const { node } = key
  const object = typeof node === 'object' && !Array.isArray(node)
  if (object && existing.some((kind) => Object.hasOwn(node, kind))) return
  reader.input.report('nft-wrong-type', 'this field always exists', value.at)
}

const transports = new Set(['tcp', 'udp', 'udplite', 'sctp', 'dccp', 'th', 'icmp', 'icmpv6'])

/** What a match says of the packet's protocols, for the statements after it. */
function noteFacts(reader: Reader, key: Key, operator: string | undefined, syntax: Syntax): void {
  const { rule } = reader
  const isEqual = operator === undefined || operator === '=='
  const value = resolved(syntax)
  if (!isEqual || value.kind !== 'symbol' || !tellsNetwork(key.node)) return
  if (value.text === 'ipv4' || value.text === 'ip') rule.network = 'ip'
  if (value.text === 'ipv6' || value.text === 'ip6') rule.network = 'ip6'
}

function tellsNetwork(node: ReadExpression): boolean {
  if (!isCompound(node)) return false
  const key = metaKey(node)
  if (key === 'nfproto' || key === 'protocol') return true
  return 'payload' in node && 'field' in node.payload && node.payload.field === 'type'
}

/** What reading a header implies: there is such a header. */
export function noteKey(reader: Reader, node: ReadExpression): void {
  const { rule } = reader
  if (typeof node !== 'object') return
  if (!isCompound(node)) {
    for (const part of node) noteKey(reader, part)
    return
  }
  if ('payload' in node) notePayload(reader, node.payload)
  else if ('exthdr' in node) rule.network = 'ip6'
  else if ('tcp option' in node || 'sctp chunk' in node) rule.transport = true
  else if ('meta' in node) rule.transport ||= node.meta.key === 'l4proto'
  else if ('map' in node) noteKey(reader, node.map.key)
  else if ('concat' in node) noteKey(reader, node.concat)
  else if ('&' in node) noteKey(reader, node['&'])
  else if ('|' in node) noteKey(reader, node['|'])
  else if ('^' in node) noteKey(reader, node['^'])
}

function notePayload({ rule }: Reader, payload: ReadPayload): void {
  if (payload.tunnel !== undefined || !('field' in payload)) return
  const { protocol, field } = payload
  if (protocol === 'ip' || protocol === 'icmp' || protocol === 'igmp') rule.network = 'ip'
  if (protocol === 'ip6' || protocol === 'icmpv6') rule.network = 'ip6'
  if (transports.has(protocol) || field === 'protocol' || field === 'nexthdr') rule.transport = true
}

/** The datatype of an address of a family, or of either. */
export function addressTypeOf(reader: Reader, family: string | undefined) {
  const { rule } = reader
  const own = rule.family === 'ip' || rule.family === 'ip6' ? rule.family : rule.network
  const known = family ?? own
  if (known === undefined) return { name: 'address', bits: 128 }
  return datatype(known === 'ip' ? 'ipv4_addr' : 'ipv6_addr')
}
