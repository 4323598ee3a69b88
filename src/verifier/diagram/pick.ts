import { assert } from '../../assert.ts'
import { and } from './and.ts'
import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, LEAF_LEVEL, offsetOf, TRUE } from './arena.ts'
import type { Assignment } from './inspect.ts'

/** What a cube says of a variable that it leaves open. */
export const EITHER = 2

/** A part of a set: for each variable of the arena 0, 1, or `EITHER`. */
export type Cube = Uint8Array

/**
 * One assignment of the set, or none of the empty set. The preferences are tried in order, and each is kept if
 * something is left: the first that can be had is had, whatever it costs the later ones. That is how a counterexample
 * comes to have a plausible source and a well-known port. What no preference decides is 0 wherever it can be, the
 * first variables first.
 */
export const pickOne = (
  arena: Arena,
  set: Diagram,
  preferences: readonly Diagram[] = [],
): Assignment | undefined => {
  const preferred = preferences.reduce((left, preference) => {
    const both = and(arena, left, preference)
    return both === FALSE ? left : both
  }, set)
  if (preferred === FALSE) return undefined
  const assignment = new Uint8Array(arena.variables)
  for (let edge: number = preferred; edge !== TRUE; ) {
    const offset = offsetOf(edge)
    const low = at(arena.nodes, offset + 1) ^ (edge & 1)
    if (low === FALSE) assignment[at(arena.nodes, offset)] = 1
    edge = low === FALSE ? at(arena.nodes, offset + 2) ^ (edge & 1) : low
  }
  return assignment
}

/** An assignment of the set that is like the other wherever the set leaves it the choice; none of the empty set. */
export const pickNear = (
  { nodes }: Arena,
  set: Diagram,
  other: Assignment,
): Assignment | undefined => {
  if (set === FALSE) return undefined
  const assignment = other.slice()
  for (let edge: number = set; edge !== TRUE; ) {
    const offset = offsetOf(edge)
    const level = at(nodes, offset)
    const wanted = other[level] === 1 ? 1 : 0
    const along = at(nodes, offset + 1 + wanted) ^ (edge & 1)
    const value = along === FALSE ? 1 - wanted : wanted
    assignment[level] = value
    edge = at(nodes, offset + 1 + value) ^ (edge & 1)
  }
  return assignment
}

/** Cubes that have nothing in common with each other; `isComplete` iff together they are the whole set. */
export interface Cubes {
  readonly cubes: readonly Cube[]
  readonly isComplete: boolean
}

/** The set as disjoint cubes, 0 before 1 at every variable, and no more than `limit` of them. */
export const cubes = (arena: Arena, set: Diagram, limit: number): Cubes => {
  assert(limit >= 0, 'a limit of cubes below zero')
  const found: Cube[] = []
  const path = new Uint8Array(arena.variables).fill(EITHER)
  const walk = (edge: number): boolean => {
    if (edge === FALSE) return true
    if (edge === TRUE) {
      if (found.length >= limit) return false
      found.push(path.slice())
      return true
    }
    const offset = offsetOf(edge)
    const level = at(arena.nodes, offset)
    assert(level !== LEAF_LEVEL, 'only constants lead to the leaf')
    path[level] = 0
    const isLowDone = walk(at(arena.nodes, offset + 1) ^ (edge & 1))
    path[level] = 1
    const isDone = isLowDone && walk(at(arena.nodes, offset + 2) ^ (edge & 1))
    path[level] = EITHER
    return isDone
  }
  const isComplete = walk(set)
  return { cubes: found, isComplete }
}
