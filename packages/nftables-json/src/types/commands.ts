/** Commands as they are written. */
import type { Family } from '../keywords/objects.ts'
import type { Wrapped } from './json.ts'
import type { WriteElement, WriteObjectBodies, WriteRule } from './objects.ts'

/** An object that is there already, by its name. */
interface Named {
  readonly family: Family
  readonly table: string
  readonly name: string
}
/** A rule has no name: its handle (as a listing shows it) is its address. */
interface RuleByHandle {
  readonly family: Family
  readonly table: string
  readonly chain: string
  readonly handle: number | bigint
}
type NamedKinds = Exclude<keyof WriteObjectBodies, 'table' | 'rule' | 'element'>

/** What `delete` and `destroy` name. */
export type WriteRemoval = Wrapped<
  {
    readonly table: { readonly family: Family; readonly name: string }
    readonly rule: RuleByHandle
    readonly element: WriteElement
  } & { readonly [K in NamedKinds]: Named }
>

export type WriteFlush = Wrapped<{
  readonly ruleset: null | { readonly family: Family }
  readonly table: { readonly family: Family; readonly name: string }
  readonly chain: Named
  readonly set: Named
  readonly map: Named
  readonly meter: Named
}>

/** A class of objects, in all families or in one. */
type Everything = null | { readonly family: Family }
export type WriteList = Wrapped<{
  readonly ruleset: Everything
  readonly tables: Everything
  readonly chains: Everything
  readonly sets: Everything
  readonly maps: Everything
  readonly counters: Everything
  readonly quotas: Everything
  readonly limits: Everything
  readonly meters: Everything
  readonly flowtables: Everything
  readonly table: { readonly family: Family; readonly name: string }
  readonly chain: Named
  readonly set: Named
  readonly map: Named
  readonly counter: Named
  readonly quota: Named
  readonly limit: Named
  readonly 'ct helper': Named
  readonly 'ct timeout': Named
  readonly 'ct expectation': Named
}>

/** `rule` and `rules` since 1.0.7, `element`, `set` and `map` since 1.0.8. */
export type WriteReset = Wrapped<{
  readonly counter: Named
  readonly counters: Everything
  readonly quota: Named
  readonly quotas: Everything
  readonly rule: RuleByHandle
  readonly rules:
    | Everything
    | { readonly family: Family; readonly table: string; readonly chain?: string }
  readonly element: WriteElement
  readonly set: Named
  readonly map: Named
}>

export interface WriteCommandBodies {
  readonly add: Wrapped<WriteObjectBodies>
  /** Like `add`, but fails where the object exists. */
  readonly create: Wrapped<Omit<WriteObjectBodies, 'rule'>>
  /** Places a rule first in its chain, or before the rule at `index`. */
  readonly insert: { readonly rule: WriteRule & { readonly index?: number } }
  readonly replace: { readonly rule: WriteRule & { readonly handle: number | bigint } }
  readonly delete: WriteRemoval
  /** Like `delete`, but no error where there is nothing; since 1.0.7. */
  readonly destroy: WriteRemoval
  readonly rename: { readonly chain: Named & { readonly newname: string } }
  readonly flush: WriteFlush
  readonly list: WriteList
  readonly reset: WriteReset
}

export type WriteCommand = Wrapped<WriteCommandBodies>
