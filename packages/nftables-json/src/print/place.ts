/** Where the printer stands in the document, and what it could not print so far. */

/** Why a node has no text. `path` is a JSON pointer (RFC 6901) into what was given to `print`. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export interface Place {
  readonly path: string
  readonly depth: number
  /** Shared by all places of one run; a run with any problem yields no text at all. */
  readonly problems: Problem[]
}

/** Deeper nodes are refused: no rule that a person or nft writes comes near. */
export const maximumDepth = 64

/** A hostile document must not make the list of its problems longer than a person reads. */
export const maximumProblems = 100

export function rootPlace(): Place {
  return { path: '', depth: 0, problems: [] }
}

/** The place of a key or an index of the node at `place`. */
export function at(place: Place, key: string | number): Place {
  const step = String(key).replaceAll('~', '~0').replaceAll('/', '~1')
  return { path: `${place.path}/${step}`, depth: place.depth + 1, problems: place.problems }
}

/** Notes the problem and returns text that never reaches anybody: `print` gives problems or text, not both. */
export function refuse(place: Place, message: string): string {
  if (place.problems.length < maximumProblems) place.problems.push({ path: place.path, message })
  return '<refused>'
}
