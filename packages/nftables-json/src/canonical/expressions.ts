/** Canonical expressions. */
import { bitmaskTypes, type Datatypes, datatypesOf } from '../print/datatypes.ts'
import {
  type Interval,
  intervalNode,
  intervalOf,
  mergeIntervals,
  pointOf,
  prefixInterval,
} from './intervals.ts'
import {
  compareText,
  fromBigInt,
  isPlainList,
  isPlainObject,
  type Plain,
  type PlainObject,
  sorted,
  sortedUnique,
  textOf,
  unwrap,
} from './plain.ts'
import { canonicalState, isState } from './state.ts'
import { bitNames, nameOf, numberOf } from './symbols.ts'

/** Datatypes whose values are text, whatever they look like: an interface may be called 22. */
const textTypes: ReadonlySet<string> = new Set(['ifname', 'string', 'time', 'hour'])

/** Operators whose operands may change places. */
const commutative: ReadonlySet<string> = new Set(['|', '&', '^'])

/** An expression, its symbols of the given datatypes. */
export function canonicalExpression(node: Plain, types: Datatypes = []): Plain {
  if (isPlainList(node)) return canonicalBits(node, types)
  if (!isPlainObject(node)) return canonicalValue(node, types[0])
  const [key, value] = unwrap(node)
  if (key === undefined || value === undefined) return node
  if (commutative.has(key) || key === '<<' || key === '>>') {
    return canonicalOperation(key, value, types)
  }
  switch (key) {
    case 'concat':
      return { concat: parts(value).map((part, i) => canonicalExpression(part, [types[i]])) }
    case 'set':
      return canonicalSet(value, types)
    case 'map':
    case 'vmap':
      return isPlainObject(value) ? { [key]: canonicalMapping(value) } : node
    case 'prefix':
      return canonicalPrefix(node, value, types)
    case 'range':
      return canonicalRange(parts(value), types)
    case 'elem':
      return isPlainObject(value) ? canonicalElement(value, types) : node
    default:
      return isPlainObject(value) ? { [key]: canonicalSelector(key, value) } : node
  }
}

function parts(node: Plain): readonly Plain[] {
  return isPlainList(node) ? node : [node]
}

/** A symbol, a number or an address: numbers get the name that they have in their datatype. */
function canonicalValue(node: Plain, type: string | undefined): Plain {
  if (typeof node === 'string') {
    if (type === 'hour') return node.replace(/^(\d\d:\d\d):00$/, '$1')
    if (node.startsWith('@') || node === '*' || textTypes.has(type ?? '')) return node
    const number = numberOf(type, node) ?? writtenNumber(type, node)
    if (number !== undefined) return canonicalNumber(number, type)
    const point = pointOf(node)
    if (point === undefined)
      return /^[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}$/.test(node) ? node.toLowerCase() : node
    if (point.line !== 'integer') {
      return intervalNode({ line: point.line, low: point.value, high: point.value })
    }
    const value = fromBigInt(point.value)
    return typeof value === 'number' ? canonicalNumber(value, type) : value
  }
  return typeof node === 'number' ? canonicalNumber(node, type) : node
}

