/** Statements that answer, tell or fill: reject, log, synproxy, dynamic sets, meters. */
import { type ReadExpression, type ReadStatement, rejectCodes } from 'nftables-json'
import { byteLength, parseString } from './comments.ts'
import { type Datatype, datatype, unknownType } from './datatypes.ts'
import { parseConcat, parseReference } from './expressions.ts'
import { keyOf } from './keys.ts'
import { nftTextLimits } from './limits.ts'
import { noteKey } from './matches.ts'
import { parseName } from './names.ts'
import { parseNumber } from './numbers.ts'
import { lookUpDefinition, parseVariable, type Reader, resolved, setKey } from './reader.ts'
import { parseOptions } from './sets.ts'
import { beginsStateful, parseStateful } from './stateful.ts'
import { parseStatement } from './statements.ts'
import type { Syntax } from './syntax.ts'
import { parseFlags } from './translation.ts'
import { valueNode } from './values.ts'

/** `reject`, `reject with icmpx admin-prohibited`, `reject with tcp reset`. */
export function parseReject(reader: Reader): ReadStatement {
  const { input } = reader
  if (!input.takeWord('with')) return { reject: defaultRejection(reader) }
  if (input.takeWord('tcp')) {
    input.expectWord('reset')
    reader.rule.transport = true
    return { reject: { type: 'tcp reset' } }
  }
  const type = input.peek().text
  if (type !== 'icmp' && type !== 'icmpv6' && type !== 'icmpx') {
    input.expected('`icmp`, `icmpv6`, `icmpx` or `tcp reset`')
    return { reject: null }
  }
  input.next()
  input.takeWord('type')
  const expr = parseRejectCode(reader, type)
  return { reject: { type, expr } }
}

/** In a table of both families the answer follows from what the rule has read before. */
function defaultRejection({ rule }: Reader) {
  if (rule.family === 'ip' || rule.family === 'ip6' || rule.network === undefined) return null
  return { type: rule.network === 'ip' ? 'icmp' : 'icmpv6', expr: 'port-unreachable' }
}

function parseRejectCode(reader: Reader, type: keyof typeof rejectCodes): ReadExpression {
  const { input } = reader
  const token = input.peek()
  const codes: readonly string[] = rejectCodes[type]
  if (token.kind === 'number') {
    const code = parseNumber(reader, 255)
    const named = type === 'icmpx' ? codes[Number(code)] : undefined
    return named ?? code
  }
  if (input.isSign('$')) return valueNode(reader, parseVariable(reader), [datatype(`${type}_code`)])
  if (token.kind !== 'word') input.expected('a code')
  else if (!codes.includes(token.text)) {
    input.report('nft-unknown-symbol', `\`${token.text}\` is no code of \`${type}\``, token)
  }
  input.next()
  return token.text
}

interface Log {
  prefix?: string
  group?: number | bigint
  snaplen?: number | bigint
  'queue-threshold'?: number | bigint
  level?: string
  flags?: string[]
}

const levels = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug', 'audit']

/** `log prefix "..." level info flags all group 2`. */
export function parseLog(reader: Reader): ReadStatement {
  const { input } = reader
  const start = input.last
  const log: Log = {}
  for (;;) {
    if (input.takeWord('prefix')) log.prefix = parsePrefix(reader)
    else if (input.takeWord('group')) log.group = parseNumber(reader, 0xffff)
    else if (input.takeWord('snaplen')) log.snaplen = parseNumber(reader, 0xffff_ffff)
    else if (input.takeWord('queue-threshold')) {
      log['queue-threshold'] = parseNumber(reader, 0xffff)
    } else if (input.takeWord('level')) log.level = parseLevel(reader)
    else if (input.takeWord('flags')) log.flags = [...(log.flags ?? []), ...parseLogFlags(reader)]
    else break
  }
  if (log.level !== undefined && log.group !== undefined) {
    input.report('nft-syntax', '`level` and `group` exclude each other', start)
  }
  return { log: Object.keys(log).length === 0 ? null : log }
}

function parseLevel({ input }: Reader): string {
  const token = input.peek()
  if (token.kind === 'word' && levels.includes(token.text)) return input.next().text
  input.expected(levels.map((level) => `\`${level}\``).join(', '))
  return ''
}

function parseLogFlags(reader: Reader): string[] {
  const { input } = reader
  if (input.takeWord('tcp')) {
    return parseFlags(reader, ['sequence', 'options']).map((flag) => `tcp ${flag}`)
  }
  if (input.takeWord('ip')) {
    input.expectWord('options')
    return ['ip options']
  }
  for (const flag of ['skuid', 'ether', 'all']) if (input.takeWord(flag)) return [flag]
  input.expected('`tcp`, `ip options`, `skuid`, `ether` or `all`')
  return []
}

/** Variables stand in a log's prefix as `$name`. */
function parsePrefix(reader: Reader): string {
  const { input } = reader
  const text = parseString(reader, 'a prefix')
  const at = input.last
  const prefix = text.replace(/\$([A-Za-z0-9_]*)/g, (_all, name: string) => {
    const value = lookUpDefinition(reader, name)?.value
    if (value === undefined) {
      input.report('nft-undefined-variable', `nothing defines \`$${name}\``, at)
      return ''
    }
    if (value.kind === 'symbol') return value.text
    if (value.kind === 'number') return String(value.value)
    input.report('nft-wrong-type', `\`$${name}\` is no text`, at)
    return ''
  })
  if (byteLength(prefix) > nftTextLimits.logPrefixBytes) {
    input.report(
      'nft-out-of-range',
      `a prefix of more than ${nftTextLimits.logPrefixBytes} bytes`,
      at,
    )
  }
  return prefix
}

