/** Longer texts are compared by their beginning: what is quadratic has to be short. */
const comparedLength = 40

/** Levenshtein's distance with swaps of neighbours: how many keys were mistyped. */
const editDistance = (left: string, right: string): number => {
  const [from, to] = [left.slice(0, comparedLength), right.slice(0, comparedLength)]
  let twoAbove: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        swapped && row > 1 && column > 1
          ? (twoAbove[column - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY,
      )
    }
    twoAbove = above
    above = current
  }
  return above[to.length] ?? 0
}

/** Letters alone, small: `trans_port`, `Trans-Port` and `transport` are all meant as `transPort`. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '')

/** The candidate that a mistyped word was probably meant to be; undefined where none is near. The first of equals. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const most = Math.max(1, Math.floor(Math.min(word.length, comparedLength) / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .filter(({ distance, candidate }) => distance <= most && distance < candidate.length)
    .sort((left, right) => left.distance - right.distance)
  return ranked[0]?.candidate
}
