/** What lowering a rule carries along. */
import type { ReadStatement } from 'nftables-json'
import type { Choice, HeldFamily, Note, Opaque } from '../../../../ruleset/index.ts'
import type { NftLoadCode } from './codes.ts'
import type { KernelSet } from './held.ts'
import type { Column } from './members.ts'

export interface RuleContext {
  readonly family: HeldFamily
  readonly sets: ReadonlyMap<string, KernelSet>
  readonly flowtables: ReadonlyMap<string, object>
  readonly objects: ReadonlyMap<string, object>
  /** The columns of a named set or map; undefined where a type has no field here. */
  readonly columnsOf: (set: KernelSet) => readonly Column[] | undefined
  readonly textOf: (statement: ReadStatement) => string
  readonly refuse: (code: NftLoadCode, message: string, statement: object) => void
  readonly doubt: (code: NftLoadCode, message: string, statement: object, help: string) => void
  /** Whether the rule is one that nft printed, which leaves out what it takes for implied. */
  readonly isListed: boolean
  /** What the rule's matches say so far. */
  network: 'ip' | 'ip6' | 'arp' | undefined
  transport: string | undefined
  /**
   * The connection's protocol where the rule has asked for it alone. nft takes that for the packet's own, and reads its
   * header untested: also of an ICMP error, which belongs to the connection and has other bytes there.
   */
  ofConnection: string | undefined
}

export const opaque = (
  context: RuleContext,
  statement: ReadStatement,
  mayEnd: boolean,
): Opaque => ({ kind: 'opaque', text: context.textOf(statement), mayEnd })

export const note = (context: RuleContext, statement: ReadStatement): Note => ({
  kind: 'note',
  get text() {
    return context.textOf(statement)
  },
})

export const choice = (
  context: RuleContext,
  statement: ReadStatement,
  why: Choice['why'],
): Choice => ({ kind: 'choice', why, text: context.textOf(statement) })
