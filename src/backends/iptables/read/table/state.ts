import type { Hook } from '../extension.ts'
import { restoreLimits } from '../limits.ts'
import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'
import { hooksOf } from '../tables.ts'
import type { Chain, Policy, Rule, Table } from '../tree.ts'

/** A chain while commands change it. */
export interface ChainState {
  readonly hook: Hook | null
  policy: Policy | null
  readonly rules: Rule[]
}

/** A table while commands change it. Only the files of this folder change it. */
export interface TableState {
  readonly name: string
  readonly chains: Map<string, ChainState>
}

/** What a whole file may cost: rules there are, and rules looked at by commands that have to look. */
export interface Budget {
  rules: number
  steps: number
}

/** A table as iptables-restore finds it after flushing: built-in chains alone. */
export const newTable = (name: string): TableState => ({
  name,
  chains: new Map((hooksOf(name) ?? []).map((hook) => [hook, { hook, policy: null, rules: [] }])),
})

/** Takes from the budget; a fault where it is used up. */
export const spend = (budget: Budget, rules: number, steps: number): Fault | undefined => {
  budget.rules += rules
  budget.steps += steps
  if (budget.rules > restoreLimits.rules)
    return fault('iptables-too-large', `more than ${restoreLimits.rules} rules`)
  return budget.steps > restoreLimits.steps
    ? fault(
        'iptables-too-large',
        'too many rules are inserted, replaced or deleted in too long chains',
      )
    : undefined
}

const freezeChain = (name: string, { hook, policy, rules }: ChainState): Chain => ({
  name,
  hook,
  policy,
  rules: [...rules],
})

export const freezeTable = ({ name, chains }: TableState): Table => ({
  name,
  chains: [...chains].map(([chain, state]) => freezeChain(chain, state)),
})
