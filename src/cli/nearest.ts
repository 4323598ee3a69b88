/** Words further away than this many changes are not taken for a slip of the keyboard. */
const DISTANCE_MAX = 2

/** A word longer than this is not compared: its distance to any known one is too large anyway. */
const LENGTH_MAX = 64

/** The known word nearest to what was typed, the first of equals, or none that is near. */
export const nearest = (typed: string, known: readonly string[]): string | undefined => {
  if (typed.length > LENGTH_MAX) return undefined
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const word of known) {
    const distance = editDistance(typed, word)
    const allowed = Math.min(DISTANCE_MAX, Math.floor(Math.max(typed.length, word.length) / 3))
    if (distance <= allowed && (!best || distance < best.distance)) best = { word, distance }
  }
  return best?.word
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
const editDistance = (a: string, b: string): number => {
  let twoBack: readonly number[] = []
  let oneBack: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const at = (list: readonly number[], index: number) => list[index] ?? Number.POSITIVE_INFINITY
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          at(oneBack, column) + 1,
          at(current, column - 1) + 1,
          at(oneBack, column - 1) + (same ? 0 : 1),
          swapped && row > 1 && column > 1 ? at(twoBack, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    twoBack = oneBack
    oneBack = current
  }
  return oneBack[b.length] ?? Number.POSITIVE_INFINITY
}
