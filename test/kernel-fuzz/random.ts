/** A stream of numbers that is the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to `below - 1`. */
  below(below: number): number
  /** True in so many of a hundred draws. */
  chance(percent: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** Each value as often as its weight says. */
  weighted<Value>(values: readonly (readonly [number, Value])[]): Value
  /** At least `least`, at most `most` values, in random order, none twice. */
  some<Value>(values: readonly Value[], least: number, most: number): readonly Value[]
}

/** FNV-1a over the text's code units: seeds may be words. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** Mulberry32: small, fast, and good enough to draw rules from. */
const numbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

export const randomOf = (seed: string): Random => {
  const next = numbers(hash(seed))
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit)
  const pick = <Value>(values: readonly Value[]): Value => {
    const value = values[below(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
  return {
    below,
    pick,
    chance: (percent) => below(100) < percent,
    weighted: (values) => {
      let rest = below(values.reduce((sum, [weight]) => sum + weight, 0))
      for (const [weight, value] of values) {
        if (rest < weight) return value
        rest -= weight
      }
      throw new Error('nothing to pick from')
    },
    some: (values, least, most) => {
      const pool = [...values]
      const count = Math.min(pool.length, least + below(most - least + 1))
      return Array.from({ length: count }, () => pool.splice(below(pool.length), 1)).flat()
    },
  }
}
