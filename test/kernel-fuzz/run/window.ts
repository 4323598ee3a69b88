import { nextState } from '../../../src/netfilter/conntrack/tcp.ts'
import { findConnection, tupleOf } from '../../../src/netfilter/conntrack/tuple.ts'
import type { Connections, Packet } from '../../../src/netfilter/index.ts'
import { protocols, tcpBit } from '../../../src/netfilter/protocol.ts'

/**
 * Windows of TCP, which the reference does not model: what the kernel would make of a segment's numbers is kept out of
 * the comparison by sending only the right ones. For that it has to be known which segments count.
 */
export interface Windows {
  /**
   * Whether conntrack will remember the segment's numbers in the connection that it belongs to. Else the next one begins
   * where it began: conntrack may let it pass and remember nothing, and an answer whose ports a rule has rewritten
   * belongs to nothing that is known.
   */
  counts(connections: Connections, segment: Packet, side: 'opener' | 'answerer'): boolean
  /** Data were sent inside the connection that this segment met. */
  move(connections: Connections, segment: Packet): void
  /** Numbers were acknowledged inside it: a reset that bears older ones is INVALID (`nf_conntrack_tcp_packet`). */
  acknowledge(connections: Connections, segment: Packet): void
  /** The entry that this segment meets belongs to the conversation, if it is nobody's yet. */
  own(connections: Connections, segment: Packet, conversation: string): void
  /** The entry that this segment would meet has the numbers of another conversation, between the same ends. */
  isForeign(connections: Connections, segment: Packet, conversation: string): boolean
  /** A segment from nowhere would meet a connection whose numbers have gone on without it. */
  isBehind(connections: Connections, segment: Packet): boolean
}

const metBy = (connections: Connections, segment: Packet) => {
  if (segment.family === 'arp' || segment.protocol !== protocols.tcp) return undefined
  const tuple = tupleOf(segment)
  return tuple && findConnection(connections, segment.family, segment.protocol, tuple)
}

const isReset = ({ tcpFlags }: Packet): boolean => ((tcpFlags ?? 0) & tcpBit.rst) !== 0

export const createWindows = (): Windows => {
  const moved = new Set<string>()
  const acknowledged = new Set<string>()
  const owners = new Map<string, string>()
  const keyOf = ({ original, family }: Connections['entries'][number]): string =>
    `${family} ${original.source} ${original.sourceKey} ${original.destination} ${original.destinationKey}`
  return {
    counts: (connections, segment, side) => {
      const found = metBy(connections, segment)
      if (!found) return side === 'opener'
      const { connection, direction } = found
      return nextState(connection, direction, segment.tcpFlags ?? 0).kind !== 'ignored'
    },
    move: (connections, segment) => {
      const found = metBy(connections, segment)
      if (found) moved.add(keyOf(found.connection))
    },
    acknowledge: (connections, segment) => {
      const found = metBy(connections, segment)
      if (found) acknowledged.add(keyOf(found.connection))
    },
    own: (connections, segment, conversation) => {
      const found = metBy(connections, segment)
      if (found && !owners.has(keyOf(found.connection)))
        owners.set(keyOf(found.connection), conversation)
    },
    isForeign: (connections, segment, conversation) => {
      const found = metBy(connections, segment)
      const owner = found && owners.get(keyOf(found.connection))
      return owner !== undefined && owner !== conversation
    },
    isBehind: (connections, segment) => {
      const found = metBy(connections, segment)
      if (!found) return false
      const key = keyOf(found.connection)
      return moved.has(key) || (isReset(segment) && acknowledged.has(key))
    },
  }
}
