/** Statements that keep state: counters, quotas, limits. Rules, sets and elements carry them. */
import { limitPeriods, limitUnits, quotaUnits } from '../keywords/index.ts'
import { printExpression } from './expressions.ts'
import { type Body, body, isBody, word, wrapped } from './json.ts'
import { at, type Place, refuse } from './place.ts'
import { duration, integer, quote } from './values.ts'

type Printer = (node: unknown, place: Place) => string

/** A reference to a named object: by its name, or by a map that yields names. */
export function printObjectReference(node: unknown, place: Place): string {
  return typeof node === 'string' ? quote(node, place) : printExpression(node, place)
}

/** Whether the body of e.g. `counter` names an object instead of being one. */
function isReference(node: unknown): boolean {
  return typeof node === 'string' || ['map'].includes(wrapped(node)?.[0] ?? '')
}

function counter(node: unknown, place: Place): string {
  if (node === null) return 'counter'
  if (isReference(node)) return `counter name ${printObjectReference(node, place)}`
  const text = counterValues(body(node, place, ['packets', 'bytes']), place)
  return text === '' ? 'counter' : `counter ${text}`
}

/** `packets 1 bytes 40`, or nothing: the grammar has no half of it. */
export function counterValues(values: Body, place: Place): string {
  const { packets, bytes } = values
  if (packets === undefined && bytes === undefined) return ''
  const first = integer(packets ?? 0, at(place, 'packets'))
  return `packets ${first} bytes ${integer(bytes ?? 0, at(place, 'bytes'))}`
}

function quota(node: unknown, place: Place): string {
  if (isReference(node)) return `quota name ${printObjectReference(node, place)}`
  const limit = body(node, place, ['val', 'val_unit', 'used', 'used_unit', 'inv'])
  return `quota ${quotaValues(limit, place, 'val')}`
}

/** `over 25 mbytes used 1 kbytes`. The bound is `val` in a statement and `bytes` in an object. */
export function quotaValues(limit: Body, place: Place, bound: 'val' | 'bytes'): string {
  const inverted = limit['inv'] === true ? 'over ' : ''
  const text = `${inverted}${amount(limit, place, bound, 'val_unit')}`
  const used = limit['used']
  if (used === undefined || used === 0) return text
  return `${text} used ${amount(limit, place, 'used', 'used_unit')}`
}

function amount(limit: Body, place: Place, key: string, unitKey: string): string {
  const unit = word(limit[unitKey] ?? 'bytes', at(place, unitKey), quotaUnits)
  return `${integer(limit[key], at(place, key))} ${unit}`
}

function limit(node: unknown, place: Place): string {
  if (isReference(node)) return `limit name ${printObjectReference(node, place)}`
  const keys = ['rate', 'rate_unit', 'per', 'burst', 'burst_unit', 'inv']
  return `limit ${limitValues(body(node, place, keys), place)}`
}

/** `rate over 10/second burst 5 packets`. */
export function limitValues(bound: Body, place: Place): string {
  const unit = word(bound['rate_unit'] ?? 'packets', at(place, 'rate_unit'), limitUnits)
  const rate = integer(bound['rate'], at(place, 'rate'))
  const per = word(bound['per'] ?? 'second', at(place, 'per'), limitPeriods)
  const inverted = bound['inv'] === true ? 'over ' : ''
  const amount = unit === 'packets' ? `${rate}/${per}` : `${rate} ${unit}/${per}`
  return `rate ${inverted}${amount}${burst(bound, place, unit)}`
}

function burst(bound: Body, place: Place, rateUnit: string): string {
  const { burst: given } = bound
  // Zero bytes of burst is what nft lists where none was asked for; 1.0.6 does not read it back.
  if (given === undefined || (given === 0 && rateUnit !== 'packets')) return ''
  const fallback = rateUnit === 'packets' ? 'packets' : 'bytes'
  const unit = word(bound['burst_unit'] ?? fallback, at(place, 'burst_unit'), limitUnits)
  return ` burst ${integer(given, at(place, 'burst'))} ${unit}`
}

function last(node: unknown, place: Place): string {
  if (node === null) return 'last'
  const { used } = body(node, place, ['used'])
  if (used === undefined) return 'last'
  const milliseconds = integer(used, at(place, 'used'))
  return place.problems.length > 0 ? 'last' : `last used ${duration(BigInt(milliseconds))}`
}

function connectionCount(node: unknown, place: Place): string {
  const count = body(node, place, ['val', 'inv'])
  const inverted = count['inv'] === true ? 'over ' : ''
  return `ct count ${inverted}${integer(count['val'], at(place, 'val'))}`
}

const printers: ReadonlyMap<string, Printer> = new Map<string, Printer>([
  ['counter', counter],
  ['quota', quota],
  ['limit', limit],
  ['last', last],
  ['ct count', connectionCount],
])

export function isStateful(key: string): boolean {
  return printers.has(key)
}

/** A stateful statement by its key, e.g. `counter` and `null`. */
export function printStateful(key: string, node: unknown, place: Place): string {
  const print = printers.get(key)
  return print === undefined ? refuse(place, `"${key}" keeps no state`) : print(node, place)
}

/** See {@link printStateful}; for a wrapped node. */
export function printStatefulNode(node: unknown, place: Place): string {
  const [key, value] = isBody(node) ? (wrapped(node) ?? []) : []
  if (key === undefined) return refuse(place, 'a statement with state is expected here')
  return printStateful(key, value, at(place, key))
}
