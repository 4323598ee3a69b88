import type { Family } from '../../../net/index.ts'
import type { Reading } from './reading.ts'
import { value } from './reading.ts'

/** What the meaning of an argument may hang on. */
export interface Scope {
  readonly family: Family
  /** The protocol that the rule has tested for so far, if it has. */
  readonly protocol?: number | undefined
}

/**
 * The arguments of one option as a value, and the value as the arguments that iptables-save prints.
 * `arity` is how many arguments there are.
 */
export interface Codec<T> {
  readonly arity: 0 | 1 | 2
  read(first: string, second: string, scope: Scope): Reading<T>
  /** Each already quoted as far as iptables-save quotes it. */
  write(value: T, scope: Scope): readonly string[]
}

/** An option without argument: that it is there is all it says. */
export const flag: Codec<true> = { arity: 0, read: () => value(true), write: () => [] }

/** One argument. */
export const argument = <T>(
  read: (text: string, scope: Scope) => Reading<T>,
  write: (value: T, scope: Scope) => string,
): Codec<T> => ({
  arity: 1,
  read: (text, _, scope) => read(text, scope),
  write: (written, scope) => [write(written, scope)],
})
