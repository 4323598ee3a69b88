import type { Interval } from '../../net/index.ts'
import type { Connection, Connections, Tuple } from '../connection.ts'
import { findConnection, invert, sameTuple } from '../conntrack/tuple.ts'
import { hasPorts, icmpOf } from '../protocol.ts'
import type { Manip } from './mangle.ts'

/** Where a translation may go; null leaves that part as it is. Keys are ports, or identifiers of ICMP. */
export interface NatRange {
  readonly addresses: Interval | null
  readonly keys: Interval | null
}

/**
 * `nf_nat_setup_info`: settles one end of a connection that is not in the table yet. A confirmed one stays as it is,
 * whatever the rule says: rules that are loaded later never translate a flow that was there before.
 *
 * Where the kernel draws lots (a port among many for a source; an address among many, by a hash) the first that is
 * free is taken here.
 */
export const setUpNat = (
  connections: Connections,
  connection: Connection,
  manip: Manip,
  range: NatRange,
): Connection => {
  if (connection.status.isConfirmed) return connection
  const current = invert(connection.protocol, connection.reply)
  if (!current) return connection
  const chosen = chooseTuple(connections, connection, current, manip, range)
  const reply = invert(connection.protocol, chosen)
  const isChanged = !sameTuple(current, chosen)
  const { status } = connection
  return {
    ...connection,
    reply: isChanged && reply ? reply : connection.reply,
    status:
      manip === 'source'
        ? { ...status, isSnat: status.isSnat || isChanged, sourceSettled: true }
        : { ...status, isDnat: status.isDnat || isChanged, destinationSettled: true },
  }
}

/** No rule wanted it: the end stays, but for a source's port that another connection has (nf_nat_alloc_null_binding). */
export const nullBinding: NatRange = { addresses: null, keys: null }

const inside = (interval: Interval | null, value: bigint): boolean =>
  interval === null || (interval.first <= value && value <= interval.last)

const isTaken = (connections: Connections, connection: Connection, tuple: Tuple): boolean => {
  const reply = invert(connection.protocol, tuple)
  return (
    reply !== undefined &&
    findConnection(connections, connection.family, connection.protocol, reply) !== undefined
  )
}

/** `get_unique_tuple`: unchanged if it fits and is free; as an older connection of that source has it; else searched. */
const chooseTuple = (
  connections: Connections,
  connection: Connection,
  current: Tuple,
  manip: Manip,
  range: NatRange,
): Tuple => {
  const isFree = (tuple: Tuple) => !isTaken(connections, connection, tuple)
  if (manip === 'source') {
    if (fits(current, range)) {
      if (isFree(current)) return current
    } else {
      const sibling = siblingSource(connections, connection, current, range)
      if (sibling && isFree(sibling)) return sibling
    }
  }
  const address = range.addresses?.first
  const moved =
    address === undefined
      ? current
      : manip === 'source'
        ? { ...current, source: address }
        : { ...current, destination: address }
  return chooseKey(connection, moved, manip, range, isFree)
}

const fits = (tuple: Tuple, range: NatRange): boolean =>
  inside(range.addresses, tuple.source) && inside(range.keys, BigInt(tuple.sourceKey))

/** Connections of one source to many places keep one translation (`find_appropriate_src`). */
const siblingSource = (
  connections: Connections,
  connection: Connection,
  current: Tuple,
  range: NatRange,
): Tuple | undefined => {
  for (const other of connections.entries) {
    const isSibling =
      other.family === connection.family &&
      other.protocol === connection.protocol &&
      other.original.source === current.source &&
      other.original.sourceKey === current.sourceKey
    const turned = isSibling ? invert(other.protocol, other.reply) : undefined
    if (!turned) continue
    const sibling = {
      ...turned,
      destination: current.destination,
      destinationKey: current.destinationKey,
    }
    if (fits(sibling, range)) return sibling
  }
  return undefined
}

/** `nf_nat_l4proto_unique_tuple`, after the key that is there already has been found wanting. */
const chooseKey = (
  { family, protocol }: Connection,
  tuple: Tuple,
  manip: Manip,
  range: NatRange,
  isFree: (tuple: Tuple) => boolean,
): Tuple => {
  const isIcmp = protocol === icmpOf(family)
  if (!isIcmp && !hasPorts(protocol)) return tuple
  const part = isIcmp || manip === 'source' ? 'sourceKey' : 'destinationKey'
  const { keys } = range
  if (keys === null) {
    // A destination's port stays even where it is taken; then the packet is dropped at its confirmation. ICMP's
    // identifier is one for both directions, and changes.
    if (isFree(tuple) || (manip === 'destination' && !isIcmp)) return tuple
  } else if (inside(keys, BigInt(tuple[part])) && (keys.first === keys.last || isFree(tuple)))
    return tuple
  const { first, last } = keys ?? sourceKeys(isIcmp, tuple[part])
  let candidate = tuple
  for (let key = first; key <= last; key += 1n) {
    candidate = { ...tuple, [part]: Number(key) }
    if (isFree(candidate)) return candidate
  }
  return candidate
}

/** Ports stay among their kind, as old services trust low ones. */
const sourceKeys = (isIcmp: boolean, key: number): Interval => {
  if (isIcmp) return { first: 0n, last: 65535n }
  if (key >= 1024) return { first: 1024n, last: 65535n }
  return key < 512 ? { first: 1n, last: 511n } : { first: 600n, last: 1023n }
}
