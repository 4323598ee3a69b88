/** Options of TCP and IPv4, and chunks of SCTP. */
import type { Integer, ReadExpression } from 'nftables-json'
import { type Datatype, datatype, integer } from './datatypes.ts'
import {
  ipOptionType,
  isIpOption,
  isSctpChunk,
  isTcpOption,
  sctpChunkType,
  tcpOptionType,
} from './fields.ts'
import { longestLoad, parseNumber } from './numbers.ts'
import type { Reader } from './reader.ts'

/** What a selector reads and what it yields. */
export interface Read {
  readonly node: ReadExpression
  readonly type: Datatype
}

const unreadable: Read = { node: '', type: integer(0) }

/** An unknown field ends the reading: what follows it cannot be told apart any more. */
export function unknown(reader: Reader, what: string): Read {
  reader.input.expected(what)
  return unreadable
}

const tcpOptionAliases: ReadonlyMap<string, string> = new Map([
  ['mss', 'maxseg'],
  ['noop', 'nop'],
  ['sack-permitted', 'sack-perm'],
])

/** `tcp option maxseg size`, `tcp option 6 length`, `tcp option @255,8,8`. */
export function parseTcpOption(reader: Reader, field = true): Read {
  const { input } = reader
  if (field && input.takeSign('@')) {
    const base = parseTcpOptionNumber(reader)
    input.expectSign(',')
    const offset = parseNumber(reader, 255 * 8)
    input.expectSign(',')
    const len = parseNumber(reader, longestLoad)
    return { node: { 'tcp option': { base, offset, len } }, type: integer(Number(len)) }
  }
  if (input.peek().kind === 'number') {
    const base = parseNumber(reader, 255)
    if (field && input.takeWord('length')) {
      return { node: { 'tcp option': { base, offset: 8, len: 8 } }, type: integer(8) }
    }
    return { node: { 'tcp option': { base, offset: 0, len: 8 } }, type: datatype('boolean') }
  }
  const word = input.peek().text
  const name = tcpOptionAliases.get(word) ?? word
  if (!isTcpOption(name)) return unknown(reader, 'a TCP option')
  input.next()
  const key = input.peek().text
  const type = field ? tcpOptionType(name, key) : undefined
  if (type === undefined) return { node: { 'tcp option': { name } }, type: datatype('boolean') }
  input.next()
  return { node: { 'tcp option': { name, field: key } }, type }
}

const tcpOptionNumbers: ReadonlyMap<string, number> = new Map([
  ...([
    ['eol', 0],
    ['nop', 1],
    ['maxseg', 2],
    ['window', 3],
    ['sack-perm', 4],
    ['sack', 5],
  ] as const),
  ...([
    ['echo', 6],
    ['timestamp', 8],
    ['md5sig', 19],
    ['mptcp', 30],
    ['fastopen', 34],
  ] as const),
])

function parseTcpOptionNumber(reader: Reader): Integer {
  const token = reader.input.peek()
  if (token.kind === 'number') return parseNumber(reader, 255)
  const number = tcpOptionNumbers.get(tcpOptionAliases.get(token.text) ?? token.text)
  if (number === undefined) reader.input.expected('a TCP option')
  else reader.input.next()
  return number ?? 0
}

export function parseIpOption(reader: Reader): Read {
  const { input } = reader
  const name = input.peek().text
  if (!isIpOption(name)) return unknown(reader, 'an IPv4 option')
  input.next()
  const field = input.peek().text
  const type = ipOptionType(name, field)
  if (type === undefined) return { node: { 'ip option': { name } }, type: datatype('boolean') }
  input.next()
  return { node: { 'ip option': { name, field } }, type }
}

export function parseSctpChunk(reader: Reader): Read {
  const { input } = reader
  const name = input.peek().text
  if (!isSctpChunk(name)) return unknown(reader, 'an SCTP chunk')
  input.next()
  const field = input.peek().text
  const type = sctpChunkType(name, field)
  if (type === undefined) return { node: { 'sctp chunk': { name } }, type: datatype('boolean') }
  input.next()
  return { node: { 'sctp chunk': { name, field } }, type }
}
