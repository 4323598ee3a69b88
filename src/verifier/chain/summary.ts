import type { Arena, Diagram } from '../diagram/index.ts'
import { and, FALSE, not, or, orAll, TRUE } from '../diagram/index.ts'
import type { EventKind, EventSets } from './event.ts'

/**
 * What a piece of a chain does with each packet, as predicates that no packet is in two of: accepted, sent back to the
 * caller, or gone on past the end of the piece. What is in none of them is dropped; nobody asks for it, and to keep it
 * as well took a sixth of the time. Events come on top.
 */
export interface Summary {
  readonly accept: Diagram
  readonly back: Diagram
  readonly next: Diagram
  readonly events: EventSets
}

const noEvents: EventSets = new Map()

/** Lets everything go on. */
export const passAll: Summary = {
  accept: FALSE,
  back: FALSE,
  next: TRUE,
  events: noEvents,
}

/** The packets that it drops. */
export const dropped = (arena: Arena, { accept, back, next }: Summary): Diagram =>
  not(orAll(arena, [accept, back, next]))

/** First the one, then, of what goes on, the other. */
export const andThen = (arena: Arena, first: Summary, second: Summary): Summary => {
  const { next } = first
  if (next === FALSE) return first
  const follow = (one: Diagram, other: Diagram): Diagram =>
    other === FALSE ? one : or(arena, one, and(arena, next, other))
  return {
    accept: follow(first.accept, second.accept),
    back: follow(first.back, second.back),
    next: and(arena, next, second.next),
    events: joinEvents(arena, first.events, second.events, next),
  }
}

const joinEvents = (
  arena: Arena,
  first: EventSets,
  second: EventSets,
  next: Diagram,
): EventSets => {
  if (second.size === 0) return first
  const joined = new Map<EventKind, Diagram>(first)
  for (const [kind, set] of second)
    joined.set(kind, or(arena, joined.get(kind) ?? FALSE, and(arena, next, set)))
  return joined
}

/** Of all pieces in order. Neighbours are joined first, then the joints, so that each takes part in few operations. */
export const inOrder = (arena: Arena, pieces: readonly Summary[]): Summary => {
  const [only] = pieces
  if (only === undefined) return passAll
  if (pieces.length === 1) return only
  const half = pieces.length >> 1
  return andThen(arena, inOrder(arena, pieces.slice(0, half)), inOrder(arena, pieces.slice(half)))
}

/** What a jump to a chain does with the packets that the condition lets through: what comes back goes on here. */
export const afterJump = (arena: Arena, condition: Diagram, target: Summary): Summary => ({
  accept: and(arena, condition, target.accept),
  back: FALSE,
  next: or(arena, not(condition), and(arena, condition, or(arena, target.back, target.next))),
  events: restrictEvents(arena, target.events, condition),
})

/** What a goto does: what comes back goes to whoever jumped to the chain that goes. */
export const afterGoto = (arena: Arena, condition: Diagram, target: Summary): Summary => ({
  accept: and(arena, condition, target.accept),
  back: and(arena, condition, or(arena, target.back, target.next)),
  next: not(condition),
  events: restrictEvents(arena, target.events, condition),
})

const restrictEvents = (arena: Arena, events: EventSets, condition: Diagram): EventSets =>
  new Map([...events].map(([kind, set]) => [kind, and(arena, condition, set)]))
