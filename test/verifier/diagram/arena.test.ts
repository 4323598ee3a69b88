/**
 * Goal: growing tables change nothing, limits are kept and never answered wrongly, equal work gives equal numbers.
 * Method: the same long computation in arenas of different first sizes; limits of every size up to what is needed.
 */
import { describe, expect, test } from 'vitest'
import type { Arena, ArenaOptions, Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  and,
  createArena,
  DiagramLimitError,
  diagramLimits,
  difference,
  equalTo,
  evaluate,
  exists,
  FALSE,
  fieldsEqual,
  inRange,
  ite,
  nodeCount,
  or,
  orAll,
  rename,
  satCount,
  VARIABLES_MAX,
  withinLimits,
  xor,
} from '../../../src/verifier/diagram/index.ts'

const left = Array.from({ length: 12 }, (_, bit) => 2 * bit)
const right = left.map((variable) => variable + 1)

/** Some thousands of nodes by all operations; the diagrams of every step. */
const work = (arena: Arena): readonly Diagram[] => {
  const steps: Diagram[] = []
  let set: Diagram = FALSE
  for (let round = 0; round < 60; round += 1) {
    const start = BigInt((round * 997) % 4000)
    const inLeft = inRange(arena, left, start, start + 90n)
    const inRight = inRange(arena, right, 4000n - start, 4095n - (start >> 1n) / 64n)
    set = round % 3 === 0 ? xor(arena, set, inLeft) : or(arena, set, and(arena, inLeft, inRight))
    steps.push(set, difference(arena, set, fieldsEqual(arena, left, right)))
    steps.push(exists(arena, set, left.slice(0, 6)), ite(arena, inRight, set, inLeft))
    steps.push(rename(arena, exists(arena, set, right), pairs))
  }
  steps.push(orAll(arena, steps.slice(0, 40)))
  return steps
}

const pairs = left.map((from, bit) => [from, right[bit] ?? 0] as const)

const withRoom = (options: Omit<ArenaOptions, 'variables'>): Arena =>
  createArena({ variables: 24, ...options })

describe('growth', () => {
  test.each([[1], [2], [3], [64], [1000], [2 ** 16]])(
    'from room for %i nodes, the same work gives the very same numbers',
    (initialNodes) => {
      const wanted = withRoom({})
      const grown = withRoom({ initialNodes })
      expect(work(grown)).toEqual(work(wanted))
      expect(grown.count).toBe(wanted.count)
    },
  )

  test('has happened many times in the above', () => {
    const arena = withRoom({ initialNodes: 2 })
    work(arena)
    expect(arena.heads.length).toBeGreaterThanOrEqual(2 ** 12)
    expect(arena.nodes.length).toBe(arena.heads.length * 4)
    expect(arena.cache.length).toBe(arena.heads.length * 4)
  })

  test('leaves no node twice, and each above what it leads to', () => {
    const { nodes, count } = withWork({ initialNodes: 2 })
    const seen = new Set<string>()
    for (let node = 1; node < count; node += 1) {
      const [level = 0, low = 0, high = 0] = nodes.subarray(4 * node, 4 * node + 3)
      seen.add(`${level} ${low} ${high}`)
      expect(low).not.toBe(high)
      expect(low & 1).toBe(0)
      for (const edge of [low, high]) expect(nodes[(edge >> 1) * 4]).toBeGreaterThan(level)
    }
    expect(seen.size).toBe(count - 1)
  })

  test('leaves remembered results where they are found', () => {
    const arena = withRoom({ initialNodes: 2 })
    work(arena)
    const { count, steps } = arena
    work(arena)
    expect(arena.count).toBe(count)
    // A direct-mapped cache forgets some, and quite a few on the second round hit: most of the work is saved.
    expect(arena.steps - steps).toBeLessThan(steps / 2)
  })
})

const withWork = (options: Omit<ArenaOptions, 'variables'>): Arena => {
  const arena = withRoom(options)
  work(arena)
  return arena
}

describe('limits', () => {
  test('of nodes: whatever is answered below it is right, and above it nothing is', () => {
    const wanted = withRoom({})
    const result = work(wanted)
    for (let nodes = 1; nodes < wanted.count; nodes = Math.ceil(nodes * 1.3)) {
      const arena = withRoom({ limits: { nodes } })
      expect(withinLimits(() => work(arena))).toEqual({
        kind: 'limit',
        limit: 'nodes',
        allowed: nodes,
      })
      expect(arena.count).toBe(nodes)
    }
    const enough = withRoom({ limits: { nodes: wanted.count } })
    expect(withinLimits(() => work(enough))).toEqual({ kind: 'done', value: result })
  })

  test('of nodes, once met, leave what was made before as it was', () => {
    const arena = withRoom({ limits: { nodes: 200 } })
    const range = inRange(arena, left, 100n, 3000n)
    const before = nodeCount(arena, range)
    expect(withinLimits(() => work(arena)).kind).toBe('limit')
    expect(nodeCount(arena, range)).toBe(before)
    expect(satCount(arena, range, left)).toBe(2901n)
    expect(inRange(arena, left, 100n, 3000n)).toBe(range)
    expect(and(arena, range, range)).toBe(range)
    expect(evaluate(arena, range, new Uint8Array(24))).toBe(false)
  })

  test('of steps end what takes too long', () => {
    const wanted = withWork({})
    const arena = withRoom({ limits: { steps: wanted.steps - 1 } })
    expect(withinLimits(() => work(arena))).toEqual({
      kind: 'limit',
      limit: 'steps',
      allowed: wanted.steps - 1,
    })
    const enough = withRoom({ limits: { steps: wanted.steps } })
    expect(withinLimits(() => work(enough)).kind).toBe('done')
  })

  test('end what is exponential: equality of two addresses one after the other', () => {
    const arena = createArena({ variables: 64, limits: { nodes: 10_000 } })
    const first = Array.from({ length: 32 }, (_, bit) => bit)
    const second = first.map((variable) => variable + 32)
    expect(withinLimits(() => fieldsEqual(arena, first, second)).kind).toBe('limit')
  })

  test('are an error of their own, and other errors pass', () => {
    const arena = withRoom({ limits: { nodes: 5 } })
    expect(() => work(arena)).toThrow(DiagramLimitError)
    expect(() => work(arena)).toThrow('the diagram needs more than 5 nodes')
    expect(() =>
      withinLimits(() => {
        throw new RangeError('another')
      }),
    ).toThrow(RangeError)
  })

  test('are named, and can be lowered alone', () => {
    expect(createArena({ variables: 1, limits: { nodes: 9 } }).limits).toEqual({
      ...diagramLimits,
      nodes: 9,
    })
    expect(() => createArena({ variables: VARIABLES_MAX + 1 })).toThrow('bug: more than')
  })
})

test('the longest diagram there can be does not exhaust the stack', () => {
  const arena = createArena({ variables: VARIABLES_MAX })
  const all = Array.from({ length: VARIABLES_MAX }, (_, variable) => variable)
  const every = equalTo(arena, all, (1n << BigInt(VARIABLES_MAX)) - 1n)
  const one = inRange(arena, all, 1n, 1n << BigInt(VARIABLES_MAX - 1))
  const both = or(arena, every, one)
  expect(satCount(arena, both)).toBe((1n << BigInt(VARIABLES_MAX - 1)) + 1n)
  expect(satCount(arena, ite(arena, one, every, both))).toBe(1n)
  expect(exists(arena, xor(arena, one, both), all.slice(1))).not.toBe(FALSE)
})
