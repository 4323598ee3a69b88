import { parsePrefix } from '../../../src/net/index.ts'
import type { HeldBase, Machine, Step } from '../../../src/ruleset/index.ts'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import { and, andAll, FALSE, implies, not, or, TRUE } from '../../../src/verifier/diagram/index.ts'
import { inPrefixes, isWhole } from '../../../src/verifier/path/index.ts'
import type { Binding, Space } from '../../../src/verifier/space/index.ts'
import {
  addressType,
  atFirst,
  ctKind,
  destinationBlocks,
  has,
  hasAny,
  keyOf,
} from '../../../src/verifier/space/index.ts'
import { arbitraryMaps } from './map-targets.ts'

/**
 * What the sets hold and no one packet in one gateway shows: for each a name, and why. docs/trust.md tells those of
 * which a proof may be too strict, under the same names.
 */

/** How a packet goes that is asked for. */
export type Way = 'arrives' | 'is forwarded' | 'is sent'

const kernelPriorities = [-400, -200, -100, 100]

/** Beside what the kernel does itself at its own priorities either order is reckoned with, and one of them is real. */
const untied = (base: HeldBase): HeldBase =>
  base.type !== 'nat' && kernelPriorities.includes(base.priority)
    ? { ...base, priority: base.priority + 5 }
    : base

/**
 * Of which the sets say less than happens.
 * - opaque: anything may be the case, by definition.
 * - flow add: whether a flowtable takes a connection is a choice that no packet makes.
 * - tproxy: what takes a packet forgets what routing thought of its destination.
 * - fib oif: a route's interface is found or not; which number it has nobody knows.
 * - maps that others fill: they lead anywhere, or nowhere.
 * - ct status: of its bits a packet's telling has only those that people say (answered, translated).
 */
const isUntold = (step: Step): boolean => {
  switch (step.kind) {
    case 'opaque':
    case 'tproxy':
      return true
    case 'escape':
      return step.way === 'offload'
    case 'translate':
      return step.target.kind === 'map' && isFilledByOthers(step.target.entries)
    case 'verdict-map':
      return isFilledByOthers(step.entries)
    case 'test':
      return step.key.some(
        ({ field }) => field === 'ct status' || (field.startsWith('fib') && field.endsWith('oif')),
      )
    default:
      return false
  }
}

const isFilledByOthers = (entries: object): boolean =>
  'map' in entries && arbitraryMaps.some((name) => name === entries.map)

/** The machine without the steps of which a packet cannot show what the sets say. */
export const enactable = (machine: Machine): Machine => ({
  ...machine,
  tables: machine.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      base: chain.base && untied(chain.base),
      rules: chain.rules.map((rule) => ({
        ...rule,
        steps: rule.steps.filter((step) => !isUntold(step)),
      })),
    })),
  })),
})

const within = (space: Space, name: string, ...prefixes: readonly string[]): Diagram =>
  inPrefixes(
    space,
    name,
    prefixes.flatMap((text) => parsePrefix(text) ?? []),
  )

/** Hosts' addresses, of every scope that is routed. */
const isHost = (space: Space, name: string): Diagram =>
  not(within(space, name, '0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/16', 'fe00::/7'))

/** Martians: routing drops what comes from no host, or from an address of the gateway's own, and says so to no rule. */
const isFromHost = (space: Space, _: Binding): Diagram =>
  and(space.arena, has(space, 'source type', addressType.unicast), isHost(space, 'source'))

/** Nor does a masqueraded connection bear what no host has. */
const isTranslatedToHost = (space: Space, { source }: Binding): Diagram =>
  source === 'translated' ? isHost(space, 'translated source') : TRUE

/** What is on its way may be for anybody that routing knows: loopback and 0.0.0.0 are nobody's. */
const isForSomebody = (space: Space, binding: Binding): Diagram =>
  andAll(
    space.arena,
    ['destination', destinationBlocks(binding).address].map((name) =>
      or(
        space.arena,
        isHost(space, name),
        within(space, name, '255.255.255.255/32', '224.0.0.0/4', 'ff02::/16', 'ff0e::/16'),
      ),
    ),
  )

