import type { Family } from '../../../../net/index.ts'
import type { Given } from '../extension.ts'
import type { Place } from '../place.ts'
import type { Fault } from '../reading.ts'
import type { Word } from '../text/word.ts'
import type { Counters, Policy } from '../tree.ts'
import type { AddressMask } from '../values/address.ts'
import type { Instance } from './instance.ts'

/** What the reading of a line knows of its surroundings. */
export interface Surroundings {
  readonly family: Family
  readonly table: string
  /** Whether a chain of that name is there at this point of the file. */
  hasChain(name: string): boolean
  /**
   * Given: a match whose value cannot be read becomes opaque, and this is told, where otherwise the file is refused.
   * For dumps in which somebody has blanked out values.
   */
  readonly forgive: ((fault: Fault, place: Place) => void) | undefined
}

/** Names and numbers of a command, as they come: which of them have to be there hangs on the letter. */
export interface CommandWords {
  readonly letter: string
  readonly chain: string | null
  readonly second: string | null
  readonly place: Place
}

export interface Addresses {
  readonly list: readonly AddressMask[]
  readonly negated: boolean
  readonly place: Place
}

/** A line being read, word by word. Only the files of this folder change it. */
export interface LineState {
  readonly surroundings: Surroundings
  readonly words: readonly Word[]
  at: number
  /** The `!` that waits for an option. */
  negation: Word | undefined
  command: CommandWords | undefined
  source: Addresses | undefined
  destination: Addresses | undefined
  inInterface: Given<string> | undefined
  outInterface: Given<string> | undefined
  /** 0 is every protocol. */
  protocol: Given<number> | undefined
  fragment: Given<true> | undefined
  counters: Counters | undefined
  target:
    | { readonly kind: 'jump' | 'goto'; readonly chain: string; readonly place: Place }
    | undefined
  /** In the order of loading, target among them. */
  readonly instances: Instance[]
  /** Whether the match of the protocol has been loaded for an option already. */
  protocolLoaded: boolean
  otherFamily: boolean
  policy: Policy | undefined
}

/** A fault and the place it is told of. */
export interface PlacedFault {
  readonly fault: Fault
  readonly place: Place
}

/** Nothing, where a step succeeds. */
export type Step = PlacedFault | undefined

export const newLine = (surroundings: Surroundings, words: readonly Word[]): LineState => ({
  surroundings,
  words,
  at: 0,
  negation: undefined,
  command: undefined,
  source: undefined,
  destination: undefined,
  inInterface: undefined,
  outInterface: undefined,
  protocol: undefined,
  fragment: undefined,
  counters: undefined,
  target: undefined,
  instances: [],
  protocolLoaded: false,
  otherFamily: false,
  policy: undefined,
})
