import type { Arena } from './arena.ts'
import { at, offsetOf } from './arena.ts'

/** What is left of a set where the variable at `level` is 0. The set tests nothing above that level. */
export const lowAt = ({ nodes }: Arena, edge: number, level: number): number => {
  const offset = offsetOf(edge)
  return at(nodes, offset) === level ? at(nodes, offset + 1) ^ (edge & 1) : edge
}

/** What is left of a set where the variable at `level` is 1. The set tests nothing above that level. */
export const highAt = ({ nodes }: Arena, edge: number, level: number): number => {
  const offset = offsetOf(edge)
  return at(nodes, offset) === level ? at(nodes, offset + 2) ^ (edge & 1) : edge
}
