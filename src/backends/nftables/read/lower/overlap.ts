/** Elements that hold one key twice: nft and the kernel refuse them, for a map could not say which counts. */
import { patternsOverlap } from '../../../../net/index.ts'
import type { Part, Tuple } from '../../../../ruleset/index.ts'
import { nftLoadLimits } from './limits.ts'

export type Overlap = 'none' | 'some' | 'unknown'

/**
 * Whether two of the tuples share a key. Catch-alls stand aside. With `allowEqual` the same element twice is once, as in
 * a set. Sorted by one part, so that only neighbours are compared: by the first part that keeps the neighbours few.
 * Where no part does, it is unknown.
 */
export function overlapOf(tuples: readonly Tuple[], allowEqual: boolean): Overlap {
  const plain = tuples.filter(([first]) => first !== undefined && first.kind !== 'otherwise')
  const columns = plain[0]?.length ?? 0
  for (let column = 0; column < columns; column += 1) {
    const overlap = overlapBy(plain, column, allowEqual)
    if (overlap !== 'unknown') return overlap
  }
  return columns === 0 ? 'none' : 'unknown'
}

function overlapBy(tuples: readonly Tuple[], column: number, allowEqual: boolean): Overlap {
  const ascending = [...tuples].sort((left, right) => compare(left[column], right[column]))
  let compared = 0
  let open: Tuple[] = []
  for (const tuple of ascending) {
    open = open.filter((before) => partsOverlap(before[column], tuple[column]))
    compared += open.length + 1
    if (compared > nftLoadLimits.comparisons) return 'unknown'
    for (const before of open) {
      const same = allowEqual && before.every((part, index) => partsEqual(part, tuple[index]))
      if (!same && before.every((part, index) => partsOverlap(part, tuple[index]))) return 'some'
    }
    open.push(tuple)
  }
  return 'none'
}

function compare(left: Part | undefined, right: Part | undefined): number {
  if (left?.kind === 'interval' && right?.kind === 'interval') {
    const [one, other] = [left.interval.first, right.interval.first]
    return one < other ? -1 : one > other ? 1 : 0
  }
  const [one, other] = [stem(left), stem(right)]
  return one < other ? -1 : one > other ? 1 : 0
}

/** Before its star, so that a pattern comes before the names that it holds. */
const stem = (part: Part | undefined): string =>
  part?.kind === 'name' ? part.pattern.replace(/\*$/, '') : ''

function partsOverlap(left: Part | undefined, right: Part | undefined): boolean {
  if (left?.kind === 'interval' && right?.kind === 'interval') {
    const [one, other] = [left.interval, right.interval]
    return one.first <= other.last && other.first <= one.last
  }
  if (left?.kind === 'name' && right?.kind === 'name') {
    return patternsOverlap(left.pattern, right.pattern)
  }
  return false
}

function partsEqual(left: Part, right: Part | undefined): boolean {
  if (left.kind === 'interval' && right?.kind === 'interval') {
    return (
      left.interval.first === right.interval.first && left.interval.last === right.interval.last
    )
  }
  return left.kind === 'name' && right?.kind === 'name' && left.pattern === right.pattern
}
