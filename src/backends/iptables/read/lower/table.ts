import { assert } from '../../../../assert.ts'
import type { BaseHook, HeldBase, HeldChain, HeldTable } from '../../../../ruleset/index.ts'
import type { Hook } from '../extension.ts'
import type { Chain, RestoreFile, Table } from '../tree.ts'
import type { Context } from './context.ts'
import type { LoweredRule } from './rule.ts'
import { lowerRule } from './rule.ts'

const hookNames = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
} as const satisfies Record<Hook, BaseHook>

/** include/uapi/linux/netfilter_ipv4.h; nat has two. */
const priorities: ReadonlyMap<string, number> = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['filter', 0],
  ['security', 50],
])

/** Of the tables that iptables-nft makes: what it takes for NF_IP_PRI_SECURITY lies behind NAT (iptables/nft.c). */
const securityOfNft = 150

/** NF_IP_PRI_NAT_DST and NF_IP_PRI_NAT_SRC. */
const natPriority = (hook: Hook): number =>
  hook === 'PREROUTING' || hook === 'OUTPUT' ? -100 : 100

const typeOf = (table: string, hook: Hook): HeldBase['type'] => {
  if (table === 'nat') return 'nat'
  // What mangle changes in OUTPUT is routed anew (ipt_mangle_out of net/ipv4/netfilter/iptable_mangle.c).
  return table === 'mangle' && hook === 'OUTPUT' ? 'route' : 'filter'
}

const priorityOf = (table: string, hook: Hook, engine: Context['engine']): number | undefined => {
  if (table === 'nat') return natPriority(hook)
  return table === 'security' && engine === 'nft' ? securityOfNft : priorities.get(table)
}

const baseOf = (
  table: string,
  { hook, policy }: Chain,
  engine: Context['engine'],
): HeldBase | null => {
  if (!hook) return null
  const priority = priorityOf(table, hook, engine)
  assert(priority !== undefined, `the reader lets through no table ${table}`)
  return {
    type: typeOf(table, hook),
    hook: hookNames[hook],
    priority,
    policy: policy === 'DROP' ? 'drop' : 'accept',
    devices: [],
  }
}

const jumpsOf = ({ rules }: Chain): readonly string[] =>
  rules.flatMap(({ target }) =>
    target.kind === 'jump' || target.kind === 'goto' ? [target.chain] : [],
  )

/** From which hooks a packet may come to each chain. */
const hooksOf = (chains: readonly Chain[]): ReadonlyMap<string, ReadonlySet<Hook>> => {
  const jumps = new Map(chains.map((chain) => [chain.name, jumpsOf(chain)]))
  const reached = new Map(chains.map(({ name }) => [name, new Set<Hook>()]))
  for (const { name, hook } of chains) {
    if (!hook) continue
    // A Set is walked in the order of insertion, and what is added on the way is walked too.
    const seen = new Set([name])
    for (const chain of seen) {
      reached.get(chain)?.add(hook)
      for (const next of jumps.get(chain) ?? []) seen.add(next)
    }
  }
  return reached
}

/** Where chains are declared, and where the table begins. */
const startOf = ({ blocks, source }: RestoreFile, { name }: Table) => {
  const block = blocks.find(({ table }) => table === name)
  const at = (place: { readonly line: number; readonly column: number } | undefined) => ({
    source,
    line: place?.line ?? 1,
    column: place?.column ?? 1,
  })
  const declared = new Map(
    blocks
      .filter(({ table }) => table === name)
      .flatMap(({ commands }) => commands)
      .flatMap((command) =>
        command.kind === 'chain' || command.kind === 'new-chain'
          ? [[command.chain, command.place] as const]
          : [],
      ),
  )
  const table = at(block?.place)
  return {
    table,
    chain: (chain: string) => (declared.has(chain) ? at(declared.get(chain)) : table),
  }
}

/** A name that no chain of the table has; a `#` never begins a name that people give. */
const nameGiver = (chains: readonly Chain[]) => {
  const taken = new Set(chains.map(({ name }) => name))
  return (chain: string, number: number) => (): string => {
    let name = `${chain}#${number}`
    while (taken.has(name)) name = `${name}#`
    taken.add(name)
    return name
  }
}

const noHooks: ReadonlySet<Hook> = new Set()

/** A chain of a file beside what each of its rules comes to. */
export interface LoweredChain {
  readonly chain: Chain
  readonly held: HeldChain
  readonly rules: readonly LoweredRule[]
}

/** Each chain rule by rule, for whoever has another listing of the same rules to hold against it. */
export const lowerChains = (
  file: RestoreFile,
  table: Table,
  context: Context,
): readonly LoweredChain[] => {
  const hooks = hooksOf(table.chains)
  const start = startOf(file, table)
  const fresh = nameGiver(table.chains)
  return table.chains.map((chain) => {
    const rules = chain.rules.map((rule, index) =>
      lowerRule(
        { rule, chain: chain.name, source: file.source, hooks: hooks.get(chain.name) ?? noHooks },
        context,
        fresh(chain.name, index + 1),
      ),
    )
    const held: HeldChain = {
      name: chain.name,
      base: baseOf(table.name, chain, context.engine),
      rules: rules.flatMap((rule) => rule.rules),
      place: start.chain(chain.name),
    }
    return { chain, held, rules }
  })
}

/** A table as the kernel then holds it: every built-in chain is hooked, named in the file or not. */
export const lowerTable = (file: RestoreFile, table: Table, context: Context): HeldTable => ({
  engine: context.engine,
  family: context.family === 'ip4' ? 'ip' : 'ip6',
  name: table.name,
  isDormant: false,
  sets: [],
  maps: [],
  chains: lowerChains(file, table, context).flatMap(({ held, rules }) => [
    held,
    ...rules.flatMap(({ chains }) => chains),
  ]),
  place: startOf(file, table).table,
})
