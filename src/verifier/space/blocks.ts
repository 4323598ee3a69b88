import type { Field, Variable } from '../diagram/index.ts'

/** What a block of variables may stand for; its width in bits is given when it is laid out. */
export type BlockName = string

/**
 * Where each block's bits stand in the order of variables. Two that are compared bit by bit take turns, or their
 * equality would be exponential in their width.
 */
export interface Blocks {
  readonly of: ReadonlyMap<BlockName, Field>
  readonly variables: number
}

/** A block, or several of the same width whose bits take turns. */
export interface Claim {
  readonly names: readonly BlockName[]
  readonly bits: number
}

/** The blocks in this order, the first tested first. */
export const layOut = (claims: readonly Claim[]): Blocks => {
  const of = new Map<BlockName, Field>()
  let next: Variable = 0
  for (const { names, bits: width } of claims) {
    const start = next
    names.forEach((name, turn) => {
      const bits = Array.from({ length: width }, (_, bit) => start + bit * names.length + turn)
      of.set(name, bits)
    })
    next += width * names.length
  }
  return { of, variables: next }
}
