import type { HeldVerdict, Step } from '../../../../../ruleset/index.ts'
import type { Hook } from '../../extension.ts'
import type { KnownTarget } from '../../tree.ts'
import type { Context } from '../context.ts'

/** What a target does to a packet that fits. */
export interface TargetResult {
  /** One row of steps after the other, each tried on the packet until one ends it. */
  readonly rows: readonly (readonly Step[])[]
  /** Whether doing it twice is another thing than doing it once. */
  readonly isOnceOnly: boolean
}

export const result = (...steps: readonly Step[]): TargetResult => ({
  rows: [steps],
  isOnceOnly: false,
})

/** What goes on, changed: it must not happen a second time. */
export const changing = (...steps: readonly Step[]): TargetResult => ({
  rows: [steps],
  isOnceOnly: true,
})

export const verdict = (end: HeldVerdict): Step => ({ kind: 'verdict', verdict: end })

export const note = (text: string): TargetResult => result({ kind: 'note', text })

/** It may do anything that a target can. */
export const unknownTarget = (text: string): TargetResult =>
  result({ kind: 'opaque', text, mayEnd: true })

export type TargetKind = KnownTarget['kind']

export type TargetRecord = {
  readonly [K in TargetKind]: Extract<KnownTarget, { readonly kind: K }>
}

/** Where a rule stands, besides what the rule says. */
export interface TargetContext extends Context {
  /** Hooks from which a packet may come to the rule. */
  readonly hooks: ReadonlySet<Hook>
  readonly text: () => string
}

export type TargetHandler<K extends TargetKind> = (
  target: TargetRecord[K],
  context: TargetContext,
) => TargetResult

export type TargetHandlers<K extends TargetKind> = { readonly [N in K]: TargetHandler<N> }
