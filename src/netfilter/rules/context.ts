import type { HeldRule } from '../../ruleset/index.ts'
import type { DropCause, Station } from '../fate.ts'
import type { PlannedTable } from '../hook-plan.ts'
import type { HookView, Passenger, Walk } from '../walk.ts'

/** Where a step is taken. */
export interface RuleContext {
  readonly walk: Walk
  readonly view: HookView
  readonly table: PlannedTable
  /** `inet filter input`, for people. */
  readonly chainName: string
  readonly rule: HeldRule
}

/** How a base chain ends. */
export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop'; readonly cause: DropCause; readonly at: Station }
  | { readonly kind: 'queue'; readonly bypass: boolean; readonly at: Station }
  /** The packet is nobody's any more here, and what became of it is noted. */
  | { readonly kind: 'gone' }

/** What a step does to its rule: on to the next step, the end of the rule without a verdict, or a verdict. */
export type StepResult =
  | { readonly kind: 'next' | 'break'; readonly passenger: Passenger }
  | { readonly kind: 'jump'; readonly passenger: Passenger; readonly chain: string }
  | { readonly kind: 'goto'; readonly passenger: Passenger; readonly chain: string }
  | { readonly kind: 'continue' | 'return'; readonly passenger: Passenger }
  | { readonly kind: 'verdict'; readonly passenger: Passenger; readonly verdict: Verdict }

export const stationOf = ({ view, chainName, rule }: RuleContext): Station => ({
  where: `${view.hook}, ${chainName}`,
  text: rule.text,
  place: rule.place,
})
