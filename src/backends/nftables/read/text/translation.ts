/** Statements that rewrite or reroute: nat, tproxy, dup, fwd, queue. */
import type { Integer, ReadCompound, ReadExpression, ReadStatement } from 'nftables-json'
import { type Datatype, datatype, integer } from './datatypes.ts'
import { parseConcat, parseData, parseValue } from './expressions.ts'
import { keyOf } from './keys.ts'
import { addressTypeOf, noteKey } from './matches.ts'
import { parseNumber } from './numbers.ts'
import { through } from './places.ts'
import { parseVariable, type Reader, resolved } from './reader.ts'
import { beginsSelector } from './selectors.ts'
import type { Syntax } from './syntax.ts'
import { dataNode, valueNode } from './values.ts'

const port: Datatype = datatype('inet_service')

interface Nat {
  addr?: ReadExpression
  family?: string
  port?: ReadExpression
  flags?: string[]
  type_flags?: string[]
}

/** Flags of a list, each a word of its own. */
export function parseFlags({ input }: Reader, words: readonly string[]): string[] {
  const flags: string[] = []
  do {
    const token = input.peek()
    if (token.kind !== 'word' || !words.includes(token.text)) {
      input.expected(words.map((word) => `\`${word}\``).join(', '))
      return flags
    }
    input.next()
    flags.push(token.text)
  } while (input.takeSign(','))
  return flags
}

const natFlags = ['random', 'fully-random', 'persistent']

function beginsNatFlag({ input }: Reader): boolean {
  return input.peek().kind === 'word' && natFlags.includes(input.peek().text)
}

/** `snat to 10.0.0.1`, `dnat ip to 10.0.0.1:80`, `dnat ip addr . port to ...`. */
export function parseNat(reader: Reader, kind: 'snat' | 'dnat'): ReadStatement {
  const { input } = reader
  const start = input.last
  const nat: Nat = {}
  if ((input.isWord('ip') || input.isWord('ip6')) && isFamilyOfNat(reader)) {
    nat.family = input.next().text
  }
  if (input.isWord('addr')) {
    input.next()
    input.expectSign('.')
    input.expectWord('port')
    nat.type_flags = ['concat']
  } else if (input.takeWord('interval')) {
    nat.type_flags = ['interval']
  } else if (input.takeWord('prefix')) {
    nat.type_flags = ['prefix']
    nat.flags = ['netmap']
  }
  const needsTo = nat.family !== undefined || nat.type_flags !== undefined
  if (needsTo) input.expectWord('to')
  else input.takeWord('to')
  parseDestination(reader, nat)
  while (beginsNatFlag(reader)) {
    nat.flags = [
      ...(nat.flags ?? []).filter((flag) => flag === 'netmap'),
      ...parseFlags(reader, natFlags),
    ]
  }
  checkNat(reader, nat, through(start, input.last))
  return kind === 'snat' ? { snat: nat } : { dnat: nat }
}

/** `dnat ip to`, as opposed to `dnat ip saddr map { ... }`. */
function isFamilyOfNat({ input }: Reader): boolean {
  return ['to', 'addr', 'interval', 'prefix'].some((word) => input.isWord(word, 1))
}

/** `10.0.0.1`, `10.0.0.1:80`, `:80`, or a map. */
function parseDestination(reader: Reader, nat: Nat): void {
  const { input } = reader
  if (input.takeSign(':')) {
    nat.port = portNode(reader, parseValue(reader))
    return
  }
  const address = parseValue(reader)
  const type = addressTypeOf(reader, nat.family)
  nat.addr = natNode(reader, address, nat.type_flags?.includes('concat') === true, type)
  if (input.takeSign(':')) nat.port = portNode(reader, parseValue(reader))
}

function portNode(reader: Reader, value: Syntax): ReadExpression {
  const node = valueNode(reader, value, [port])
  noteMapKey(reader, node)
  return node
}

function isObject(node: ReadExpression): node is ReadCompound {
  return typeof node === 'object' && !Array.isArray(node)
}

/** The key of a map within a translation reads headers, too. */
function noteMapKey(reader: Reader, node: ReadExpression): void {
  if (isObject(node) && 'map' in node) noteKey(reader, node.map.key)
}

/** An address, or a map to addresses, or to addresses with ports. */
function natNode(reader: Reader, syntax: Syntax, concat: boolean, type: Datatype): ReadExpression {
  const value = resolved(syntax)
  if (value.kind !== 'map') return valueNode(reader, value, concat ? [type, port] : [type])
  const key = keyOf(reader, value.key)
  noteKey(reader, key.node)
  const data = resolved(value.data)
  const pairs =
    data.kind === 'set' && data.elements.some((element) => element.value?.kind === 'concat')
  const types = pairs || concat ? [type, port] : [type]
  return { map: { key: key.node, data: dataNode(reader, data, key.types, types) } }
}

function checkNat(reader: Reader, nat: Nat, at: Parameters<typeof through>[0]): void {
  const { rule, input } = reader
  if (nat.port !== undefined && !rule.transport) {
    const help = 'match `tcp dport`, `meta l4proto` or the like before it'
    input.report(
      'nft-missing-dependency',
      'a port needs a match of the transport protocol',
      at,
      help,
    )
  }
  const twoFamilies = rule.family === 'inet'
  if (nat.addr === undefined || !twoFamilies) return
  if (nat.family === undefined && rule.network === undefined) {
    const help = 'write `ip to` or `ip6 to`'
    input.report('nft-missing-dependency', 'nothing tells the family of the address', at, help)
  }
}

