import { assert } from '../../assert.ts'
import type { Field } from './field.ts'
import type { DiagramLimits } from './limits.ts'
import { diagramLimits, NODES_POSSIBLE, VARIABLES_MAX } from './limits.ts'
import type { Quantifier } from './quantify.ts'
import type { Substitution } from './substitute.ts'

/**
 * A set of assignments, as a reduced ordered binary decision diagram with complement edges (Bryant 1986; Brace,
 * Rudell and Bryant 1990): the number of a node, shifted left by one, and in the lowest bit whether the set is the
 * complement of what the node says. Equal sets are equal numbers: `===` decides equality.
 * A diagram belongs to the arena that made it and means something else, or nothing, in another.
 */
export type Diagram = number & { readonly [brand]: true }
declare const brand: unique symbol

/** A variable is its place in the order: 0 is tested first. */
export type Variable = number

/** The empty set, and the set of all assignments. Node 0 is the one leaf, and it is false. */
export const FALSE = 0 as Diagram
export const TRUE = 1 as Diagram

/** The level of the leaf: below every variable. */
export const LEAF_LEVEL = 0x7fff_ffff

/** Words of a node in `Arena.nodes`, and of an entry in `Arena.cache`. */
export const NODE_WORDS = 4

/**
 * All memory of one question. There is no reference counting and no garbage collection within: the whole arena is
 * dropped at once when the question is answered.
 *
 * `nodes` holds four words for each node: the variable it tests, the edge for 0 (low), the edge for 1 (high), and the
 * next node with the same hash. A low edge is never complemented; that is what makes the form canonical, and it means
 * that an uncomplemented node is false of the all-zero assignment.
 * `heads` is the unique table: for each hash the first node of its chain, or 0 for none (the leaf is in no chain).
 * `cache` remembers results in entries of four words: three of the question and one of the answer, see cache.ts.
 * Both tables have a power of two of slots and take the *upper* bits of a multiplicative hash, hence the shifts.
 */
export interface Arena {
  readonly variables: number
  readonly limits: DiagramLimits
  nodes: Int32Array
  heads: Int32Array
  headsShift: number
  /** Nodes in use, the leaf among them: the number that the next node gets. */
  count: number
  cache: Int32Array
  cacheShift: number
  /** Cache misses so far. */
  steps: number
  /** Parameters of operations made so far; each has a number of its own, by which the cache names it. */
  parameters: number
  /** The parameters by their content, so that equal questions share what is remembered. */
  readonly quantifiers: Map<string, Quantifier>
  readonly substitutions: Map<string, Substitution>
  /** Fields found to be in order, so that each is looked through once. */
  readonly fields: WeakSet<Field>
}

export interface ArenaOptions {
  /** How many variables there are: 0 to `VARIABLES_MAX`. */
  readonly variables: number
  readonly limits?: Partial<DiagramLimits>
  /** Nodes to make room for at first, rounded up to a power of two. Both tables double as they fill. */
  readonly initialNodes?: number
}

/** Room for 4,096 nodes is 150 kB: cleared in microseconds, and enough for the rules of a small gateway. */
const INITIAL_NODES = 2 ** 12

/** An arena with nothing in it but the leaf. */
export const createArena = (options: ArenaOptions): Arena => {
  const { variables, initialNodes = INITIAL_NODES } = options
  const limits = { ...diagramLimits, ...options.limits }
  assert(Number.isInteger(variables) && variables >= 0, 'variables are counted')
  assert(variables <= VARIABLES_MAX, `more than ${VARIABLES_MAX} variables`)
  assert(limits.nodes >= 1 && limits.nodes <= NODES_POSSIBLE, 'a limit of nodes out of range')
  const bits = Math.max(1, Math.ceil(Math.log2(initialNodes)))
  const nodes = new Int32Array(2 ** bits * NODE_WORDS)
  nodes[0] = LEAF_LEVEL
  return {
    variables,
    limits,
    nodes,
    heads: new Int32Array(2 ** bits),
    headsShift: 32 - bits,
    count: 1,
    cache: new Int32Array(2 ** bits * NODE_WORDS),
    cacheShift: 32 - bits,
    steps: 0,
    parameters: 0,
    quantifiers: new Map(),
    substitutions: new Map(),
    fields: new WeakSet(),
  }
}

/** The word at an index that is in bounds by the caller's reasoning: the one place where this is taken on trust. */
export const at = (words: Int32Array, index: number): number => words[index] as number

/** Where the words of an edge's node begin. */
export const offsetOf = (edge: number): number => (edge & ~1) << 1
