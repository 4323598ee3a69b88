/** What is compared, mapped or stored to: selectors, alone, masked or side by side. */
import type { Integer, ReadExpression } from 'nftables-json'
import { type Datatype, integer, unknownType } from './datatypes.ts'
import { parseConcat } from './expressions.ts'
import { type Reader, resolved } from './reader.ts'
import type { Syntax } from './syntax.ts'
import { valueNode } from './values.ts'

export interface Key {
  readonly node: ReadExpression
  /** One for each part of a concatenation. */
  readonly types: readonly Datatype[]
  /** Whether bits are masked or shifted, so that no operator means equality. */
  readonly computed: boolean
  readonly syntax: Syntax
}

/** A selector or selectors side by side, as they are written. */
export function parseKey(reader: Reader): Key {
  return keyOf(reader, parseConcat(reader, 'left'))
}

export function keyOf(reader: Reader, syntax: Syntax): Key {
  const value = resolved(syntax)
  switch (value.kind) {
    case 'selector':
      return { node: value.node, types: [value.type], computed: false, syntax: value }
    case 'concat': {
      const keys = value.parts.map((part) => partOf(reader, part))
      const types = keys.flatMap((key) => key.types)
      return { node: { concat: keys.map((key) => key.node) }, types, computed: true, syntax: value }
    }
    case 'operation': {
      const [first, ...rest] = value.operands
      if (first === undefined) break
      const key = keyOf(reader, first)
      const shift = value.operator === '<<' || value.operator === '>>'
      const types = shift ? [integer(32)] : key.types
      const nodes = rest.map((operand) => valueNode(reader, operand, types))
      const node = operationNode(value.operator, [key.node, ...nodes])
      return { node, types: key.types, computed: true, syntax: value }
    }
    case 'nothing':
      break
    default:
      reader.input.report('nft-wrong-type', 'a field is expected here, not a value', value.at)
  }
  return { node: '', types: [unknownType], computed: false, syntax: value }
}

/** A part of a concatenation; since 1.1.0 a constant, too, whose type the set on the other side has. */
function partOf(reader: Reader, syntax: Syntax): Key {
  const value = resolved(syntax)
  const literal = value.kind === 'symbol' && (value.quoted || /^[0-9:]/.test(value.text))
  if (!literal && value.kind !== 'number') return keyOf(reader, value)
  const types = [unknownType]
  return { node: valueNode(reader, value, types), types, computed: true, syntax: value }
}

export function operationNode(
  operator: '|' | '^' | '&' | '<<' | '>>',
  nodes: readonly ReadExpression[],
): ReadExpression {
  switch (operator) {
    case '|':
      return { '|': nodes }
    case '^':
      return { '^': nodes }
    case '&':
      return { '&': nodes }
    case '<<':
      return { '<<': nodes }
    case '>>':
      return { '>>': nodes }
  }
}

type Operator = Parameters<typeof operationNode>[0]

/** The value of an operation on numbers alone, which nft computes when it reads the rule. */
export function folded(
  operator: Operator,
  nodes: readonly ReadExpression[],
): ReadExpression | undefined {
  const numbers: bigint[] = []
  for (const node of nodes) {
    if (typeof node !== 'number' && typeof node !== 'bigint') return undefined
    if (node < 0) return undefined
    numbers.push(BigInt(node))
  }
  const [first, ...rest] = numbers
  if (first === undefined) return undefined
  return plainNumber(rest.reduce((value, operand) => computed(operator, value, operand), first))
}

function computed(operator: Operator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '&':
      return a & b
    case '<<':
      // Nothing is wider than 128 bits, so neither is what remains of a shift.
      return b > 128n ? 0n : BigInt.asUintN(128, a << b)
    case '>>':
      return b > 128n ? 0n : a >> b
  }
}

/** An integer as documents have it: a number where that is exact. */
export function plainNumber(value: bigint): Integer {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
