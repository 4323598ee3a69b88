import { assert } from '../../assert.ts'
import { and } from './and.ts'
import type { Arena, Diagram, Variable } from './arena.ts'
import { FALSE, TRUE } from './arena.ts'
import { assertVariable, makeLiteral } from './cube.ts'
import type { Assignment } from './inspect.ts'
import { exists } from './quantify.ts'

/**
 * A number in the assignment: its bits as variables, most significant first, in the arena's order (so that a prefix is
 * a path from the top). Bits of two fields may take turns; a number's own bits may not change places.
 */
export type Field = readonly Variable[]

/** The assignments in which the field has this value. */
export const equalTo = (arena: Arena, field: Field, value: bigint): Diagram =>
  inPrefix(arena, field, value, field.length)

/** The assignments in which the first `length` bits of the field are those of `value`; its other bits are ignored. */
export const inPrefix = (arena: Arena, field: Field, value: bigint, length: number): Diagram => {
  assertField(arena, field)
  assert(Number.isInteger(length) && length >= 0, `a prefix of ${length} bits`)
  assert(length <= field.length, `a prefix of ${length} bits in a field of ${field.length}`)
  const bits = bitsOf(field, value)
  let edge: number = TRUE
  for (let index = length - 1; index >= 0; index -= 1)
    edge = makeLiteral(arena, field[index] ?? 0, bits[index] === 1, edge)
  return edge as Diagram
}

/** The assignments in which `field & mask` is `value`: none, where the value has a bit that the mask has not. */
export const masked = (arena: Arena, field: Field, mask: bigint, value: bigint): Diagram => {
  assertField(arena, field)
  const maskBits = bitsOf(field, mask)
  const bits = bitsOf(field, value)
  if ((value & ~mask) !== 0n) return FALSE
  let edge: number = TRUE
  for (let index = field.length - 1; index >= 0; index -= 1)
    if (maskBits[index] === 1) edge = makeLiteral(arena, field[index] ?? 0, bits[index] === 1, edge)
  return edge as Diagram
}

/** The set after the field is given this value, whatever it was: what NAT and marks do to a packet. */
export const assign = (arena: Arena, set: Diagram, field: Field, value: bigint): Diagram =>
  and(arena, exists(arena, set, field), equalTo(arena, field, value))

/** The value that a field has in an assignment. */
export const fieldValue = (assignment: Assignment, field: Field): bigint =>
  field.reduce((value, variable) => (value << 1n) | BigInt(assignment[variable] ?? 0), 0n)

/** The bits of a value, most significant first, as many as the field has. */
export const bitsOf = (field: Field, value: bigint): Uint8Array => {
  const width = field.length
  assert(value >= 0n && value >> BigInt(width) === 0n, `${value} does not fit in ${width} bits`)
  const bits = new Uint8Array(width)
  // Thirty bits at a time, so that the work on big integers is one shift for each such group.
  for (let end = width, rest = value; end > 0; end -= 30, rest >>= 30n) {
    let group = Number(rest & 0x3fff_ffffn)
    for (let index = end - 1; index >= 0 && index >= end - 30; index -= 1, group >>= 1)
      bits[index] = group & 1
  }
  return bits
}

/** Bottom-up construction relies on this order; a field in any other would make diagrams that are not ordered. */
export const assertField = (arena: Arena, field: Field): void => {
  if (arena.fields.has(field)) return
  field.forEach((variable, index) => {
    assertVariable(arena, variable)
    assert(variable > (field[index - 1] ?? -1), 'the bits of a field in the order of the arena')
  })
  arena.fields.add(field)
}
