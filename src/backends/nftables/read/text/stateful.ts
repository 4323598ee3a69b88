/** Statements that keep state: counter, limit, quota, last, ct count. */
import type { Integer } from 'nftables-json'
import { parseNumber } from './numbers.ts'
import type { Reader } from './reader.ts'
import { parseSeconds } from './times.ts'

/** A statement by its one key; its body is null or an object. */
export type Stateful = Readonly<Record<string, null | StatefulBody>>
export type StatefulBody = Readonly<Record<string, Integer | string | boolean>>

/** Whether a stateful statement begins here that is no reference to a named object. */
export function beginsStateful({ input }: Reader): boolean {
  const named = input.isWord('name', 1)
  if (input.isWord('counter') || input.isWord('quota')) return !named
  if (input.isWord('limit')) return !named
  return input.isWord('last') || (input.isWord('ct') && input.isWord('count', 1))
}

export function parseStateful(reader: Reader): Stateful {
  switch (reader.input.next().text) {
    case 'counter':
      return { counter: parseCounter(reader) }
    case 'limit':
      return { limit: parseLimit(reader) }
    case 'quota':
      return { quota: parseQuota(reader) }
    case 'last':
      return { last: parseLast(reader) }
    default:
      return { 'ct count': parseCount(reader) }
  }
}

function parseCounter(reader: Reader): StatefulBody | null {
  const { input } = reader
  let packets: Integer | undefined
  let bytes: Integer | undefined
  for (;;) {
    if (input.takeWord('packets')) packets = parseNumber(reader)
    else if (input.takeWord('bytes')) bytes = parseNumber(reader)
    else break
  }
  if (packets === undefined && bytes === undefined) return null
  return { packets: packets ?? 0, bytes: bytes ?? 0 }
}

/** `over` inverts; `until` is what holds anyway. */
function parseMode({ input }: Reader): boolean {
  if (input.takeWord('over')) return true
  input.takeWord('until')
  return false
}

const periods = ['second', 'minute', 'hour', 'day', 'week']
const units = ['bytes', 'kbytes', 'mbytes']

function parseOneOf({ input }: Reader, words: readonly string[]): string {
  const token = input.peek()
  if (token.kind === 'word' && words.includes(token.text)) return input.next().text
  input.expected(words.map((word) => `\`${word}\``).join(', '))
  return ''
}

/** `rate over 5/second burst 10 packets`, after `limit`. */
export function parseLimit(reader: Reader): StatefulBody {
  const { input } = reader
  input.expectWord('rate')
  const inverted = parseMode(reader)
  const rate = parseNumber(reader)
  if (rate === 0) input.report('nft-out-of-range', 'a rate of 0', input.last)
  const { unit, per } = parseRate(reader)
  const more = {
    ...(unit !== undefined && { rate_unit: unit }),
    ...(inverted && { inv: true }),
  }
  if (!input.takeWord('burst')) {
    return unit === undefined ? { rate, burst: 5, per, ...more } : { rate, per, ...more }
  }
  const burst = parseNumber(reader, 0xffff_ffff)
  if (unit !== undefined)
    return { rate, burst, burst_unit: parseOneOf(reader, units), per, ...more }
  if (burst === 0) input.report('nft-out-of-range', 'a burst of no packets', input.last)
  input.expectWord('packets')
  return { rate, burst, per, ...more }
}

/** `/second`, or `kbytes/second`, which the scanner takes for one word where no blank parts it. */
function parseRate(reader: Reader): { unit: string | undefined; per: string } {
  const { input } = reader
  if (input.takeSign('/')) return { unit: undefined, per: parseOneOf(reader, periods) }
  const token = input.peek()
  const [unit = '', per] = token.text.split('/')
  if (token.kind === 'word' && units.includes(unit) && per !== undefined && periods.includes(per)) {
    input.next()
    return { unit, per }
  }
  const alone = parseOneOf(reader, units)
  input.expectSign('/')
  return { unit: alone, per: parseOneOf(reader, periods) }
}

/** `over 25 mbytes used 1 kbytes`, after `quota`. */
function parseQuota(reader: Reader): StatefulBody {
  const { input } = reader
  const inverted = parseMode(reader)
  const val = parseNumber(reader)
  const unit = parseOneOf(reader, units)
  const body = { val, val_unit: unit, ...(inverted && { inv: true }) }
  if (!input.takeWord('used')) return body
  return { ...body, used: parseNumber(reader), used_unit: parseOneOf(reader, units) }
}

const bytesOf: ReadonlyMap<string, bigint> = new Map([
  ['bytes', 1n],
  ['kbytes', 1024n],
  ['mbytes', 1024n * 1024n],
])

function inBytes(value: Integer, unit: string): Integer {
  const bytes = BigInt(value) * (bytesOf.get(unit) ?? 1n)
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : bytes
}

/** A quota object counts in bytes. */
export function parseQuotaObject(reader: Reader): StatefulBody {
  const inverted = parseMode(reader)
  const bytes = inBytes(parseNumber(reader), parseOneOf(reader, units))
  const used = reader.input.takeWord('used')
    ? inBytes(parseNumber(reader), parseOneOf(reader, units))
    : 0
  return { bytes, used, inv: inverted }
}

function parseLast(reader: Reader): StatefulBody | null {
  if (!reader.input.takeWord('used')) return null
  if (reader.input.takeWord('never')) return null
  return { used: parseSeconds(reader) }
}

function parseCount(reader: Reader): StatefulBody {
  reader.input.next()
  const inverted = reader.input.takeWord('over')
  const val = parseNumber(reader, 0xffff_ffff)
  return inverted ? { val, inv: true } : { val }
}
