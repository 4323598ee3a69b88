/** How much one arena may cost. A question that needs more is answered by no diagram at all, never by a wrong one. */
export interface DiagramLimits {
  /** Nodes that the arena may hold: about 36 bytes each, operation cache included. */
  readonly nodes: number
  /** Steps of recursion (cache misses) over the life of the arena: the deterministic stand-in for a clock. */
  readonly steps: number
}

/** Eight million nodes are about 300 MB; a thousand million steps are one to three minutes. */
export const diagramLimits: DiagramLimits = { nodes: 2 ** 23, steps: 2 ** 30 }

/** Variables of one arena. Recursion goes one frame deep for each, so this also bounds the stack. */
export const VARIABLES_MAX = 2048

/** No arena can hold more: an edge is a node's number and one bit more, in 31 bits. */
export const NODES_POSSIBLE = 2 ** 26

/** What can run out: nodes, steps, or variables for what a ruleset leaves open. */
export type LimitName = keyof DiagramLimits | 'variables'

/** Thrown out of any operation that would pass a limit of its arena; caught by `withinLimits` and nowhere else. */
export class DiagramLimitError extends Error {
  readonly limit: LimitName
  readonly allowed: number

  constructor(limit: LimitName, allowed: number) {
    super(`the diagram needs more than ${allowed} ${limit}`)
    this.name = 'DiagramLimitError'
    this.limit = limit
    this.allowed = allowed
  }
}

/** What came of a computation that may need more diagram than it was given. */
export type Limited<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | {
      readonly kind: 'limit'
      readonly limit: LimitName
      readonly allowed: number
    }

/**
 * Runs `work` and turns a passed limit into a value. Recursion is dozens of frames deep where a limit is met, hence
 * the exception inside; whatever else is thrown is a bug and passes through. The arena stays sound: sets made before
 * mean what they meant, and smaller questions can still be asked of it unless its steps are used up.
 */
export const withinLimits = <Value>(work: () => Value): Limited<Value> => {
  try {
    return { kind: 'done', value: work() }
  } catch (error) {
    if (!(error instanceof DiagramLimitError)) throw error
    return { kind: 'limit', limit: error.limit, allowed: error.allowed }
  }
}
