import type { Arena, Diagram, Variable } from './arena.ts'
import { at, LEAF_LEVEL, offsetOf, TRUE } from './arena.ts'

/** A value for each variable of the arena, 0 or 1, in order. */
export type Assignment = Uint8Array

/** Whether the assignment is in the set: one walk from the top, at most one step a variable. */
export const evaluate = ({ nodes }: Arena, set: Diagram, assignment: Assignment): boolean => {
  let edge: number = set
  for (;;) {
    const offset = offsetOf(edge)
    const level = at(nodes, offset)
    if (level === LEAF_LEVEL) return edge === TRUE
    edge = at(nodes, offset + (assignment[level] === 1 ? 2 : 1)) ^ (edge & 1)
  }
}

/** How many nodes the set takes, the leaf not counted. A set and its complement take the same. */
export const nodeCount = (arena: Arena, set: Diagram): number => nodesBelow(arena, set).length

/** The variables that a set depends on, in their order. */
export const support = (arena: Arena, set: Diagram): readonly Variable[] => {
  const tested = new Uint8Array(arena.variables)
  for (const node of nodesBelow(arena, set)) tested[at(arena.nodes, node << 2)] = 1
  return [...tested.keys()].filter((level) => tested[level] === 1)
}

/** The nodes of a set, each once, without the leaf. */
const nodesBelow = ({ nodes }: Arena, set: Diagram): readonly number[] => {
  const seen = new Set<number>()
  const visit = (node: number): void => {
    if (node === 0 || seen.has(node)) return
    seen.add(node)
    visit(at(nodes, (node << 2) + 1) >> 1)
    visit(at(nodes, (node << 2) + 2) >> 1)
  }
  visit(set >> 1)
  return [...seen]
}
