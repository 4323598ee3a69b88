/** All whole numbers from `first` to `last`, both inside; never empty. */
export interface Interval {
  readonly first: bigint
  readonly last: bigint
}

/**
 * A set of whole numbers in canonical form: sorted, disjoint, and no two intervals adjacent.
 * Equal sets are therefore equal, interval for interval. The empty list is the empty set.
 */
export type IntervalSet = readonly Interval[]

export const emptySet: IntervalSet = []

/** Any intervals to canonical form. One with `last` below `first` holds nothing. */
export const intervalSet = (intervals: readonly Interval[]): IntervalSet => {
  const sorted = intervals
    .filter(({ first, last }) => first <= last)
    .sort((left, right) => (left.first < right.first ? -1 : left.first > right.first ? 1 : 0))
  const merged: Interval[] = []
  for (const interval of sorted) {
    const previous = merged.at(-1)
    if (!previous || interval.first > previous.last + 1n) merged.push(interval)
    else if (interval.last > previous.last)
      merged[merged.length - 1] = { first: previous.first, last: interval.last }
  }
  return merged
}

export const union = (left: IntervalSet, right: IntervalSet): IntervalSet =>
  intervalSet([...left, ...right])

const lower = (left: bigint, right: bigint): bigint => {
  if (left < right) return left
  return right
}

const higher = (left: bigint, right: bigint): bigint => {
  if (left > right) return left
  return right
}

/** What is in both. Both lists are walked once, side by side. */
export const intersection = (left: IntervalSet, right: IntervalSet): IntervalSet => {
  const common: Interval[] = []
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < left.length && rightIndex < right.length) {
    const one = left[leftIndex]
    const other = right[rightIndex]
    if (!one || !other) break
    const first = higher(one.first, other.first)
    const last = lower(one.last, other.last)
    if (first <= last) common.push({ first, last })
    if (one.last < other.last) leftIndex += 1
    else rightIndex += 1
  }
  return common
}

/** What of 0 to `maximum`, both inside, is not in the set. */
export const complement = (set: IntervalSet, maximum: bigint): IntervalSet => {
  const gaps: Interval[] = []
  let next = 0n
  for (const { first, last } of set) {
    gaps.push({ first: next, last: first - 1n < maximum ? first - 1n : maximum })
    next = last + 1n
  }
  gaps.push({ first: next, last: maximum })
  return gaps.filter(({ first, last }) => first <= last)
}

/** What is in `left` and not in `right`. */
export const difference = (left: IntervalSet, right: IntervalSet): IntervalSet => {
  const maximum = left.at(-1)?.last
  return maximum === undefined ? emptySet : intersection(left, complement(right, maximum))
}

export const setContains = (set: IntervalSet, value: bigint): boolean =>
  set.some(({ first, last }) => first <= value && value <= last)

/** Whether every number of `inner` is in `outer`. */
export const setIncludes = (outer: IntervalSet, inner: IntervalSet): boolean =>
  difference(inner, outer).length === 0

export const setsEqual = (left: IntervalSet, right: IntervalSet): boolean =>
  left.length === right.length &&
  left.every(
    ({ first, last }, index) => first === right[index]?.first && last === right[index]?.last,
  )

/** How many numbers the set holds. */
export const setSize = (set: IntervalSet): bigint =>
  set.reduce((size, { first, last }) => size + last - first + 1n, 0n)