/** `add @s { ip saddr timeout 1m limit rate 5/second }`, `update @m { ip saddr : meta mark }`. */
export function parseDynamic(reader: Reader, op: string): ReadStatement {
  const { input } = reader
  const set = parseSetName(reader)
  input.expectSign('{')
  if (!input.enter()) return { set: { op, elem: '', set } }
  const declared = reader.sets.get(setKey(reader.rule.family, reader.table, set.slice(1)))
  const elem = parseDynamicElement(reader, declared?.key)
  const stmt = parseStatefulList(reader)
  const more = stmt.length > 0 ? { stmt } : {}
  if (!input.takeSign(':')) {
    input.expectSign('}')
    input.leave()
    return { set: { op, elem, set, ...more } }
  }
  const value = typeof declared?.value === 'object' ? declared.value : [unknownType]
  const data = valueNode(reader, parseConcat(reader, 'value'), value)
  input.expectSign('}')
  input.leave()
  return { map: { op, elem, data, map: set, ...more } }
}

/** The older form: `set add ip saddr @s`. */
export function parseOldDynamic(reader: Reader): ReadStatement {
  const { input } = reader
  const op = input.next().text
  if (op !== 'add' && op !== 'update' && op !== 'delete') input.expected('`add` or `update`')
  const elem = parseDynamicElement(reader)
  return { set: { op, elem, set: parseSetName(reader) } }
}

function parseSetName(reader: Reader): string {
  const { input } = reader
  if (!input.isSign('$')) {
    const reference = parseReference(reader)
    return reference.kind === 'reference' ? `@${reference.name}` : ''
  }
  const value = resolved(parseVariable(reader))
  if (value.kind === 'reference') return `@${value.name}`
  if (value.kind !== 'nothing') input.report('nft-wrong-type', 'the variable is no set', value.at)
  return ''
}

/** What is read from the packet, or a constant beside it: `ip saddr . 22`. */
function parseDynamicElement(reader: Reader, types?: readonly Datatype[]): ReadExpression {
  const node = dynamicNode(reader, parseConcat(reader, 'left'), types ?? [unknownType])
  noteKey(reader, node)
  const { input } = reader
  const options =
    input.isWord('timeout') || input.isWord('expires') || input.isWord('comment')
      ? parseOptions(reader, false)
      : {}
  return Object.keys(options).length === 0 ? node : { elem: { val: node, ...options } }
}

function dynamicNode(reader: Reader, syntax: Syntax, types: readonly Datatype[]): ReadExpression {
  if (syntax.kind === 'concat') {
    const parts = syntax.parts.map((part, index) => {
      return dynamicNode(reader, part, [types[index] ?? unknownType])
    })
    return { concat: parts }
  }
  const value = syntax.kind === 'operation' ? syntax.operands[0] : syntax
  if (value?.kind === 'selector') return keyOf(reader, syntax).node
  return valueNode(reader, syntax, types)
}

function parseStatefulList(reader: Reader): ReadStatement[] {
  const statements: ReadStatement[] = []
  while (beginsStateful(reader)) statements.push(statefulStatement(reader))
  return statements
}

/** A stateful statement as one of a rule. */
export function statefulStatement(reader: Reader): ReadStatement {
  const [kind, body] = Object.entries(parseStateful(reader))[0] ?? []
  const object = body ?? {}
  switch (kind) {
    case 'counter':
      return { counter: body ?? null }
    case 'limit':
      return { limit: { rate: 0, ...object } }
    case 'quota':
      return { quota: { val: 0, ...object } }
    case 'last':
      return { last: body ?? null }
    default:
      return { 'ct count': { val: 0, ...object } }
  }
}

/** `meter m size 65535 { ip saddr limit rate 5/second }`. */
export function parseMeter(reader: Reader): ReadStatement {
  const { input } = reader
  const name = parseName(reader, "a meter's name")
  const size = input.takeWord('size') ? parseNumber(reader, 0xffff_ffff) : undefined
  input.expectSign('{')
  if (!input.enter()) return { meter: { name, key: '', stmt: { counter: null } } }
  const key = parseDynamicElement(reader)
  const stmt = parseStatement(reader)
  input.expectSign('}')
  input.leave()
  return { meter: { name, key, stmt, ...(size !== undefined && { size }) } }
}

/** `synproxy mss 1460 wscale 7 timestamp sack-perm`. */
export function parseSynproxy(reader: Reader): ReadStatement {
  const { input } = reader
  const body: { mss?: number | bigint; wscale?: number | bigint; flags?: string[] } = {}
  for (;;) {
    if (input.takeWord('mss') || input.takeWord('maxseg')) body.mss = parseNumber(reader, 0xffff)
    else if (input.takeWord('wscale')) body.wscale = parseNumber(reader, 255)
    else if (input.takeWord('timestamp')) body.flags = [...(body.flags ?? []), 'timestamp']
    else if (input.takeWord('sack-perm') || input.takeWord('sack-permitted')) {
      body.flags = [...(body.flags ?? []), 'sack-perm']
    } else break
  }
  return { synproxy: Object.keys(body).length === 0 ? null : body }
}
