import type { BaseHook } from './hook.ts'
import type { HeldBase, HeldChain, HeldTable, Machine } from './machine.ts'

/** One thing that a kernel does at once: what holds before it and after it, and which tables it takes out and puts in. */
export interface Commit {
  /** What happens, for people: `lockdown.nft is loaded`. */
  readonly event: string
  readonly before: Machine
  readonly after: Machine
  /** Tables of `before` that are taken out. One that is put in again in the same words is among them. */
  readonly removed: readonly HeldTable[]
  /** Tables of `after` that are put in. */
  readonly added: readonly HeldTable[]
  readonly manner: CommitManner
}

/**
 * How a kernel does it.
 * - `anew`: nf_tables takes tables out and puts tables in.
 * - `in place`: nf_tables changes what stands in tables that stay.
 * - `at a stroke`: x_tables puts one table in another's place.
 */
export type CommitManner = 'anew' | 'in place' | 'at a stroke'

/** What is in force at one moment. */
export interface Moment {
  /** When that is, for people: `while lockdown.nft is loaded`. */
  readonly when: string
  readonly machine: Machine
  /** Of which families it says something new. */
  readonly families: readonly PacketFamily[]
}

type PacketFamily = 'ipv4' | 'ipv6'

/**
 * Everything that is in force on the way through these commits, one after the other: before the first, while each is
 * under way, and where it rests after each, be it for good. A family counts from the first ruleset that speaks of it:
 * before that it is as it was before anything was loaded, of which no ruleset can tell.
 */
export const passage = (commits: readonly Commit[]): readonly Moment[] => {
  const begun = new Set<PacketFamily>()
  const resting = (when: string, machine: Machine, touched: readonly PacketFamily[]): Moment => {
    for (const family of families) if (machine.shown[family]) begun.add(family)
    return { when, machine, families: touched.filter((family) => begun.has(family)) }
  }
  const [first] = commits
  const start = first ? [resting(`before ${first.event}`, first.before, families)] : []
  const steps = commits.flatMap((commit) => {
    const touched = touchedBy(commit)
    const going = whileCommitting(
      commit,
      touched.filter((family) => begun.has(family)),
    )
    return [...going, resting(`after ${commit.event}`, commit.after, touched)]
  })
  return [...start, ...steps].filter((moment) => moment.families.length > 0)
}

const families: readonly PacketFamily[] = ['ipv4', 'ipv6']

const touchedBy = ({ removed, added }: Commit): readonly PacketFamily[] => {
  const names = new Set([...removed, ...added].map(({ family }) => family))
  return families.filter((each) => names.has('inet') || names.has(each === 'ipv4' ? 'ip' : 'ip6'))
}

/**
 * Everything that a packet can meet while the kernel commits, by any path through the hooks.
 *
 * No packet waits for a commit. One that is under way meets what is taken out in the chains before the moment, and what
 * is put in in those behind it; so there is a moment for each place between two chains. And in nftables
 * (net/netfilter/nf_tables_api.c; that packets pass so was seen in 6.18):
 *
 * - `nf_tables_commit` makes all rules change at once; of what it takes out only the policies stay, until it comes to
 *   unregister those chains. A packet that was in the hook before what is put in was registered there meets nothing
 *   else: the chains of that hook, emptied.
 * - A chain that is put in begins with the policy to accept, and gets its own after its rules are in force and what is
 *   taken out is gone (`nft_basechain_init`, `nft_chain_commit_drop_policy`).
 *
 * Tables of x_tables are replaced by one pointer, policies and all (`xt_replace_table`). Tables of ARP, of bridges and of
 * devices are taken for loaded.
 */
const whileCommitting = (commit: Commit, touched: readonly PacketFamily[]): readonly Moment[] => {
  const removed = commit.removed.filter(isOfPackets)
  const added = commit.added.filter(isOfPackets)
  const kept = commit.after.tables.filter((table) => !added.includes(table))
  const moment = (
    old: (base: HeldBase) => Force,
    isYoung: (base: HeldBase) => boolean,
  ): Moment => ({
    when: `while ${commit.event}`,
    machine: {
      ...commit.after,
      tables: [
        ...kept,
        ...removed.map((table) => forcedBy(table, old)),
        ...added.map((table) =>
          forcedBy(table, (base, chain) =>
            isYoung(base) ? forceAtFirst(commit, table, chain) : 'gone',
          ),
        ),
      ],
    },
    families: touched,
  })
  const cuts = placesOf([...removed, ...added]).map((cut) =>
    moment(
      (base) => (comesBefore(base, cut) ? 'whole' : 'gone'),
      (base) => !comesBefore(base, cut),
    ),
  )
  const windows = commit.manner === 'anew' ? windowsOf(removed, added) : []
  const emptied = windows.map(({ from, to }) =>
    moment(
      (base) => (comesBefore(base, from) ? 'whole' : comesBefore(base, to) ? 'emptied' : 'gone'),
      (base) => !comesBefore(base, to),
    ),
  )
  return [...cuts, ...emptied]
}

