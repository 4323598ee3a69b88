import type { Arena, Diagram } from '../../src/verifier/diagram/index.ts'
import { createArena, FALSE, nodeCount, withinLimits } from '../../src/verifier/diagram/index.ts'
import { cpuMilliseconds } from '../measure.ts'
import type { FieldName, Rule } from './rules.ts'
import {
  acceptedByHalves,
  acceptedFromBack,
  acceptedInOrder,
  layoutOf,
  matchOf,
  VARIABLES,
} from './rules.ts'

/** Orders of fields, the first tested first. */
export const orders: Readonly<Record<string, readonly FieldName[]>> = {
  'interfaces, source, target, protocol, ports': [
    'iif',
    'oif',
    'source',
    'target',
    'protocol',
    'dport',
    'sport',
  ],
  'interfaces, protocol, source, target, ports': [
    'iif',
    'oif',
    'protocol',
    'source',
    'target',
    'dport',
    'sport',
  ],
  'interfaces, protocol, ports, source, target': [
    'iif',
    'oif',
    'protocol',
    'dport',
    'sport',
    'source',
    'target',
  ],
  'interfaces, target, source, protocol, ports': [
    'iif',
    'oif',
    'target',
    'source',
    'protocol',
    'dport',
    'sport',
  ],
  'target, source, ports, protocol, interfaces': [
    'target',
    'source',
    'dport',
    'sport',
    'protocol',
    'iif',
    'oif',
  ],
}

const NODES_MAX = 2 ** 22

/** What one way of folding took: nothing, where it needed more nodes than it was allowed. */
export interface Fold {
  readonly milliseconds: number
  readonly nodesMade: number
  readonly resultNodes: number | undefined
}

type Accepted = (arena: Arena, matches: readonly Diagram[], rules: readonly Rule[]) => Diagram

/** Ways to fold, and beside them what making the matches takes, which is not counted in the others. */
export const folds: Readonly<Record<string, Accepted>> = {
  'matches alone': () => FALSE,
  'by halves': acceptedByHalves,
  'last to first': acceptedFromBack,
  'first to last': (arena, matches, rules) => acceptedInOrder(arena, matches, rules).accepted,
}

/** Folds the rules in an arena of their own. */
export const foldOnce = (
  accept: Accepted | undefined,
  rules: readonly Rule[],
  order: readonly FieldName[],
): Fold => {
  const layout = layoutOf(order)
  const arena = createArena({ variables: VARIABLES, limits: { nodes: NODES_MAX } })
  const made = cpuMilliseconds(() => rules.map((rule) => matchOf(arena, layout, rule)))
  if (accept === undefined || accept === folds['matches alone'])
    return { milliseconds: made.milliseconds, nodesMade: arena.count, resultNodes: 0 }
  const { value, milliseconds } = cpuMilliseconds(() =>
    withinLimits(() => accept(arena, made.value, rules)),
  )
  const resultNodes = value.kind === 'done' ? nodeCount(arena, value.value) : undefined
  return { milliseconds, nodesMade: arena.count, resultNodes }
}
