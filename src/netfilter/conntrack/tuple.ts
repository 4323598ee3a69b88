import type { Connection, Connections, Tuple } from '../connection.ts'
import type { Packet } from '../packet.ts'
import { hasPorts, protocols } from '../protocol.ts'

/**
 * The packet's tuple (`nf_ct_get_tuple`); undefined where the header is cut off. Protocols without ports have
 * keys of zero, so that all they say between two hosts is one connection.
 */
export const tupleOf = (
  packet: Pick<Packet, 'protocol' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'> & {
    readonly icmp: { readonly type: number; readonly code: number; readonly id: number } | null
  },
): Tuple | undefined => {
  const { protocol, source, destination, sourcePort, destinationPort, icmp } = packet
  if (hasPorts(protocol)) {
    if (sourcePort === null || destinationPort === null) return undefined
    return { source, destination, sourceKey: sourcePort, destinationKey: destinationPort }
  }
  if (protocol === protocols.icmp || protocol === protocols.icmpv6) {
    if (icmp === null) return undefined
    return {
      source,
      destination,
      sourceKey: icmp.id,
      destinationKey: icmp.type * 256 + icmp.code,
    }
  }
  return { source, destination, sourceKey: 0, destinationKey: 0 }
}

/** Requests and their answers; no other type has an inverse (nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c). */
const icmpInverse: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  [protocols.icmp]: { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 },
  [protocols.icmpv6]: { 128: 129, 129: 128, 139: 140, 140: 139 },
}

/** The tuple of an answer; undefined for what cannot be answered. */
export const invert = (protocol: number, tuple: Tuple): Tuple | undefined => {
  const { source, destination, sourceKey, destinationKey } = tuple
  if (protocol !== protocols.icmp && protocol !== protocols.icmpv6)
    return {
      source: destination,
      destination: source,
      sourceKey: destinationKey,
      destinationKey: sourceKey,
    }
  const type = icmpInverse[protocol]?.[destinationKey >> 8]
  if (type === undefined) return undefined
  return {
    source: destination,
    destination: source,
    sourceKey,
    destinationKey: type * 256 + (destinationKey & 255),
  }
}

export const sameTuple = (left: Tuple, right: Tuple): boolean =>
  left.source === right.source &&
  left.destination === right.destination &&
  left.sourceKey === right.sourceKey &&
  left.destinationKey === right.destinationKey

export interface Found {
  readonly connection: Connection
  readonly direction: 'original' | 'reply'
}

/**
 * The entry that has the tuple in either direction. What speaks to itself, from a port to the same one, is its own
 * answer: the kernel finds the direction first that it entered last.
 */
export const findConnection = (
  connections: Connections,
  family: 'ipv4' | 'ipv6',
  protocol: number,
  tuple: Tuple,
): Found | undefined => {
  for (const connection of connections.entries) {
    if (connection.family !== family || connection.protocol !== protocol) continue
    if (sameTuple(connection.reply, tuple)) return { connection, direction: 'reply' }
    if (sameTuple(connection.original, tuple)) return { connection, direction: 'original' }
  }
  return undefined
}
