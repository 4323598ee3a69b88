import type { Interval } from '../net/index.ts'
import type { Field } from './field.ts'
import type { Statement } from './statement.ts'

/** One statement after the other, side effects in that order; a verdict, if there is one, comes last. */
export interface Rule {
  readonly statements: readonly Statement[]
  readonly origin: Origin
}

/** Where a rule came from: which intent put it there and which property of the policy asked for it. */
export interface Origin {
  readonly intent: string
  /** Path of the property, `obedience.udp`; null where no choice of the policy is behind it. */
  readonly property: string | null
  /** Its line in the policy; null where the policy leaves it to the default. */
  readonly line: number | null
}

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'

export interface BaseChain {
  readonly type: 'filter' | 'nat'
  readonly hook: Hook
  /** Lower comes first. Chains of type nat only sort among themselves: all hang at -100 or +100. */
  readonly priority: number
  readonly policy: 'accept' | 'drop'
}

export interface Chain {
  readonly name: string
  /** Null: a chain that only a jump or goto reaches. */
  readonly base: BaseChain | null
  readonly rules: readonly Rule[]
}

/** One value for each field that the set is looked up by. */
export type Element = readonly ElementPart[]
export type ElementPart =
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'name'; readonly name: string }

export interface NamedSet {
  readonly name: string
  readonly fields: readonly Field[]
  /** What the desk knows: empty matches nothing. */
  readonly elements: readonly Element[]
  /** Whether the loader adds elements in the transaction that loads the rules. */
  readonly filledAtBoot: boolean
  /** What a reader should know of it, one line. */
  readonly description: string
}

export type TableFamily = 'inet' | 'ip' | 'ip6' | 'arp'

export interface Table {
  readonly family: TableFamily
  readonly name: string
  readonly sets: readonly NamedSet[]
  readonly chains: readonly Chain[]
}

/** One step of a transaction; all of a transaction happens, or nothing of it. */
export type Command =
  /** Whatever the table held before is gone; what stands here is all of it. */
  | { readonly kind: 'replace-table'; readonly table: Table }
  /** Gone afterwards, whether or not it was there. */
  | { readonly kind: 'remove-table'; readonly family: TableFamily; readonly name: string }
  /** Made where missing, left alone where there. */
  | { readonly kind: 'ensure-table'; readonly family: TableFamily; readonly name: string }
  | {
      readonly kind: 'ensure-chain'
      readonly family: TableFamily
      readonly table: string
      readonly chain: string
    }
  /** Fails, and with it the transaction, where the chain is there already. */
  | {
      readonly kind: 'create-chain'
      readonly family: TableFamily
      readonly table: string
      readonly chain: string
    }
  | {
      readonly kind: 'add-rule'
      readonly family: TableFamily
      readonly table: string
      readonly chain: string
      readonly rule: Rule
    }

export interface Transaction {
  readonly commands: readonly Command[]
}
