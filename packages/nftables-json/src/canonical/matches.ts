/** Canonical matches: the same test, however it was written. */

import { tcpFlags } from '../keywords/index.ts'
import { bitmaskTypes, datatypesOf } from '../print/datatypes.ts'
import { canonicalExpression } from './expressions.ts'
import { intervalNode, maskLength, prefixInterval } from './intervals.ts'
import {
  isPlainList,
  isPlainObject,
  type Plain,
  type PlainObject,
  sorted,
  textOf,
  unwrap,
} from './plain.ts'

interface Match {
  readonly op: Plain
  readonly left: Plain
  readonly right: Plain
}

/** `{ op, left, right }`. */
export function canonicalMatch(value: PlainObject): Plain {
  const { op, left, right } = value
  if (op === undefined || left === undefined || right === undefined) return value
  const types = datatypesOf(left)
  const type = types[0]
  const match = {
    op,
    left: canonicalExpression(left),
    right: canonicalExpression(right, types),
  }
  const isMask = type !== undefined && bitmaskTypes.has(type)
  const result = isMask ? canonicalMask(match, type) : canonicalComparison(match)
  return sorted([...Object.entries(value), ...Object.entries(result)])
}

/** Equality of plain values: `in` says no more, and an address under a mask is a prefix. */
function canonicalComparison(match: Match): Match {
  const op = match.op === 'in' && unwrap(match.right)[0] !== '|' ? '==' : match.op
  const [key, operands] = unwrap(match.left)
  const plain = canonicalNumbers({ ...match, op })
  if (plain !== undefined) return plain
  if (key !== '&' || !isPlainList(operands) || (op !== '==' && op !== '!=')) return { ...match, op }
  const mask = operands.find((operand) => maskLength(operand) !== undefined)
  const rest = operands.filter((operand) => operand !== mask)
  const [address] = rest
  const interval = prefixInterval(match.right, maskLength(mask))
  if (rest.length !== 1 || address === undefined || interval === undefined) return { ...match, op }
  const exact = prefixInterval(match.right, interval.line === 'ipv4' ? 32 : 128)
  // A value with bits outside of the mask never matches; the prefix would.
  if (exact?.low !== interval.low) return { ...match, op }
  return { op, left: address, right: intervalNode(interval) }
}

/** `x ^ c == d` is `x == c ^ d`; a mark under a prefix is a mark under its mask. */
function canonicalNumbers(match: Match): Match | undefined {
  if (match.op !== '==' && match.op !== '!=') return undefined
  const [key, operands] = unwrap(match.left)
  const [constant, value, ...more] = isPlainList(operands) ? operands : []
  if (key === '^' && value !== undefined && more.length === 0) {
    if (!isWord(constant) || !isWord(match.right)) return undefined
    return { ...match, left: value, right: (constant ^ match.right) >>> 0 }
  }
  const [kind, prefix] = unwrap(match.right)
  if (kind !== 'prefix' || !isPlainObject(prefix) || datatypesOf(match.left)[0] !== 'mark') {
    return undefined
  }
  const { addr, len } = prefix
  if (!isWord(addr) || typeof len !== 'number' || len < 1 || len > 32) return undefined
  const mask = 2 ** 32 - 2 ** (32 - len)
  return { ...match, left: { '&': [mask, match.left] }, right: (addr & mask) >>> 0 }
}

/** An unsigned 32-bit integer. */
function isWord(node: Plain | undefined): node is number {
  return typeof node === 'number' && Number.isInteger(node) && node >= 0 && node < 2 ** 32
}

/**
 * Tests of bits. `in` is any bit of several, `!` none of them, `==` exactly these.
 * A packet has exactly one conntrack state, so there `in` is membership in a set.
 */
function canonicalMask(match: Match, type: string): Match {
  const [kind] = unwrap(match.right)
  const exact = match.op === 'in' && (kind === 'set' || isReference(match.right))
  if (exact) return canonicalMask({ ...match, op: '==' }, type)
  if (type === 'ct_state' && unwrap(match.left)[0] === 'ct') return canonicalConnectionState(match)
  const [key, operands] = unwrap(match.left)
  if (key !== '&' || !isPlainList(operands) || operands.length !== 2) return match
  const value = operands.find((operand) => isSelector(operand))
  const mask = operands.find((operand) => operand !== value)
  if (value === undefined || mask === undefined) return match
  const [, bits] = unwrap(mask)
  const all = type === 'tcp_flag' && isPlainList(bits) && bits.length === tcpFlags.length
  if (all) return { ...match, left: value }
  const single = unwrap(mask)[0] !== '|' && textOf(mask) === textOf(match.right)
  const any = (match.op === '!=' && match.right === 0) || (match.op === '==' && single)
  const none = (match.op === '==' && match.right === 0) || (match.op === '!=' && single)
  if (any) return { op: 'in', left: value, right: mask }
  return none ? { op: '!', left: value, right: mask } : match
}

function canonicalConnectionState(match: Match): Match {
  if (match.op !== 'in' && match.op !== '!') return match
  const op = match.op === 'in' ? '==' : '!='
  const [kind, bits] = unwrap(match.right)
  return { ...match, op, right: kind === '|' && bits !== undefined ? { set: bits } : match.right }
}

function isReference(node: Plain): boolean {
  return typeof node === 'string' && node.startsWith('@')
}

function isSelector(node: Plain): boolean {
  const [key] = unwrap(node)
  return key === 'payload' || key === 'ct' || key === 'tcp option' || key === 'meta'
}
