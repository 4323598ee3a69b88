/** Bugs crash: an assertion that fails is an error in this program, never in what the user gave it. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`bug: ${why}`)
}

/** Ends every `switch` over a closed union: a new member does not type-check until each switch knows it. */
export const assertNever = (value: never): never => {
  throw new Error(`bug: not a member of the union: ${JSON.stringify(value)}`)
}
