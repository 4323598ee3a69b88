/**
 * Constructors validate what types cannot: they are for values that a program already holds to be right, so a wrong
 * one is a bug of the caller's, and throws. For values from outside, ask `isIpv4Address` and its like first.
 */
export class ConstructionError extends TypeError {
  override readonly name = 'ConstructionError'
}

/** Throws unless `condition` holds. */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ConstructionError(message)
}
