import type {
  BaseHook,
  HeldBase,
  HeldChain,
  HeldFamily,
  HeldMap,
  HeldSet,
  HeldTable,
  Machine,
} from '../ruleset/index.ts'
import type { PacketFamily } from './packet.ts'

/** One machine's hooks, in the order in which the kernel runs them; made once for many packets. */
export interface HookPlan {
  /** The functions that hang at a hook of a family, in the order in which they run. */
  readonly at: (family: PacketFamily, hook: BaseHook, device: string | null) => readonly HookEntry[]
  /** Whether conntrack watches the family at all. */
  readonly tracks: (family: PacketFamily) => boolean
}

export type HookEntry =
  | { readonly kind: 'chain'; readonly chain: PlannedChain }
  | { readonly kind: 'defragment' }
  | { readonly kind: 'track' }
  | { readonly kind: 'confirm' }
  /** The one dispatcher of a hook's chains of type nat. */
  | { readonly kind: 'nat'; readonly chains: readonly PlannedChain[] }

/** A base chain with its table, whose chains, sets and maps its rules name. */
export interface PlannedChain {
  readonly table: PlannedTable
  readonly chain: HeldChain
  readonly base: HeldBase
}

export interface PlannedTable {
  readonly table: HeldTable
  readonly chains: ReadonlyMap<string, HeldChain>
  readonly sets: ReadonlyMap<string, HeldSet>
  readonly maps: ReadonlyMap<string, HeldMap>
}

/** Where a function stands in the order: by priority, and of equals the one registered last comes first. */
interface Registered {
  readonly entry: HookEntry
  readonly priority: number
  /** When it was registered: by table, and within a table by chain; what rules bring comes after all chains. */
  readonly moment: readonly [number, number]
}

/** NF_IP_PRI_* (include/uapi/linux/netfilter_ipv4.h). */
const priorities = {
  defragment: -400,
  track: -200,
  destinationNat: -100,
  sourceNat: 100,
  confirm: 2147483647,
} as const

/**
 * The machine's hooks. Equal machines give equal plans, so a plan is made once for each machine object and kept as
 * long as that lives: one judgement costs little where a million are asked for.
 */
export const planHooks = (machine: Machine): HookPlan => {
  const known = plans.get(machine)
  if (known) return known
  const plan = makePlan(machine)
  plans.set(machine, plan)
  return plan
}

const plans = new WeakMap<Machine, HookPlan>()

const makePlan = (machine: Machine): HookPlan => {
  const tables = machine.tables.map((table) => planTable(table))
  const asking = { ipv4: firstAsking(machine, 'ipv4'), ipv6: firstAsking(machine, 'ipv6') }
  const made = new Map<string, readonly HookEntry[]>()
  const trackedSince = (family: PacketFamily) => (family === 'arp' ? -1 : asking[family])
  return {
    tracks: (family) => trackedSince(family) >= 0,
    at: (family, hook, device) => {
      const key = `${family} ${hook} ${device ?? ''}`
      const entries = made.get(key) ?? order(tables, trackedSince(family), family, hook, device)
      made.set(key, entries)
      return entries
    },
  }
}

const planTable = (table: HeldTable): PlannedTable => ({
  table,
  chains: new Map(table.chains.map((chain) => [chain.name, chain])),
  sets: new Map(table.sets.map((set) => [set.name, set])),
  maps: new Map(table.maps.map((map) => [map.name, map])),
})

/**
 * The first table whose rules switch conntrack on for the family, or -1. Rules of dormant tables and of chains that
 * nothing reaches count too: what counts is that they are loaded (`nf_ct_netns_get`). A table of the bridge family
 * switches it on for both, as inet's do.
 */
const firstAsking = (machine: Machine, family: 'ipv4' | 'ipv6'): number =>
  machine.tables.findIndex(
    (table) =>
      (['inet', 'bridge'].includes(table.family) || sees(table.family, family)) &&
      table.chains.some((chain) =>
        chain.rules.some(
          ({ asksConntrack, asksConntrackOf }) =>
            asksConntrack && (asksConntrackOf === undefined || asksConntrackOf === family),
        ),
      ),
  )

/** Whether the hooks of such a table see packets of the family; those of a device see all of them. */
const sees = (table: HeldFamily, family: PacketFamily): boolean => {
  if (table === 'inet') return family !== 'arp'
  return { ipv4: 'ip', ipv6: 'ip6', arp: 'arp' }[family] === table
}

