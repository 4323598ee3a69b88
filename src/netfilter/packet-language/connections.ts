import type { Connection, Connections, TcpState, Tuple } from '../connection.ts'
import { noConnections } from '../connection.ts'
import { nextState } from '../conntrack/tcp.ts'
import { invert, tupleOf } from '../conntrack/tuple.ts'
import type { Packet } from '../packet.ts'
import { icmpOf, isIcmpError, protocols } from '../protocol.ts'
import type { Met, Scenario, Translated } from './scenario.ts'

/**
 * The smallest table of connections in which the packet meets what the scenario says it meets: one entry, or none for
 * what is new, invalid or untracked. No entry makes a packet RELATED that quotes nothing and cannot be answered;
 * such a scenario has an empty table too.
 */
export const connectionsOf = ({ packet, met }: Scenario): Connections => {
  if (met === null || packet.family === 'arp') return noConnections
  if (met.state === 'invalid' || met.state === 'untracked') return noConnections
  if (met.state === 'new' && !met.isOlder) return noConnections
  const isError =
    packet.protocol === icmpOf(packet.family) &&
    packet.icmp !== null &&
    isIcmpError(packet.family, packet.icmp.type)
  const seen = isError ? quotedFlow(packet) : { protocol: packet.protocol, tuple: tupleOf(packet) }
  if (!seen?.tuple) return noConnections
  const entry = entryFor(packet, met, seen.protocol, seen.tuple)
  return entry ? { entries: [entry] } : noConnections
}

/** What an error quotes went the other way. */
const quotedFlow = ({ icmp }: Packet) => {
  const quoted = icmp?.quoted
  const tuple = quoted && tupleOf(quoted)
  if (!quoted || !tuple) return undefined
  return { protocol: quoted.protocol, tuple: invert(quoted.protocol, tuple) }
}

const entryFor = (
  packet: Packet,
  met: Met,
  protocol: number,
  tuple: Tuple,
): Connection | undefined => {
  const turned = invert(protocol, translated(tuple, met))
  if (!turned || packet.family === 'arp') return undefined
  const [original, reply] = met.direction === 'original' ? [tuple, turned] : [turned, tuple]
  const isAnswered =
    met.state === 'established' || (met.state === 'related' && protocol !== packet.protocol)
  const entry: Connection = {
    family: packet.family,
    protocol,
    original,
    reply,
    status: {
      isExpected: met.state === 'related' && !isAnswered,
      seenReply: isAnswered,
      isAssured: isAnswered,
      isConfirmed: true,
      isSnat: met.snat !== null,
      isDnat: met.dnat !== null,
      sourceSettled: true,
      destinationSettled: true,
    },
    mark: met.mark,
    tcpState: null,
    closedBy: 'none',
    masqueradedBy: null,
    isOffloaded: false,
  }
  return protocol === protocols.tcp ? { ...entry, tcpState: stateFor(entry, packet, met) } : entry
}

/**
 * The tuple as the packet leaves: in the original direction `dnat` is its new destination; an answer's own source is
 * what the destination was translated to, and `dnat` what it is translated back to.
 */
const translated = (tuple: Tuple, { direction, dnat, snat }: Met): Tuple =>
  direction === 'original'
    ? withSource(withDestination(tuple, dnat), snat)
    : withSource(withDestination(tuple, snat), dnat)

const withSource = (tuple: Tuple, to: Translated | null): Tuple => ({
  ...tuple,
  source: to?.address ?? tuple.source,
  sourceKey: to?.port ?? tuple.sourceKey,
})

const withDestination = (tuple: Tuple, to: Translated | null): Tuple => ({
  ...tuple,
  destination: to?.address ?? tuple.destination,
  destinationKey: to?.port ?? tuple.destinationKey,
})

const likely: readonly TcpState[] = [
  'established',
  'syn-recv',
  'syn-sent',
  'fin-wait',
  'close-wait',
  'last-ack',
  'time-wait',
  'syn-sent2',
]

/** A state of TCP in which a segment with those flags belongs to the connection. */
const stateFor = (entry: Connection, packet: Packet, met: Met): TcpState => {
  if (packet.protocol !== protocols.tcp) return 'established'
  const flags = packet.tcpFlags ?? 0
  const order: readonly TcpState[] = met.state === 'new' ? ['syn-sent', ...likely] : likely
  const fits = (tcpState: TcpState) => {
    const { kind } = nextState({ ...entry, tcpState }, met.direction, flags)
    return kind === 'moves' || kind === 'ignored'
  }
  return order.find(fits) ?? 'established'
}
