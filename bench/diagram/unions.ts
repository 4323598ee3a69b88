import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { createArena, equalTo, FALSE, or, orAll } from '../../src/verifier/diagram/index.ts'
import { cpuMilliseconds } from '../measure.ts'
import { randomNumbers } from '../random.ts'
import { plainArena, plainHost, plainOr } from './plain.ts'

/**
 * Batfish's `BenchmarkOrAll`: unions of n sets drawn from a pool of 1,000 random host addresses, which are made
 * beforehand; n = 2, 16, 128, 512; one after the other (`benchOr`) and all at once (`benchOrAll`).
 * Nothing is freed, so the arena is dropped and the pool made anew, outside the time taken, when it has grown large.
 */
const POOL = 1000
const ADDRESS = Array.from({ length: 32 }, (_, bit) => bit)
const NODES_BEFORE_DROP = 2 ** 18
const ARENA_BITS = 20

/** A pool of sets in an arena of its own. Sets are numbers in both engines. */
export interface Pool {
  readonly sets: readonly number[]
  readonly unite: (sets: readonly number[]) => unknown
  readonly nodes: () => number
}

export type PoolMaker = (addresses: readonly number[]) => Pool

const diagramPool =
  (isAtOnce: boolean): PoolMaker =>
  (addresses) => {
    const arena = createArena({ variables: 32, initialNodes: 2 ** ARENA_BITS })
    const sets = addresses.map((address) => equalTo(arena, ADDRESS, BigInt(address)))
    const oneByOne = (indexes: readonly number[]): Diagram => {
      let union: Diagram = FALSE
      for (const index of indexes) union = or(arena, union, sets[index] ?? FALSE)
      return union
    }
    const atOnce = (indexes: readonly number[]): Diagram =>
      orAll(
        arena,
        indexes.map((index) => sets[index] ?? FALSE),
      )
    return { sets, unite: isAtOnce ? atOnce : oneByOne, nodes: () => arena.count }
  }

const plainPool: PoolMaker = (addresses) => {
  const arena = plainArena(ARENA_BITS)
  const sets = addresses.map((address) => plainHost(arena, address))
  const unite = (indexes: readonly number[]): number => {
    let union = 0
    for (const index of indexes) union = plainOr(arena, union, sets[index] ?? 0)
    return union
  }
  return { sets, unite, nodes: () => arena.count }
}

/** Unions a second, over about `milliseconds` of processor time in unions. */
export const unionsPerSecond = (make: PoolMaker, sets: number, milliseconds: number): number => {
  const random = randomNumbers(sets)
  const fresh = (): Pool => make(Array.from({ length: POOL }, () => random(2 ** 31)))
  let pool = fresh()
  let elapsed = 0
  let done = 0
  while (elapsed < milliseconds) {
    if (pool.nodes() > NODES_BEFORE_DROP) pool = fresh()
    const batch = Array.from({ length: Math.max(1, Math.floor(4096 / sets)) }, () =>
      Array.from({ length: sets }, () => random(POOL)),
    )
    const { unite } = pool
    elapsed += cpuMilliseconds(() => {
      for (const each of batch) unite(each)
    }).milliseconds
    done += batch.length
  }
  return (done / elapsed) * 1000
}

export const unionKinds: readonly (readonly [name: string, make: PoolMaker])[] = [
  ['textbook, one by one', plainPool],
  ['one by one', diagramPool(false)],
  ['all at once', diagramPool(true)],
]
