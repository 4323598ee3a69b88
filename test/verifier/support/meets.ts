import { at, offsetOf } from '../../../src/verifier/diagram/arena.ts'
import type { Arena, Cube, Diagram } from '../../../src/verifier/diagram/index.ts'
import { EITHER, FALSE, TRUE } from '../../../src/verifier/diagram/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { block } from '../../../src/verifier/space/index.ts'

/** Whether any assignment of the set is in the cube: a walk from the top that goes both ways where the cube does. */
export const meets = ({ nodes }: Arena, set: Diagram, cube: Cube): boolean => {
  const seen = new Set<number>()
  const walk = (edge: number): boolean => {
    if (edge === TRUE) return true
    if (edge === FALSE || seen.has(edge)) return false
    seen.add(edge)
    const offset = offsetOf(edge)
    const bit = cube[at(nodes, offset)]
    return (
      (bit !== 1 && walk(at(nodes, offset + 1) ^ (edge & 1))) ||
      (bit !== 0 && walk(at(nodes, offset + 2) ^ (edge & 1)))
    )
  }
  return walk(set)
}

/** Blocks and their numbers; what is left out, or undefined, may be anything. */
export type Numbers = Readonly<Record<string, bigint | number | undefined>>

/** The assignments in which the blocks hold these numbers; undefined where one is too wide for its block. */
export const cubeOf = (space: Space, numbers: Numbers): Cube | undefined => {
  const cube = new Uint8Array(space.arena.variables).fill(EITHER)
  for (const [name, number] of Object.entries(numbers)) {
    if (number === undefined) continue
    const bits = block(space, name)
    const value = BigInt(number)
    if (value >> BigInt(bits.length) !== 0n) return undefined
    bits.forEach((variable, index) => {
      cube[variable] = Number((value >> BigInt(bits.length - 1 - index)) & 1n)
    })
  }
  return cube
}
