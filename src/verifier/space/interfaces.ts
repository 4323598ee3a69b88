import { patternMatches } from '../../net/index.ts'

/**
 * The interfaces there can be, told apart as far as anybody looks: all names that the same patterns match are one
 * atom. `none` is the interface that a packet hasn't got: nothing leaves yet in PREROUTING, nothing entered in OUTPUT.
 */
export interface InterfaceAtoms {
  /** One name for each atom, by its number; number 0 is `none`, with the empty name. */
  readonly samples: readonly string[]
  /** How people write each atom: its name, or the pattern that it was made for; `*` for what no pattern matches. */
  readonly labels: readonly string[]
  /** The numbers of the atoms that a pattern matches, in order. */
  readonly matching: (pattern: string) => readonly number[]
  readonly loopback: number
  /** Whether the atom is named by a pattern, or is the rest that no pattern matches. */
  readonly rest: number
}

export const NO_INTERFACE = 0

/** Atoms for these patterns: `eth0` or `vif*`. */
export const interfaceAtoms = (given: readonly string[]): InterfaceAtoms => {
  const patterns = [...new Set(['lo', ...given.filter((pattern) => pattern !== '')])].sort()
  const exact = patterns.filter((pattern) => !isWildcard(pattern)).map(plainName)
  const wildcards = patterns.filter(isWildcard)
  const atoms = [
    ['', ''] as const,
    ...[...new Set(exact)].map((name) => [name, name] as const),
    ...wildcards.flatMap((pattern) =>
      sampleOf(pattern.slice(0, -1), pattern, patterns).map((name) => [name, pattern] as const),
    ),
    ...sampleOf('other', '*', patterns).map((name) => [name, '*'] as const),
  ]
  const samples = atoms.map(([name]) => name)
  const labels = atoms.map(([, label]) => label)
  const cache = new Map<string, readonly number[]>()
  const matching = (pattern: string): readonly number[] => {
    const known = cache.get(pattern)
    if (known) return known
    const found = samples.flatMap((name, atom) => (matches(pattern, name) ? [atom] : []))
    cache.set(pattern, found)
    return found
  }
  return { samples, labels, matching, loopback: samples.indexOf('lo'), rest: samples.length - 1 }
}

const isWildcard = (pattern: string): boolean => pattern.endsWith('*') && !pattern.endsWith('\\*')

const plainName = (pattern: string): string =>
  pattern.endsWith('\\*') ? `${pattern.slice(0, -2)}*` : pattern

/** A bare `*` holds of no interface at all, too: the comparison is of no bytes. */
const matches = (pattern: string, name: string): boolean => {
  if (pattern === '*') return true
  if (name === '') return pattern === ''
  return isWildcard(pattern) ? patternMatches(pattern, name) : plainName(pattern) === name
}

/**
 * A name that this wildcard matches, and of the other patterns only those that match whatever it matches. Every such
 * name is like any other. Endings are tried until one is of no longer pattern; there is one, since each pattern takes
 * at most one of them.
 */
const sampleOf = (stem: string, own: string, patterns: readonly string[]): readonly string[] => {
  const longer = patterns.filter((pattern) => pattern !== own && pattern.startsWith(stem))
  for (let ending = 0; ending <= longer.length + 1; ending += 1) {
    const name = `${stem}${ending === 0 ? '7.0' : `${ending}z`}`
    if (!longer.some((pattern) => matches(pattern, name))) return [name]
  }
  return []
}