const order = (
  tables: readonly PlannedTable[],
  trackedSince: number,
  family: PacketFamily,
  hook: BaseHook,
  device: string | null,
): readonly HookEntry[] => {
  const chains = baseChains(tables, family, hook, device)
  const registered = [
    ...chains.filter(({ entry }) => entry.chain.base.type !== 'nat'),
    ...kernelFunctions(trackedSince, family, hook),
    ...natDispatcher(
      chains.filter(({ entry }) => entry.chain.base.type === 'nat'),
      firstNat(tables, family),
      hook,
    ),
  ]
  return [...registered].sort(compare).map(({ entry }) => entry)
}

/** `nf_hook_entries_grow`: a new function goes before all whose priority is not lower than its own. */
const compare = (left: Registered, right: Registered): number =>
  left.priority - right.priority ||
  right.moment[0] - left.moment[0] ||
  right.moment[1] - left.moment[1]

type RegisteredChain = Registered & {
  readonly entry: { readonly kind: 'chain'; readonly chain: PlannedChain }
}

const isOfDevice = (hook: BaseHook): boolean => hook === 'ingress' || hook === 'egress'

const baseChains = (
  tables: readonly PlannedTable[],
  family: PacketFamily,
  hook: BaseHook,
  device: string | null,
): readonly RegisteredChain[] =>
  tables.flatMap((table, tableIndex) => {
    if (table.table.isDormant) return []
    const isSeen = isOfDevice(hook)
      ? ['netdev', 'inet'].includes(table.table.family)
      : sees(table.table.family, family)
    if (!isSeen) return []
    return table.table.chains.flatMap((chain, chainIndex) => {
      const { base } = chain
      if (base === null || base.hook !== hook) return []
      if (isOfDevice(hook) && !hangsAt(base, device)) return []
      const entry = { kind: 'chain', chain: { table, chain, base } } as const
      return [{ entry, priority: base.priority, moment: [tableIndex, chainIndex] as const }]
    })
  })

/** Since Linux 6.16 a chain may name devices by `vif*`. */
const hangsAt = (base: HeldBase, device: string | null): boolean =>
  device !== null &&
  base.devices.some((name) =>
    name.endsWith('*') ? device.startsWith(name.slice(0, -1)) : name === device,
  )

/** Rules are made after the chains of their table, so conntrack's own functions are newer than those. */
const afterChains = Number.MAX_SAFE_INTEGER

const kernelFunctions = (
  trackedSince: number,
  family: PacketFamily,
  hook: BaseHook,
): readonly Registered[] => {
  if (trackedSince < 0 || family === 'arp') return []
  const moment = [trackedSince, afterChains] as const
  const isEntrance = hook === 'prerouting' || hook === 'output'
  if (isEntrance)
    return [
      { entry: { kind: 'defragment' }, priority: priorities.defragment, moment },
      { entry: { kind: 'track' }, priority: priorities.track, moment },
    ]
  if (hook === 'input' || hook === 'postrouting')
    return [{ entry: { kind: 'confirm' }, priority: priorities.confirm, moment }]
  return []
}

/** The moment of the family's first chain of type nat, which brings the dispatchers of all four hooks. */
const firstNat = (
  tables: readonly PlannedTable[],
  family: PacketFamily,
): readonly [number, number] | null => {
  for (const [tableIndex, { table }] of tables.entries()) {
    if (table.isDormant || !sees(table.family, family)) continue
    const chain = table.chains.findIndex(({ base }) => base?.type === 'nat')
    if (chain >= 0) return [tableIndex, chain]
  }
  return null
}

/**
 * All chains of type nat of a hook hang below one function at -100 or +100, whatever their own priorities, which only
 * order them among themselves (`nf_nat_register_fn`). It is there for connections that are translated already even
 * where this hook has no chain of the kind, as long as some hook of the family has one.
 */
const natDispatcher = (
  chains: readonly RegisteredChain[],
  moment: readonly [number, number] | null,
  hook: BaseHook,
): readonly Registered[] => {
  if (moment === null || hook === 'forward' || isOfDevice(hook)) return []
  const isEntrance = hook === 'prerouting' || hook === 'output'
  const sorted = [...chains].sort(compare).map(({ entry }) => entry.chain)
  return [
    {
      entry: { kind: 'nat', chains: sorted },
      priority: isEntrance ? priorities.destinationNat : priorities.sourceNat,
      moment,
    },
  ]
}
