import type { Settings } from '../gateway/gateway.ts'
import type { Stage } from '../stage.ts'

/** What a try came to. */
export interface Shown {
  /** How much was tried: frames sent, connections opened. Nothing tried is nothing shown. */
  readonly tried: number
  /** What is wrong, for people; empty where the claim holds. */
  readonly findings: readonly string[]
  /**
   * What a client was not served, and nothing else was wrong with. Circuits die and answers come late; so that is tried
   * again, and only who is never served is not.
   */
  readonly unserved?: readonly string[]
}

/** The gateway broken on purpose. The same try must then find something, or it proves nothing. */
export interface Break {
  readonly how: string
  /** What the try has to find then: a break that is noticed for another reason is not noticed. */
  readonly finds: RegExp
  /** For `nft -f -` in the gateway. */
  readonly nft?: string
  readonly set?: Settings
  /** Whatever rules and switches cannot say; `undo` comes before the gateway is mended. */
  readonly act?: (stage: Stage) => Promise<void>
  readonly undo?: (stage: Stage) => Promise<void>
}

/** One thing that is true of the gateway, with the break that shows that the try would notice if it were not. */
export interface Claim {
  /** A guarantee of docs/guarantees.md, or what a user is promised beside them. */
  readonly of: string
  readonly says: string
  /** Why it cannot be shown here; undefined where it can. */
  readonly skip?: (stage: Stage) => string | undefined
  /** What has to be so before the policy is in force, each time. */
  readonly before?: (stage: Stage) => Promise<void>
  /** The policy that it is about; the default where there is none. */
  readonly policy?: (stage: Stage) => string
  readonly show: (stage: Stage) => Promise<Shown>
  readonly broken: Break
}

/** Walls of the loaded ruleset, taken down at their very first rule. */
export const without = (...chains: readonly string[]): string =>
  chains.map((chain) => `insert rule inet qubes_tor_fw ${chain} accept`).join('\n')