/** `masquerade`, `redirect to :9040 random`. */
export function parsePortNat(reader: Reader, kind: 'masquerade' | 'redirect'): ReadStatement {
  const { input } = reader
  const start = input.last
  const nat: Nat = {}
  if (input.takeWord('to')) {
    const colon = input.takeSign(':')
    if (!colon && kind === 'masquerade') input.expected('`:`')
    nat.port = portNode(reader, parseValue(reader))
  }
  if (beginsNatFlag(reader)) nat.flags = parseFlags(reader, natFlags)
  checkNat(reader, nat, through(start, input.last))
  const body = Object.keys(nat).length === 0 ? null : nat
  return kind === 'masquerade' ? { masquerade: body } : { redirect: body }
}

/** `tproxy to 127.0.0.1:9040`, `tproxy ip to :9040`. */
export function parseTproxy(reader: Reader): ReadStatement {
  const { input } = reader
  const nat: Nat = {}
  if (input.isWord('ip') || input.isWord('ip6')) nat.family = input.next().text
  input.expectWord('to')
  parseDestination(reader, nat)
  return { tproxy: nat }
}

/** `dup to 10.0.0.1 device "eth0"`; in netdev, `dup to "eth0"`. */
export function parseDup(reader: Reader): ReadStatement {
  const { input } = reader
  input.expectWord('to')
  const device = datatype('iface_index')
  const first = parseValue(reader)
  const type = reader.rule.family === 'netdev' ? device : addressTypeOf(reader, undefined)
  const addr = natNode(reader, first, false, type)
  if (!input.takeWord('device')) return { dup: { addr } }
  return { dup: { addr, dev: natNode(reader, parseValue(reader), false, device) } }
}

/** `fwd to "eth0"`, `fwd ip to 10.0.0.1 device "eth0"`. */
export function parseFwd(reader: Reader): ReadStatement {
  const { input } = reader
  const device = datatype('iface_index')
  const family = input.isWord('ip') || input.isWord('ip6') ? input.next().text : undefined
  input.expectWord('to')
  if (family === undefined) {
    return { fwd: { dev: natNode(reader, parseValue(reader), false, device) } }
  }
  const addr = natNode(reader, parseValue(reader), false, addressTypeOf(reader, family))
  input.expectWord('device')
  return { fwd: { dev: natNode(reader, parseValue(reader), false, device), family, addr } }
}

const queueFlags = ['bypass', 'fanout']
const queueNumber = integer(16)

/** `queue`, `queue num 1-3 bypass`, `queue flags bypass to numgen inc mod 4`. */
export function parseQueue(reader: Reader): ReadStatement {
  const { input } = reader
  let flags: string[] = []
  let num: ReadExpression | undefined
  if (input.takeWord('flags')) {
    flags = parseFlags(reader, queueFlags)
    if (input.takeWord('num')) num = parseQueueRange(reader)
    else if (input.takeWord('to')) num = parseQueueTarget(reader, flags)
    else input.expected('`to` or `num`')
  } else if (input.takeWord('to')) {
    num = parseQueueTarget(reader, flags)
  } else {
    for (;;) {
      if (input.takeWord('num')) num = parseQueueRange(reader)
      else if (input.isWord('bypass') || input.isWord('fanout')) {
        flags = [...flags, ...parseFlags(reader, queueFlags)]
      } else break
    }
  }
  const body = { ...(num !== undefined && { num }), ...(flags.length > 0 && { flags }) }
  return { queue: Object.keys(body).length === 0 ? null : body }
}

function parseQueueRange(reader: Reader): ReadExpression {
  const { input } = reader
  const end = (): ReadExpression =>
    input.isSign('$')
      ? valueNode(reader, parseVariable(reader), [queueNumber])
      : parseNumber(reader, 0xffff)
  const low = end()
  if (!input.takeSign('-')) return low
  const high = end()
  if (Number(low) > Number(high)) {
    input.report('nft-out-of-range', 'a range that ends before it begins', input.last)
  }
  return { range: [low, high] }
}

/** A number, a range, or what computes one: numgen, jhash, symhash, a map. */
function parseQueueTarget(reader: Reader, flags: readonly string[]): ReadExpression {
  const { input } = reader
  if (!beginsSelector(reader)) return parseQueueRange(reader)
  const start = input.peek()
  const syntax = parseConcat(reader, 'left')
  const key = keyOf(reader, syntax)
  if (input.takeWord('map')) {
    return {
      map: { key: key.node, data: dataNode(reader, parseData(reader), key.types, [queueNumber]) },
    }
  }
  const at = through(start, input.last)
  const { node } = key
  const body =
    isObject(node) && 'numgen' in node
      ? node.numgen
      : isObject(node) && 'jhash' in node
        ? node.jhash
        : isObject(node) && 'symhash' in node
          ? node.symhash
          : undefined
  if (body === undefined) input.report('nft-wrong-type', 'no number of a queue', at)
  else if (queueEnd(body) > 0x10000) input.report('nft-out-of-range', 'a queue beyond 65535', at)
  if (flags.includes('fanout')) {
    input.report('nft-wrong-type', '`fanout` needs a range of queues in numbers', at)
  }
  return node
}

function queueEnd(body: { readonly mod: Integer; readonly offset?: Integer }): number {
  return Number(body.mod) + Number(body.offset ?? 0)
}
