import type { BaseHook, HeldBase, HeldChain, HeldTable, Machine } from '../../ruleset/index.ts'
import type { SpaceFamily } from '../space/index.ts'

/**
 * Chains of equal priority run the newer one first, and no listing shows which that is. Where the order can matter,
 * a proof takes both.
 */
export type Order = 'newer-first' | 'older-first'

/** A base chain, and the table that it stands in. */
export interface Station {
  readonly table: HeldTable
  readonly chain: HeldChain
  readonly base: HeldBase
}

/** One stop at a hook: a base chain, or what the kernel does there itself. */
export type Stop =
  | { readonly kind: 'chain'; readonly station: Station }
  | { readonly kind: 'defragment' }
  | { readonly kind: 'track' }
  /** All nat chains together: their own priorities only sort them among themselves. */
  | {
      readonly kind: 'translate'
      readonly end: 'destination' | 'source'
      readonly stations: readonly Station[]
    }

/** NF_IP_PRI_*, include/uapi/linux/netfilter_ipv4.h. */
const kernelPriority = { defragment: -400, track: -200, destination: -100, source: 100 } as const

/** Everything that a packet of this family meets at this hook, in order. */
export const planOf = (
  machine: Machine,
  family: SpaceFamily,
  hook: BaseHook,
  order: Order,
): readonly Stop[] => {
  const stations = stationsAt(machine, family, hook, order)
  const stops = stations.flatMap((station) =>
    station.base.type === 'nat'
      ? []
      : [{ priority: station.base.priority, stop: { kind: 'chain', station } as const }],
  )
  const kernel = isTracked(machine, family) ? kernelStops(hook, stations) : []
  return [...stops, ...kernel]
    .sort((left, right) =>
      left.priority !== right.priority
        ? left.priority - right.priority
        : rank(left.stop, order) - rank(right.stop, order),
    )
    .map(({ stop }) => stop)
}

const rank = (stop: Stop, order: Order): number =>
  (stop.kind === 'chain') === (order === 'newer-first') ? 0 : 1

const kernelStops = (hook: BaseHook, stations: readonly Station[]) => {
  const nat = stations.filter(({ base }) => base.type === 'nat')
  const stop = (priority: number, what: Stop) => ({ priority, stop: what })
  const translate = (end: 'destination' | 'source') =>
    stop(kernelPriority[end], { kind: 'translate', end, stations: nat })
  switch (hook) {
    case 'prerouting':
    case 'output':
      return [
        stop(kernelPriority.defragment, { kind: 'defragment' }),
        stop(kernelPriority.track, { kind: 'track' }),
        translate('destination'),
      ]
    case 'input':
    case 'postrouting':
      return [translate('source')]
    default:
      return []
  }
}

/** The base chains at a hook, sorted; tables stand in the order in which they were loaded. */
const stationsAt = (
  machine: Machine,
  family: SpaceFamily,
  hook: BaseHook,
  order: Order,
): readonly Station[] => {
  const found = machine.tables
    .filter((table) => !table.isDormant && sees(table, family, hook))
    .flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.base?.hook === hook ? [{ table, chain, base: chain.base }] : [],
      ),
    )
  const loaded = order === 'newer-first' ? [...found].reverse() : found
  return [...loaded].sort((left, right) => left.base.priority - right.base.priority)
}

const sees = (table: HeldTable, family: SpaceFamily, hook: BaseHook): boolean =>
  table.family === 'netdev' ? hook === 'ingress' || hook === 'egress' : isOf(table, family)

const isOf = (table: HeldTable, family: SpaceFamily): boolean =>
  (family !== 'arp' && table.family === 'inet') || table.family === tableFamilies[family]

/** The tables of one family alone. */
const tableFamilies = { ipv4: 'ip', ipv6: 'ip6', arp: 'arp' } as const

/** Conntrack, and with it defragmentation and NAT, is on for a family where any rule for it asks. */
export const isTracked = (machine: Machine, family: SpaceFamily): boolean =>
  machine.tables.some(
    (table) =>
      isOf(table, family) &&
      table.chains.some((chain) =>
        chain.rules.some(
          ({ asksConntrack, asksConntrackOf }) =>
            asksConntrack && (asksConntrackOf === undefined || asksConntrackOf === family),
        ),
      ),
  )

/** Where no chain of type nat stands, connections that were translated once are translated no more. */
export const hasNat = (machine: Machine, family: SpaceFamily): boolean =>
  machine.tables.some(
    (table) =>
      !table.isDormant &&
      isOf(table, family) &&
      table.chains.some(({ base }) => base?.type === 'nat'),
  )

/** Whether chains of one priority, or one that stands where the kernel does, can make a difference by their order. */
export const isOrderAmbiguous = (
  machine: Machine,
  family: SpaceFamily,
  mutates: (station: Station) => boolean,
): boolean =>
  (['prerouting', 'input', 'forward', 'output', 'postrouting'] as const).some((hook) => {
    const stations = stationsAt(machine, family, hook, 'newer-first')
    return stations.some((station, index) => {
      const next = stations[index + 1]
      const isShared =
        next !== undefined &&
        next.base.priority === station.base.priority &&
        (next.base.type === 'nat') === (station.base.type === 'nat')
      const isAtKernels =
        station.base.type !== 'nat' &&
        Object.values(kernelPriority).some((priority) => priority === station.base.priority)
      return (isShared && [station, next].some(mutates)) || isAtKernels
    })
  })
