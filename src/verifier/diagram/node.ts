import type { Arena } from './arena.ts'
import { at } from './arena.ts'
import { growCache } from './cache.ts'
import { DiagramLimitError } from './limits.ts'

/**
 * The edge to the node that tests `level` and goes on with `low` or `high`; both must lie below it. This is the only
 * maker of nodes, so everything there is is reduced and canonical: no test whose outcomes agree, no node twice, no
 * complemented low edge (the complement moves up into the edge returned).
 */
export const makeNode = (arena: Arena, level: number, low: number, high: number): number => {
  if (low === high) return low
  const complement = low & 1
  const regularLow = low ^ complement
  const regularHigh = high ^ complement
  const { nodes, heads } = arena
  const slot = hashOf(level, regularLow, regularHigh) >>> arena.headsShift
  for (let node = heads[slot] as number; node !== 0; ) {
    const offset = node << 2
    if (
      nodes[offset + 2] === regularHigh &&
      nodes[offset + 1] === regularLow &&
      nodes[offset] === level
    )
      return (node << 1) | complement
    node = nodes[offset + 3] as number
  }
  if (arena.count === heads.length || arena.count >= arena.limits.nodes) {
    makeRoom(arena)
    return makeNode(arena, level, low, high)
  }
  const node = arena.count++
  const offset = node << 2
  nodes[offset] = level
  nodes[offset + 1] = regularLow
  nodes[offset + 2] = regularHigh
  nodes[offset + 3] = heads[slot] as number
  heads[slot] = node
  return (node << 1) | complement
}

/** Multiplicative, in two rounds. Adding three products under another took a quarter longer for unions of two addresses. */
const hashOf = (level: number, low: number, high: number): number =>
  Math.imul(Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca77) ^ level, 0x2c1b_3c6d)

/** Doubles the tables, or says that the limit is met. */
const makeRoom = (arena: Arena): void => {
  if (arena.count >= arena.limits.nodes) throw new DiagramLimitError('nodes', arena.limits.nodes)
  growTables(arena)
}

/** Puts a node at the front of its chain. */
const link = ({ nodes, heads, headsShift }: Arena, node: number): void => {
  const offset = node << 2
  const slot =
    hashOf(at(nodes, offset), at(nodes, offset + 1), at(nodes, offset + 2)) >>> headsShift
  nodes[offset + 3] = at(heads, slot)
  heads[slot] = node
}

/** Doubles everything. Nodes keep their numbers, so every diagram and every remembered result stays true. */
const growTables = (arena: Arena): void => {
  const nodes = new Int32Array(arena.nodes.length * 2)
  nodes.set(arena.nodes)
  arena.nodes = nodes
  arena.heads = new Int32Array(arena.heads.length * 2)
  arena.headsShift -= 1
  for (let node = 1; node < arena.count; node += 1) link(arena, node)
  growCache(arena)
}