/** Numbers that their datatypes write otherwise: `1:2` of a traffic class, `1h30m` of a duration in seconds. */
function writtenNumber(type: string | undefined, text: string): number | undefined {
  const classid = /^([0-9a-f]{0,4}):([0-9a-f]{0,4})$/.exec(text)
  if (type === 'classid' && classid !== null) {
    const [major, minor] = classid.slice(1).map((half) => Number.parseInt(`0${half}`, 16))
    return (major ?? 0) * 2 ** 16 + (minor ?? 0)
  }
  const time = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text)
  if (type !== 'duration' || time === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0, rest = 0] = time
    .slice(1)
    .map((part) => Number(part ?? 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds + rest / 1000
}

function canonicalNumber(value: number, type: string | undefined): Plain {
  if (type === 'boolean' && (value === 0 || value === 1)) return value === 1
  if (!Number.isSafeInteger(value) || value < 0) return value
  if (type !== undefined && bitmaskTypes.has(type)) {
    const names = bitNames(type, value)
    return names === undefined ? value : bitsNode(names)
  }
  if (type === 'ipv4_addr' && value < 2 ** 32) {
    return intervalNode({ line: 'ipv4', low: BigInt(value), high: BigInt(value) })
  }
  return nameOf(type, value) ?? value
}

/** Bits or-ed: a list, nested or flat, of names or of one number. */
function canonicalBits(nodes: readonly Plain[], types: Datatypes): Plain {
  return canonicalOperation('|', nodes, types)
}

function bitsNode(bits: readonly Plain[]): Plain {
  const unique = sortedUnique(bits)
  const [only] = unique
  return unique.length === 1 && only !== undefined ? only : { '|': unique }
}

function canonicalOperation(operator: string, value: Plain, types: Datatypes): Plain {
  if (!isPlainList(value)) return { [operator]: value }
  const inherited = types.length === 0 ? datatypesOf(value[0]) : types
  const operands = value.flatMap((operand, index) => {
    const node = canonicalExpression(operand, inherited)
    const [key, nested] = unwrap(node)
    const joins = key === operator && (commutative.has(operator) || index === 0)
    return joins && isPlainList(nested) ? nested : [node]
  })
  const folded = fold(operator, operands)
  if (folded !== undefined) return canonicalNumber(folded, inherited[0])
  if (operator === '|' || operator === '&')
    return operator === '|' ? bitsNode(operands) : { '&': sortedUnique(operands) }
  const order = commutative.has(operator)
    ? [...operands].sort((a, b) => compareText(textOf(a), textOf(b)))
    : operands
  return { [operator]: order }
}

/** The value of an operation on numbers alone, which nft computes before it loads the rule. */
function fold(operator: string, operands: readonly Plain[]): number | undefined {
  const [first, ...rest] = operands.map((operand) => {
    return typeof operand === 'number' && Number.isSafeInteger(operand) && operand >= 0
      ? BigInt(operand)
      : undefined
  })
  if (first === undefined) return undefined
  let value = first
  for (const operand of rest) {
    if (operand === undefined) return undefined
    if (operator === '|') value |= operand
    else if (operator === '&') value &= operand
    else if (operator === '^') value ^= operand
    else return undefined
  }
  return Number(value)
}

function canonicalPrefix(node: Plain, value: Plain, types: Datatypes): Plain {
  if (!isPlainObject(value)) return node
  const address = canonicalExpression(value['addr'] ?? null, types)
  const interval = prefixInterval(address, value['len'])
  if (interval !== undefined) return intervalNode(interval)
  return { prefix: sorted([...Object.entries(value), ['addr', address]]) }
}

function canonicalRange(ends: readonly Plain[], types: Datatypes): Plain {
  const nodes = ends.map((end) => {
    const number =
      typeof end === 'string'
        ? (numberOf(types[0], end) ?? writtenNumber(types[0], end))
        : undefined
    return number ?? canonicalExpression(end, textTypes.has(types[0] ?? '') ? types : [])
  })
  const interval = intervalOf({ range: nodes })
  return interval === undefined ? { range: nodes } : intervalNode(interval)
}

/** Members in a fixed order; those on one line as the fewest intervals. One member alone is that member. */
function canonicalSet(value: Plain, types: Datatypes): Plain {
  const members = canonicalMembers(value, types)
  const [only] = members
  return members.length === 1 && only !== undefined && !isPlainList(only) ? only : { set: members }
}

/** The members of a set, of a map's data (pairs of key and value), or of a named set. */
export function canonicalMembers(
  value: Plain,
  types: Datatypes,
  valueTypes: Datatypes = [],
): readonly Plain[] {
  const intervals: Interval[] = []
  const others: Plain[] = []
  for (const member of parts(value)) {
    const node = canonicalMember(member, types, valueTypes)
    const interval =
      isPlainList(node) || textTypes.has(types[0] ?? '') ? undefined : intervalOf(node)
    if (interval === undefined) others.push(node)
    else intervals.push(interval)
  }
  const kept = types[0] === 'ifname' ? withoutCovered(others) : others
  return sortedUnique([...kept, ...mergeIntervals(intervals).map(intervalNode)])
}

/** Interface names without those that a wildcard beside them matches, which a listing leaves out. */
function withoutCovered(names: readonly Plain[]): readonly Plain[] {
  const starts = names.filter((name) => typeof name === 'string' && /[^\\]\*$/.test(name))
  return names.filter((name) => {
    return !starts.some((wildcard) => {
      if (typeof name !== 'string' || typeof wildcard !== 'string') return false
      return name !== wildcard && name.startsWith(wildcard.slice(0, -1))
    })
  })
}

function canonicalMember(member: Plain, types: Datatypes, valueTypes: Datatypes): Plain {
  if (!isPlainList(member)) return canonicalExpression(member, types)
  const [key, value, ...more] = member
  if (key === undefined || value === undefined || more.length > 0) return member
  return [canonicalExpression(key, types), canonicalExpression(value, valueTypes)]
}

/** `{ key, data }` of a map or a verdict map. */
export function canonicalMapping(value: PlainObject): Plain {
  const { key, data } = value
  if (key === undefined || data === undefined) return value
  const [kind, members] = unwrap(data)
  const types = datatypesOf(key)
  const canonicalData =
    kind === 'set' && members !== undefined
      ? { set: canonicalMembers(members, types) }
      : canonicalExpression(data, types)
  return sorted([
    ...Object.entries(value),
    ['key', canonicalExpression(key)],
    ['data', canonicalData],
  ])
}

/** An element that carries nothing is its value. What time is left of it is state, not description. */
function canonicalElement(value: PlainObject, types: Datatypes): Plain {
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'expires')
    .map(([key, node]): readonly [string, Plain] => {
      if (key === 'val') return [key, canonicalExpression(node, types)]
      return [key, isState(key) ? canonicalState(key, node) : node]
    })
  const element = sorted(entries)
  const { val } = element
  return entries.length === 1 && val !== undefined ? val : { elem: element }
}

