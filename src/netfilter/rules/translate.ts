import { assert, assertNever } from '../../assert.ts'
import type { Interval } from '../../net/index.ts'
import type { MapEntry, Translate } from '../../ruleset/index.ts'
import type { Connection } from '../connection.ts'
import type { Manip } from '../nat/mangle.ts'
import type { NatRange } from '../nat/set-up.ts'
import { setUpNat } from '../nat/set-up.ts'
import { natAddresses } from '../nat/target.ts'
import type { Passenger, Tracked } from '../walk.ts'
import { noteTrace } from '../walk.ts'
import type { RuleContext, StepResult } from './context.ts'
import { stationOf } from './context.ts'
import { findTuple, isNamed } from './members.ts'
import { readKey } from './test.ts'

/**
 * A rule that translates: it settles one end of the connection and ends the chain by accepting; the packet itself is
 * changed once all chains of type nat have had their say (nat/dispatch.ts). Where the kernel has no address of its
 * own to put there, the packet is dropped.
 */
export const translate = (
  context: RuleContext,
  passenger: Passenger,
  step: Translate,
): StepResult => {
  const { tracking, packet } = passenger
  if (tracking.kind !== 'tracked') return { kind: 'break', passenger }
  const given = givenTarget(context, passenger, step)
  if (given === 'no entry') return { kind: 'break', passenger }
  if (given === 'unknown') {
    context.walk.outcomes.push({ kind: 'unknown', packet, at: stationOf(context) })
    return { kind: 'verdict', passenger, verdict: { kind: 'gone' } }
  }
  // What has no address yet is not masqueraded, in IPv4: a DHCP client's own question (nf_nat_masquerade_ipv4).
  const { family, original } = tracking.connection
  if (step.nat === 'masquerade' && family === 'ipv4' && original.source === 0n)
    return { kind: 'verdict', passenger, verdict: { kind: 'accept' } }
  const addresses = natAddresses(
    context.walk,
    context.view,
    passenger,
    family,
    step,
    given.addresses,
  )
  if (addresses === 'none to be had')
    return {
      kind: 'verdict',
      passenger,
      verdict: { kind: 'drop', cause: 'nat', at: stationOf(context) },
    }
  const settled = settle(context, passenger, tracking, step, { addresses, keys: given.keys })
  return { kind: 'verdict', passenger: settled, verdict: { kind: 'accept' } }
}

const settle = (
  context: RuleContext,
  passenger: Passenger,
  tracking: Tracked,
  step: Translate,
  range: NatRange,
): Passenger => {
  const { walk } = context
  const manip: Manip = step.nat === 'dnat' || step.nat === 'redirect' ? 'destination' : 'source'
  const found = setUpNat(walk.connections, tracking.connection, manip, range)
  const bound = isMarkedUnchanged(context, step, found, manip) ? marked(found, manip) : found
  const isMasqueraded = step.nat === 'masquerade' && !bound.status.isConfirmed
  const connection: Connection = isMasqueraded
    ? { ...bound, masqueradedBy: passenger.output }
    : bound
  noteTrace(walk, context.view.hook, stationOf(context))
  return { ...passenger, tracking: { ...tracking, connection } }
}

/**
 * nft's netmap of IPv4 leaves twelve bytes of the address that it makes unwritten (`new_addr` of nft_nat_setup_netmap):
 * where the packet has that address already, the status says translated or not as the stack happens to be.
 */
const isMarkedUnchanged = (
  { walk, table, rule }: RuleContext,
  { target }: Translate,
  { family, status }: Connection,
  manip: Manip,
): boolean =>
  target.kind !== 'opaque' &&
  target.netmap &&
  table.table.engine === 'nft' &&
  family === 'ipv4' &&
  !status.isConfirmed &&
  !(manip === 'source' ? status.isSnat : status.isDnat) &&
  walk.environment.decide({
    kind: 'choice',
    place: rule.place,
    text: 'a network mapped onto itself is marked as translated',
  })

const marked = (connection: Connection, manip: Manip): Connection => ({
  ...connection,
  status: {
    ...connection.status,
    ...(manip === 'source' ? { isSnat: true } : { isDnat: true }),
  },
})

type Given = NatRange | 'no entry' | 'unknown'

const givenTarget = (context: RuleContext, passenger: Passenger, step: Translate): Given => {
  const { target } = step
  switch (target.kind) {
    case 'fixed':
      return rangeOf(passenger, step, target.netmap, target)
    case 'map': {
      const entry = mapped(context, passenger, target)
      return typeof entry === 'string' ? entry : rangeOf(passenger, step, target.netmap, entry)
    }
    case 'opaque':
      return 'unknown'
    default:
      return assertNever(target)
  }
}

const rangeOf = (
  passenger: Passenger,
  step: Translate,
  isNetmap: boolean,
  { addresses, ports }: Pick<MapEntry, 'addresses' | 'ports'>,
): NatRange => ({
  addresses: isNetmap ? netmap(passenger, step, addresses) : addresses,
  keys: ports,
})

/** The network's bits are the target's, the host's stay the packet's. */
const netmap = (
  { packet }: Passenger,
  { nat }: Translate,
  network: Interval | null,
): Interval | null => {
  if (network === null) return null
  const own = nat === 'snat' ? packet.source : packet.destination
  const hostBits = network.first ^ network.last
  const address = (network.first & ~hostBits) | (own & hostBits)
  return { first: address, last: address }
}

const mapped = (
  context: RuleContext,
  passenger: Passenger,
  target: Extract<Translate['target'], { kind: 'map' }>,
): MapEntry | 'no entry' | 'unknown' => {
  const key = readKey(context, passenger, target.key)
  if (!key) return 'no entry'
  let entries: readonly MapEntry[]
  if (isNamed(target.entries)) {
    const map = context.table.maps.get(target.entries.map)
    assert(map !== undefined, `a map that the table has not: ${target.entries.map}`)
    if (map.contents !== 'fixed' || map.entries.kind !== 'targets') {
      const { decide } = context.walk.environment
      const holds = decide({ kind: 'set-member', place: context.rule.place, text: map.name })
      return holds ? 'unknown' : 'no entry'
    }
    entries = map.entries.list
  } else entries = target.entries
  return findTuple(entries, ({ tuple }) => tuple, key) ?? 'no entry'
}
