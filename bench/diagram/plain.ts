/**
 * The textbook's diagram engine, for a measure that the same machine takes in the same run: no complement edges, three
 * arrays of nodes of a fixed size, one cache of unions, nothing checked.
 */
export interface PlainArena {
  readonly level: Int32Array
  readonly low: Int32Array
  readonly high: Int32Array
  readonly next: Int32Array
  readonly heads: Int32Array
  readonly cache: Int32Array
  count: number
}

export const plainArena = (bits: number): PlainArena => ({
  level: new Int32Array(2 ** bits).fill(0x7fff, 0, 2),
  low: new Int32Array(2 ** bits),
  high: new Int32Array(2 ** bits),
  next: new Int32Array(2 ** bits),
  heads: new Int32Array(2 ** bits),
  cache: new Int32Array(3 * 2 ** bits),
  count: 2,
})

const plainNode = (arena: PlainArena, level: number, low: number, high: number): number => {
  if (low === high) return low
  const mask = arena.heads.length - 1
  const slot = (Math.imul(low, 12582917) + Math.imul(high, 4256249) + level) & mask
  for (let node = arena.heads[slot] ?? 0; node !== 0; node = arena.next[node] ?? 0)
    if (arena.low[node] === low && arena.high[node] === high && arena.level[node] === level)
      return node
  const node = arena.count++
  arena.level[node] = level
  arena.low[node] = low
  arena.high[node] = high
  arena.next[node] = arena.heads[slot] ?? 0
  arena.heads[slot] = node
  return node
}

export const plainOr = (arena: PlainArena, left: number, right: number): number => {
  if (left === 1 || right === 1) return 1
  if (left === 0 || left === right) return right
  if (right === 0) return left
  if (left > right) return plainOr(arena, right, left)
  const { cache } = arena
  const slot =
    3 * ((Math.imul(left, 12582917) + Math.imul(right, 4256249)) & (arena.heads.length - 1))
  if (cache[slot] === left && cache[slot + 1] === right) return cache[slot + 2] ?? 0
  const leftLevel = arena.level[left] ?? 0
  const rightLevel = arena.level[right] ?? 0
  const level = Math.min(leftLevel, rightLevel)
  const low = plainOr(
    arena,
    leftLevel === level ? (arena.low[left] ?? 0) : left,
    rightLevel === level ? (arena.low[right] ?? 0) : right,
  )
  const high = plainOr(
    arena,
    leftLevel === level ? (arena.high[left] ?? 0) : left,
    rightLevel === level ? (arena.high[right] ?? 0) : right,
  )
  const result = plainNode(arena, level, low, high)
  cache[slot] = left
  cache[slot + 1] = right
  cache[slot + 2] = result
  return result
}

export const plainHost = (arena: PlainArena, address: number): number => {
  let node = 1
  for (let level = 31; level >= 0; level -= 1)
    node =
      ((address >>> (31 - level)) & 1) === 1
        ? plainNode(arena, level, 0, node)
        : plainNode(arena, level, node, 0)
  return node
}
