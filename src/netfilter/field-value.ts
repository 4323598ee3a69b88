import { assertNever } from '../assert.ts'
import type { MachineField } from '../ruleset/index.ts'
import { ctState, machineFields } from '../ruleset/index.ts'
import type { Connection, Tuple } from './connection.ts'
import { fieldOf } from './packet-field.ts'
import { fibFound, fibType } from './routing/fib.ts'
import { interfaceOf } from './routing/lookup.ts'
import type { HookView, Passenger, Tracked, Walk } from './walk.ts'

/** What a test sees: a number or a name; undefined where the packet has no such field, which breaks the rule. */
export type Value = bigint | string | undefined

export const fieldValue = (
  walk: Walk,
  view: HookView,
  passenger: Passenger,
  field: MachineField,
): Value => {
  const { source } = machineFields[field]
  if (isHidden(view, passenger, field)) return undefined
  switch (source) {
    case 'packet':
      return field === 'meta length' ? lengthAt(view, passenger) : fieldOf(passenger.packet, field)
    case 'interface':
      return interfaceValue(walk, view, field)
    case 'mark':
      return BigInt(passenger.mark)
    case 'conntrack':
      return conntrackValue(passenger, field)
    case 'routing':
      return routingValue(walk, view, passenger, field)
    case 'socket':
      return socketValue(passenger, field)
    default:
      return assertNever(source)
  }
}

/** What rules of a device look for behind a link's tags; the link's own header they see. */
const isHidden = ({ hook }: HookView, { packet }: Passenger, field: MachineField): boolean => {
  const { source, needs } = machineFields[field]
  const isBehind = needs !== null ? needs !== 'ether' : unheaded.includes(field)
  return hook === 'ingress' && packet.link === 'tagged' && source === 'packet' && isBehind
}

const unheaded: readonly MachineField[] = ['meta l4proto', 'meta nfproto']

/** Bytes of an Ethernet header (ETH_HLEN). */
const linkHeader = 14n

/** The packet's own length; at egress its link header stands before it already, and counts (nf_hook_egress). */
const lengthAt = ({ hook }: HookView, { packet }: Passenger): Value => {
  const length = fieldOf(packet, 'meta length')
  return length !== undefined && hook === 'egress' ? length + linkHeader : length
}

/**
 * Names are empty and indices 0 where there is no interface, so that `iifname != "eth0"` and `iif != "eth0"` hold of
 * what the gateway sends; groups fail there (nft_meta_store_ifname, nft_meta_store_ifindex, nft_meta_store_ifgroup).
 */
const interfaceValue = (walk: Walk, view: HookView, field: MachineField): Value => {
  const name = field.startsWith('meta iif') ? view.input : view.output
  if (!field.endsWith('group')) return name ?? ''
  if (name === null) return undefined
  const group = interfaceOf(walk.environment, name)?.group
  return group === undefined ? undefined : BigInt(group)
}

const socketValue = ({ socket }: Passenger, field: MachineField): Value => {
  if (field === 'socket exists') return socket ? 1n : 0n
  if (socket === null) return undefined
  return BigInt(field === 'meta skuid' ? socket.uid : socket.gid)
}

const routingValue = (
  walk: Walk,
  view: HookView,
  { packet }: Passenger,
  field: MachineField,
): Value => {
  if (packet.family === 'arp') return undefined
  const address = field.startsWith('fib saddr') ? packet.source : packet.destination
  const byInput = field.includes('. iif')
  return field.endsWith('type')
    ? fibType(walk.environment, packet.family, address, byInput ? view.input : null)
    : fibFound(walk.environment, view, packet, packet.family, { address, byInput })
}

/**
 * Only the state can be asked of a packet that has no entry: INVALID, or UNTRACKED where somebody said so. As the
 * entry is found at -200, everything is INVALID before (nft_ct_get_eval).
 */
const conntrackValue = ({ tracking }: Passenger, field: MachineField): Value => {
  if (field === 'ct state') {
    if (tracking.kind === 'tracked') return ctState[tracking.state]
    return tracking.kind === 'untracked' ? ctState.untracked : ctState.invalid
  }
  return tracking.kind === 'tracked' ? entryValue(tracking, field) : undefined
}

const entryValue = ({ connection, direction }: Tracked, field: MachineField): Value => {
  switch (field) {
    case 'ct direction':
      return direction === 'original' ? 0n : 1n
    case 'ct status':
      return statusBits(connection)
    case 'ct mark':
      return BigInt(connection.mark)
    case 'ct l3proto':
      return connection.family === 'ipv4' ? 2n : 10n
    case 'ct protocol':
      return BigInt(connection.protocol)
    default:
      return tupleValue(connection, field)
  }
}

/** IPS_*, include/uapi/linux/netfilter/nf_conntrack_common.h. */
const statusBits = ({ status }: Connection): bigint => {
  const bits = [
    [status.isExpected, 1n],
    [status.seenReply, 2n],
    [status.isAssured, 4n],
    [status.isConfirmed, 8n],
    [status.isSnat, 16n],
    [status.isDnat, 32n],
    [status.sourceSettled, 128n],
    [status.destinationSettled, 256n],
  ] as const
  return bits.reduce((sum, [isSet, bit]) => (isSet ? sum | bit : sum), 0n)
}

const tupleValue = (connection: Connection, field: MachineField): Value => {
  const tuple = field.startsWith('ct original') ? connection.original : connection.reply
  const part = tupleParts[field.slice(field.lastIndexOf(' ') + 1)]
  if (part === undefined) return undefined
  // An address of the other family breaks the rule; ports have none.
  const family = field.includes(' ip6 ') ? 'ipv6' : field.includes(' ip ') ? 'ipv4' : null
  if (family !== null && family !== connection.family) return undefined
  return BigInt(tuple[part])
}

const tupleParts: Readonly<Record<string, keyof Tuple>> = {
  saddr: 'source',
  daddr: 'destination',
  'proto-src': 'sourceKey',
  'proto-dst': 'destinationKey',
}
