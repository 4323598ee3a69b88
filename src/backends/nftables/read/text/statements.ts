/** Statements of a rule. */
import type { ReadStatement } from 'nftables-json'
import {
  parseDynamic,
  parseLog,
  parseMeter,
  parseOldDynamic,
  parseReject,
  parseSynproxy,
  statefulStatement,
} from './actions.ts'
import { parseString } from './comments.ts'
import { parseValue } from './expressions.ts'
import { nameNode, parseKeyed } from './matches.ts'
import { parseTcpOption } from './options.ts'
import { type Place, through } from './places.ts'
import type { Reader } from './reader.ts'
import { beginsStateful } from './stateful.ts'
import {
  parseDup,
  parseFwd,
  parseNat,
  parsePortNat,
  parseQueue,
  parseTproxy,
} from './translation.ts'
import { beginsVerdict, parseVerdict } from './verdicts.ts'

type Parse = (reader: Reader) => ReadStatement

/** Statements by the keyword that they begin with, which is taken already. */
const byKeyword: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['log', parseLog],
  ['reject', parseReject],
  ['snat', (reader) => parseNat(reader, 'snat')],
  ['dnat', (reader) => parseNat(reader, 'dnat')],
  ['masquerade', (reader) => parsePortNat(reader, 'masquerade')],
  ['redirect', (reader) => parsePortNat(reader, 'redirect')],
  ['tproxy', parseTproxy],
  ['queue', parseQueue],
  ['dup', parseDup],
  ['fwd', parseFwd],
  ['notrack', () => ({ notrack: null })],
  ['flow', parseFlow],
  ['meter', parseMeter],
  ['add', (reader) => parseDynamic(reader, 'add')],
  ['update', (reader) => parseDynamic(reader, 'update')],
  ['delete', (reader) => parseDynamic(reader, 'delete')],
  ['set', parseOldDynamic],
  ['reset', parseReset],
  ['xt', parseXt],
])

/** One statement, with its place. */
export function parseStatement(reader: Reader): ReadStatement {
  const { input } = reader
  const start = input.peek()
  const statement = parseAny(reader)
  reader.places.set(statement, through(start, input.last))
  return statement
}

function parseAny(reader: Reader): ReadStatement {
  const { input } = reader
  const token = input.peek()
  if (beginsVerdict(reader)) return parseVerdictStatement(reader)
  if (beginsStateful(reader)) return statefulStatement(reader)
  const named = input.isWord('name', 1) ? parseNamed(reader) : undefined
  if (named !== undefined) return named
  const parse = token.kind === 'word' ? byKeyword.get(token.text) : undefined
  if (parse !== undefined) {
    input.next()
    return parse(reader)
  }
  if (input.takeWord('synproxy')) return parseSynproxy(reader)
  return parseConnectionObject(reader) ?? parseKeyed(reader)
}

/** `counter name "c"`: an object of the table, or a map that yields one. */
function parseNamed(reader: Reader): ReadStatement | undefined {
  const { input } = reader
  const kind = input.peek().text
  if (!['counter', 'quota', 'limit', 'synproxy', 'tunnel'].includes(kind)) return undefined
  input.next()
  input.next()
  const name = nameNode(reader, parseValue(reader))
  switch (kind) {
    case 'counter':
      return { counter: name }
    case 'quota':
      return { quota: name }
    case 'limit':
      return { limit: name }
    case 'synproxy':
      return { synproxy: name }
    default:
      return { tunnel: name }
  }
}

/** `ct timeout set "t"`, `ct expectation set "e"`. `ct helper set` begins like a match. */
function parseConnectionObject(reader: Reader): ReadStatement | undefined {
  const { input } = reader
  const kind = input.peek(1).text
  const object = kind === 'timeout' || kind === 'expectation'
  if (!input.isWord('ct') || !object || !input.isWord('set', 2)) return undefined
  input.next()
  input.next()
  input.next()
  const name = nameNode(reader, parseValue(reader))
  return kind === 'timeout' ? { 'ct timeout': name } : { 'ct expectation': name }
}

/** `flow add @f`; `flow offload @f` in older texts. */
function parseFlow(reader: Reader): ReadStatement {
  const { input } = reader
  if (!input.takeWord('add') && !input.takeWord('offload')) input.expected('`add`')
  input.expectSign('@')
  const name = parseString(reader, "a flowtable's name")
  return { flow: { op: 'add', flowtable: `@${name}` } }
}

function parseReset(reader: Reader): ReadStatement {
  reader.input.expectWord('tcp')
  reader.input.expectWord('option')
  const { node } = parseTcpOption(reader, false)
  const option = typeof node === 'object' && 'tcp option' in node ? node['tcp option'] : undefined
  reader.rule.transport = true
  return { reset: { 'tcp option': option ?? { name: '' } } }
}

/** What a listing shows of an iptables extension. nft refuses to load it, so this is a listing. */
function parseXt(reader: Reader): ReadStatement {
  const { input } = reader
  const start = input.last
  const type = parseString(reader, '`match`, `target` or `watcher`')
  const name = parseString(reader, 'the name of an extension')
  const message = `\`xt ${type} "${name}"\` is the name of an iptables extension without what it was told`
  const help = 'iptables-nft-save shows the whole; nft does not load this text'
  input.warn('nft-xt-remnant', message, through(start, input.last), help)
  return { xt: { type, name } }
}

/** A verdict; or `jump { ... }`, a chain in place, whose extent its braces tell. */
function parseVerdictStatement(reader: Reader): ReadStatement {
  const { input } = reader
  const start = input.peek()
  const jump = input.isWord('jump') || input.isWord('goto')
  if (!jump || !input.isSign('{', 1)) return parseVerdict(reader)
  input.next()
  skipBlock(reader)
  const at = through(start, input.last)
  return opaqueStatement(reader, at, 'a chain in place is not followed')
}

function skipBlock({ input }: Reader): void {
  let depth = 0
  do {
    const token = input.next()
    if (token.kind === 'end') {
      input.expected('`}`')
      return
    }
    if (token.kind === 'sign' && token.text === '{') depth += 1
    if (token.kind === 'sign' && token.text === '}') depth -= 1
  } while (depth > 0)
}

/** A statement that nft knows and the reader does not: kept as its text, able to match or not, accept or not. */
export function opaqueStatement(reader: Reader, at: Place, why: string): ReadStatement {
  reader.input.warn('nft-unsupported', why, at)
  const json = at.source.text.slice(at.start, at.end)
  return { opaque: { json, reason: 'unknown-key' } }
}
