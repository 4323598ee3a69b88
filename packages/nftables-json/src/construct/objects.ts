/** Constructors of objects, commands and documents. Names and comments are checked; a wrong one throws. */
import type { ChainPolicy, ChainType, Family, Hook } from '../keywords/objects.ts'
import type { WriteCommand } from '../types/commands.ts'
import type { WriteDocument, WriteItem } from '../types/document.ts'
import type {
  WriteBaseChain,
  WriteDeviceChain,
  WriteObject,
  WriteRegularChain,
  WriteRule,
  WriteSet,
  WriteTable,
} from '../types/objects.ts'
import type { WriteStatement } from '../types/statements.ts'
import { commentBytesMax, textProblem } from '../write/check-text.ts'
import { namePattern } from '../write/patterns.ts'
import { isInterfaceName } from './literals.ts'
import { demand } from './problem.ts'

const nameForm = new RegExp(namePattern, 'u')

function checkName(name: string): void {
  demand(nameForm.test(name), 'a name has letters, digits and / _ . - and starts with no digit')
}

function commented(comment: string | undefined): { readonly comment?: string } {
  if (comment === undefined) return {}
  const problem = textProblem(comment, commentBytesMax)
  demand(problem === undefined, problem ?? '')
  return { comment }
}

export function table(family: Family, name: string): { readonly table: WriteTable } {
  checkName(name)
  return { table: { family, name } }
}

/** Where a chain, set or rule lives. */
export interface Place {
  readonly family: Family
  readonly table: string
}

/** A chain that others jump to. */
export function chain(place: Place, name: string): { readonly chain: WriteRegularChain } {
  checkName(name)
  return { chain: { family: place.family, table: place.table, name } }
}

export interface BaseChainOptions {
  readonly type: ChainType
  readonly hook: Exclude<Hook, 'ingress' | 'egress'>
  /** An integer; see nft(8) for what the names stand for. */
  readonly priority: number
  readonly policy: ChainPolicy
}

/** A chain that the kernel calls. */
export function baseChain(
  place: Place,
  name: string,
  options: BaseChainOptions,
): { readonly chain: WriteBaseChain } {
  checkName(name)
  demand(Number.isInteger(options.priority), 'a priority is an integer')
  const { type, hook, priority, policy } = options
  const { family, table } = place
  return { chain: { family, table, name, type, hook, prio: priority, policy } }
}

/** A base chain on a device. */
export function deviceChain(
  place: Place,
  name: string,
  options: {
    readonly hook: 'ingress' | 'egress'
    readonly priority: number
    readonly policy: ChainPolicy
    readonly device: string
  },
): { readonly chain: WriteDeviceChain } {
  checkName(name)
  demand(Number.isInteger(options.priority), 'a priority is an integer')
  demand(isInterfaceName(options.device), 'no interface name')
  const { hook, priority, policy, device } = options
  const { family, table } = place
  return {
    chain: { family, table, name, type: 'filter', hook, prio: priority, policy, dev: device },
  }
}

/** A rule at the end of `chain`. */
export function rule(
  place: Place,
  chainName: string,
  expr: readonly WriteStatement[],
  comment?: string,
): { readonly rule: WriteRule } {
  const { family, table } = place
  return { rule: { family, table, chain: chainName, expr, ...commented(comment) } }
}

/** A named set. */
export function set<S extends WriteSet>(definition: S): { readonly set: S } {
  checkName(definition.name)
  commented(definition.comment)
  return { set: definition }
}

export function add<O extends WriteObject>(object: O): { readonly add: O } {
  return { add: object }
}

/** Everything of one family, or of all: whatever others loaded too. */
export function flushRulesetOfEverybody(family?: Family): WriteCommand {
  return { flush: { ruleset: family === undefined ? null : { family } } }
}

/** One transaction. */
export function document(...items: readonly WriteItem[]): WriteDocument {
  return { nftables: items }
}
