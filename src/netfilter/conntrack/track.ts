import type { Connection } from '../connection.ts'
import type { Packet } from '../packet.ts'
import { icmpOf, isIcmpError, protocols } from '../protocol.ts'
import type { IpFamily } from '../routing/lookup.ts'
import type { Passenger, Tracking, Walk } from '../walk.ts'
import { changeConnection, noteKernel, removeConnection } from '../walk.ts'
import { relatedTo } from './related.ts'
import { firstState, nextState } from './tcp.ts'
import { findConnection, invert, tupleOf } from './tuple.ts'

/**
 * `nf_conntrack_in`, at -200 of PREROUTING and OUTPUT: finds the packet's entry or makes one that is not in the table
 * yet. What comes out without an entry is INVALID; it goes on, and past all NAT.
 */
export const track = (walk: Walk, hook: string, passenger: Passenger): Passenger => {
  const { packet, tracking } = passenger
  // Loopback brings the entry that OUTPUT found, notrack its mark: neither is asked again.
  if (packet.family === 'arp' || tracking.kind !== 'none') return passenger
  const tracked = trackIp(walk, packet.family, passenger)
  noteKernel(walk, hook, `conntrack: ${describe(tracked.tracking)}`)
  return tracked
}

const invalid = (passenger: Passenger): Passenger => ({ ...passenger, tracking: { kind: 'none' } })

const trackIp = (walk: Walk, family: IpFamily, passenger: Passenger): Passenger => {
  const { packet } = passenger
  if (packet.tracking === 'invalid') return invalid(passenger)
  // A protocol of the other family's control messages is tracked by nobody.
  if (packet.protocol === (family === 'ipv4' ? protocols.icmpv6 : protocols.icmp))
    return invalid(passenger)
  if (packet.protocol === icmpOf(family)) {
    if (packet.icmp === null) return invalid(passenger)
    if (isUnsolicited(family, packet.icmp.type))
      return { ...passenger, tracking: { kind: 'untracked' } }
    if (isIcmpError(family, packet.icmp.type))
      return { ...passenger, tracking: relatedTo(walk.connections, family, packet) }
  }
  if (packet.protocol === protocols.tcp && packet.tcpFlags === null) return invalid(passenger)
  return trackTuple(walk, family, passenger)
}

/**
 * Neighbour discovery and multicast listener messages are left alone (nf_conntrack_icmpv6_error): they are neither
 * new nor invalid.
 */
const isUnsolicited = (family: IpFamily, type: number): boolean =>
  family === 'ipv6' && ((type >= 130 && type <= 136) || type === 143)

const trackTuple = (walk: Walk, family: IpFamily, passenger: Passenger): Passenger => {
  const tuple = tupleOf(passenger.packet)
  if (!tuple) return invalid(passenger)
  const found = findConnection(walk.connections, family, passenger.packet.protocol, tuple)
  if (!found) return begin(walk, family, passenger)
  const { connection, direction } = found
  const state =
    direction === 'reply' || connection.status.seenReply
      ? 'established'
      : connection.status.isExpected
        ? 'related'
        : 'new'
  const met: Passenger = {
    ...passenger,
    tracking: { kind: 'tracked', connection, direction, state },
  }
  return continued(walk, family, met)
}

/** A packet that meets an entry: the protocol may refuse it, and an answer is remembered. */
const continued = (walk: Walk, family: IpFamily, passenger: Passenger): Passenger => {
  const { packet, tracking } = passenger
  if (tracking.kind !== 'tracked') return passenger
  const { connection, direction } = tracking
  let change: Partial<Connection> = {}
  if (connection.protocol === protocols.tcp) {
    const step = nextState(connection, direction, packet.tcpFlags ?? 0)
    switch (step.kind) {
      case 'invalid':
        return invalid(passenger)
      case 'restarts':
        removeConnection(walk, connection)
        return begin(walk, family, invalid(passenger))
      case 'kills':
        removeConnection(walk, connection)
        break
      case 'moves':
        change = step.change
        break
      case 'ignored':
        break
    }
  }
  if (direction === 'reply')
    change = { ...change, status: { ...(change.status ?? connection.status), seenReply: true } }
  return Object.keys(change).length === 0
    ? passenger
    : changeConnection(walk, passenger, tracking, change)
}

/** The first packet of a connection (`init_conntrack`): NEW, unless its protocol says that it begins nothing. */
const begin = (walk: Walk, family: IpFamily, passenger: Passenger): Passenger => {
  const { packet } = passenger
  const original = tupleOf(packet)
  const reply = original && invert(packet.protocol, original)
  if (!original || !reply || !mayBegin(walk, family, packet)) return invalid(passenger)
  const tcpState =
    packet.protocol === protocols.tcp
      ? (firstState(packet.tcpFlags ?? 0, walk.environment.settings.tcpLoose) ?? null)
      : null
  const connection: Connection = {
    family,
    protocol: packet.protocol,
    original,
    reply,
    status: freshStatus,
    mark: 0,
    tcpState,
    closedBy: 'none',
    masqueradedBy: null,
    isOffloaded: false,
  }
  return {
    ...passenger,
    tracking: { kind: 'tracked', connection, direction: 'original', state: 'new' },
  }
}

const freshStatus: Connection['status'] = {
  isExpected: false,
  seenReply: false,
  isAssured: false,
  isConfirmed: false,
  isSnat: false,
  isDnat: false,
  sourceSettled: false,
  destinationSettled: false,
}

/** Requests alone begin something in ICMP; in TCP a SYN, or with `tcp_loose` an ACK; anything else always does. */
const mayBegin = (walk: Walk, family: IpFamily, packet: Packet): boolean => {
  if (packet.protocol === protocols.tcp)
    return firstState(packet.tcpFlags ?? 0, walk.environment.settings.tcpLoose) !== undefined
  if (packet.protocol !== icmpOf(family)) return true
  const requests = family === 'ipv4' ? [8, 13, 15, 17] : [128, 139]
  return packet.icmp !== null && requests.includes(packet.icmp.type)
}

const describe = (tracking: Tracking): string => {
  if (tracking.kind === 'none') return 'invalid'
  if (tracking.kind === 'untracked') return 'untracked'
  const direction = tracking.direction === 'reply' ? ', an answer' : ''
  return `${tracking.state}${direction}`
}