/** Zero offsets and numbers are what nft takes where none is given. */
const zeroDefaults: ReadonlySet<string> = new Set(['numgen', 'jhash', 'symhash', 'ipsec'])

function canonicalSelector(key: string, value: PlainObject): Plain {
  const entries = Object.entries(value).filter(([name, node]) => {
    if (!zeroDefaults.has(key)) return true
    return !((name === 'offset' || name === 'spnum') && node === 0)
  })
  const selector = sorted(entries)
  switch (key) {
    case 'payload':
      return canonicalPayload(selector)
    case 'fib':
      return sorted([...entries, ['flags', sortedUnique(parts(selector['flags'] ?? []))]])
    case 'ct':
      // A connection has one protocol in both directions.
      return selector['key'] === 'protocol' || selector['key'] === 'l3proto'
        ? sorted([...entries, ['dir', undefined]])
        : selector
    case 'meta':
      return selector['key'] === 'secpath' ? { key: 'ipsec' } : selector
    case 'jhash':
      return sorted([...entries, ['expr', canonicalExpression(selector['expr'] ?? null)]])
    default:
      return selector
  }
}

/** Raw loads of the ports are the ports of any transport protocol; a field of an encapsulation is not inside it. */
function canonicalPayload(payload: PlainObject): Plain {
  const { base, offset, len, tunnel, protocol } = payload
  if (base === 'th' && len === 16 && tunnel === undefined && (offset === 0 || offset === 16)) {
    return { field: offset === 0 ? 'sport' : 'dport', protocol: 'th' }
  }
  if (tunnel !== undefined && tunnel === protocol) {
    return sorted(Object.entries(payload).filter(([key]) => key !== 'tunnel'))
  }
  return payload
}
