import type { Family } from '../../../../net/index.ts'
import type { Place } from '../place.ts'

/** Whose rules they are: x_tables' own tables, or iptables-nft's, which differ in what looks at ports. */
export type Engine = 'legacy' | 'nft'

/**
 * The address that stands for every client-facing one in a file that was filled for reading: on these lines, and on
 * no other, a test of it means all of them.
 */
export interface Sentinel {
  readonly address: bigint
  /** How it is spelt in the filled text. */
  readonly text: string
  readonly lines: ReadonlySet<number>
}

/** What the meaning of a rule hangs on besides its text. */
export interface Context {
  readonly family: Family
  readonly engine: Engine
  readonly sentinel: Sentinel | null
  /** Numbers of accounts that rules call by name. */
  readonly accounts: ReadonlyMap<string, number>
}

/** What the meaning of a match hangs on: also on those before it in its rule. */
export interface MatchContext extends Context {
  /** One of them has read a port of UDP, so that whatever comes this far has bytes where the header is. */
  readonly isBehindUdpPort: boolean
}

export const isSentinel = ({ sentinel }: Context, address: bigint, place: Place): boolean =>
  sentinel !== null && sentinel.address === address && sentinel.lines.has(place.line)