const isOfPackets = ({ family }: HeldTable): boolean =>
  family === 'inet' || family === 'ip' || family === 'ip6'

/**
 * What is in force of a base chain: all of it; all but its policy, which is not set yet; its policy alone; or nothing.
 */
type Force = 'whole' | 'without policy' | 'emptied' | 'gone'

const forcedBy = (
  table: HeldTable,
  forceOf: (base: HeldBase, chain: HeldChain) => Force,
): HeldTable => ({
  ...table,
  chains: table.chains.flatMap((chain) =>
    chain.base === null ? [chain] : forced(chain, chain.base, forceOf(chain.base, chain)),
  ),
})

/** What is in force of a chain that is put in, before the commit has come to its policy. */
const forceAtFirst = (
  { manner, removed }: Commit,
  table: HeldTable,
  { name }: HeldChain,
): Force => {
  if (manner === 'at a stroke') return 'whole'
  const before = removed
    .filter((each) => each.family === table.family && each.name === table.name)
    .flatMap(({ chains }) => chains.find((chain) => chain.name === name)?.base ?? [])
  const keptPolicy = manner === 'in place' && before.some(({ policy }) => policy === 'drop')
  return keptPolicy ? 'whole' : 'without policy'
}

/** Rules that no hook leads to any more stay: they are loaded, and conntrack is on for their sake. */
const forced = (chain: HeldChain, base: HeldBase, force: Force): readonly HeldChain[] => {
  const asleep: HeldChain = { ...chain, name: `${chain.name} (out of force)`, base: null }
  switch (force) {
    case 'whole':
      return [chain]
    case 'without policy':
      return [{ ...chain, base: { ...base, policy: 'accept' } }]
    case 'emptied':
      return [{ ...chain, rules: [] }, asleep]
    case 'gone':
      return [asleep]
  }
}

/** Where on a packet's way a chain stands: hook by hook, then by priority. */
interface Position {
  readonly hook: number
  readonly priority: number
}

const hookOrder: Readonly<Record<BaseHook, number>> = {
  ingress: 0,
  prerouting: 1,
  input: 2,
  forward: 2,
  output: 2,
  postrouting: 3,
  egress: 4,
}

/** All chains of type nat hang at one priority (`NF_IP_PRI_NAT_DST`, `NF_IP_PRI_NAT_SRC`). */
const translating = (hook: BaseHook): number =>
  hook === 'prerouting' || hook === 'output' ? -100 : 100

const positionOf = ({ type, hook, priority }: HeldBase): Position => ({
  hook: hookOrder[hook],
  priority: type === 'nat' ? translating(hook) : priority,
})

const compare = (one: Position, other: Position): number =>
  one.hook - other.hook || one.priority - other.priority

const comesBefore = (base: HeldBase, position: Position): boolean =>
  compare(positionOf(base), position) < 0

/** A chain without rules whose policy accepts is as good as none, wherever it stands. */
const basesOf = (tables: readonly HeldTable[]): readonly HeldBase[] =>
  tables.flatMap(({ chains }) =>
    chains.flatMap(({ base, rules }) =>
      base === null || (rules.length === 0 && base.policy === 'accept') ? [] : [base],
    ),
  )

/** Every place at which a chain stands, in order. */
const placesOf = (tables: readonly HeldTable[]): readonly Position[] => {
  const places = basesOf(tables).map(positionOf).sort(compare)
  return places.filter((place, index) => {
    const before = places[index - 1]
    return before === undefined || compare(before, place) !== 0
  })
}

interface Window {
  readonly from: Position
  /** Exclusive. */
  readonly to: Position
}

/**
 * Where a packet may meet policies alone: in a hook at which it was before the new chains were, or at a place where an
 * old chain stands behind a new one.
 */
const windowsOf = (
  removed: readonly HeldTable[],
  added: readonly HeldTable[],
): readonly Window[] => {
  const old = placesOf(removed)
  const young = placesOf(added)
  const at = (hook: number, priority: number): Position => ({ hook, priority })
  const hooks = [...new Set(old.map(({ hook }) => hook))].map((hook) => ({
    from: at(hook, Number.NEGATIVE_INFINITY),
    to: at(hook + 1, Number.NEGATIVE_INFINITY),
  }))
  const isAlone = ({ hook }: Position): boolean =>
    old.filter((place) => place.hook === hook).length === 1
  const ties = old
    .filter((place) => !isAlone(place) && young.some((other) => compare(place, other) === 0))
    .map((from) => ({ from, to: at(from.hook, from.priority + 0.5) }))
  return [...hooks, ...ties]
}