/** Which network has what broadcast address no assignment says. */
const isBroadcastOfAll = (space: Space, binding: Binding): Diagram =>
  andAll(
    space.arena,
    (['original', binding.destination] as const).map((destination) => {
      const { type, address } = destinationBlocks({ ...binding, destination })
      return implies(
        space.arena,
        has(space, type, addressType.broadcast),
        within(space, address, '255.255.255.255/32'),
      )
    }),
  )

/** IPv6 redirects to an address of the scope that the destination has. */
const isRedirectedInScope = (space: Space, { destination }: Binding): Diagram =>
  destination === 'translated' ? not(within(space, 'destination', 'ff00::/8', 'fe80::/9')) : TRUE

/** Multicast is forwarded by a routing daemon, which the reference does not have; what has no route is not sent. */
const isRouted = (space: Space, binding: Binding): Diagram =>
  has(space, destinationBlocks(binding).type, addressType.unicast)

/** A packet whose time to live is over goes no further, which the sets leave to the kernel. */
const isAlive = (space: Space, _: Binding): Diagram =>
  not(hasAny(space, atFirst(space.family === 'ipv4' ? 'ip ttl' : 'ip6 hoplimit'), [0, 1]))

/** What the gateway sends to itself comes back in by loopback, where the sets don't follow it. */
const isSentAway = (space: Space, binding: Binding): Diagram =>
  and(
    space.arena,
    not(has(space, 'oif', space.interfaces.loopback)),
    hasAny(space, destinationBlocks(binding).type, [addressType.unicast, addressType.none]),
  )

/** Where within its transport header a packet ends, behind the ports, its telling has no word for. */
const isUncut = (space: Space, _: Binding): Diagram => has(space, 'cut late', 0)

const always = [
  isUncut,
  isFromHost,
  isTranslatedToHost,
  isForSomebody,
  isBroadcastOfAll,
  isRedirectedInScope,
]

const laws: Readonly<Record<Way, readonly ((space: Space, binding: Binding) => Diagram)[]>> = {
  arrives: [...always, (space) => isWhole(space)],
  'is forwarded': [...always, isRouted, isAlive],
  'is sent': [...always, isSentAway],
}

/**
 * The packets of a flow for which a gateway can be made up. No assignment says what routing thinks of the source that a
 * translation gives, nor of the ends of what the gateway sends; nor what the original of a connection was, of which a
 * packet is an answer, or about which it complains.
 */
export const admitted = (space: Space, machine: Machine, way: Way, binding: Binding): Diagram =>
  (way === 'is sent' && (routesByMark(machine) || asks(machine, 'fib'))) ||
  (binding.source === 'translated' && asks(machine, 'fib saddr'))
    ? FALSE
    : andAll(space.arena, [
        ...laws[way].map((law) => law(space, binding)),
        asks(machine, 'ct original') ? isOriginal(space) : TRUE,
      ])

/** What a chain of type route marks is routed anew, by rules of routing that no assignment says. */
const routesByMark = ({ tables }: Machine): boolean =>
  tables.some(({ chains }) => chains.some(({ base }) => base?.type === 'route'))

/**
 * Whether one gateway can think of the packet's addresses as the assignment does: an address has one type wherever it
 * stands, an interface one group, and the first bytes of an ICMP are its type and code, though the sets keep them apart.
 */
export const isOfOneMind = (value: (name: string) => bigint, binding: Binding): boolean => {
  const addresses = ['source', 'destination'].flatMap((end) => [
    value(end),
    ...(binding[end as 'source' | 'destination'] === 'translated'
      ? [value(`translated ${end}`)]
      : []),
  ])
  const isIcmp = value('l4proto') === 1n || value('l4proto') === 58n
  const firstBytes = value('icmp type') * 256n + value('icmp code')
  const isTurnedBack = value('iif') === value('oif')
  return (
    new Set(addresses).size === addresses.length &&
    (!isTurnedBack || value('iif group') === value('oif group')) &&
    (!isIcmp || value('source port') === firstBytes)
  )
}

/** What `ct original` tells of an answer, and of an error, the sets leave open. */
const isOriginal = (space: Space): Diagram =>
  and(space.arena, has(space, 'ct direction', 0), not(has(space, 'ct kind', ctKind.related)))

/** Whether any rule looks at a field whose name begins so. */
const asks = ({ tables }: Machine, start: string): boolean =>
  tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ steps }) =>
        steps.some((step) => keyOf(step).some(({ field }) => field.startsWith(start))),
      ),
    ),
  )
