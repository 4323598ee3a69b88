import type { Connection, Judgement, Packet, Quoted } from '../../netfilter/index.ts'
import type { BreachFate } from '../guarantees/evidence.ts'
import type { Space } from '../space/index.ts'
import { ctKind } from '../space/index.ts'
import { scenarioOf } from './scenario.ts'
import type { Acting } from './stage.ts'
import { interfaceName } from './stage.ts'

/** Whether the reference comes to what the sets say of the packet. */
export const turnsOut = (
  space: Space,
  fate: BreachFate,
  acting: Acting,
  { outcomes, connections, generated }: Judgement,
): boolean => {
  const output = interfaceName(space, acting, 'oif')
  const isSent = outcomes.some((each) => each.kind === 'sent' && each.interface === output)
  const isDelivered = outcomes.some(({ kind }) => kind === 'delivered')
  switch (fate) {
    case 'leaves':
      return isSent
    case 'arrives':
    case 'arrives where':
      return isDelivered
    case 'does not leave':
      return !isSent
    case 'does not arrive':
      return !outcomes.some(
        (each) => each.kind === 'delivered' && isAsPromised(space, acting, each.packet),
      )
    case 'is queued':
      return outcomes.some(({ kind }) => kind === 'queued')
    case 'is duplicated':
      return outcomes.some(({ kind }) => kind === 'escaped')
    case 'is taken':
      return outcomes.some(({ kind }) => kind === 'stolen')
    case 'is offloaded':
      return connections.entries.some(({ isOffloaded }) => isOffloaded)
    case 'is answered':
      return generated.some(({ judgement }) =>
        judgement.outcomes.some(
          (each) => each.kind === 'sent' && each.interface === interfaceName(space, acting, 'iif'),
        ),
      )
    // These compare packets with each other, or with a file: no one packet shows it.
    case 'tells addresses apart':
    case 'arrives with another source':
    case 'is answered for another address':
    case 'is not answered to another address':
    case 'asks in the name of another address':
    case 'disagrees':
      return false
  }
}

/** At the DNSPort; of TCP at the TransPort, or where it was bound for: the SOCKS ports, and what Tor itself opened. */
const isAsPromised = (
  { facts: { tor } }: Space,
  { value }: Acting,
  { protocol, destination, destinationPort }: Packet,
): boolean => {
  if (protocol === 17) return destinationPort === tor.dnsPort
  const isUntouched =
    destination === value('destination') &&
    BigInt(destinationPort ?? 0) === value('destination port')
  return isUntouched || destinationPort === tor.transPort
}

/** The packet of an assignment; an error quotes what belongs to the entry. */
export const laterPacket = (
  space: Space,
  { value, binding }: Acting,
  entry: Connection,
): Packet => {
  const { packet } = scenarioOf(space, binding, value)
  if (packet.icmp === null || value('ct kind') !== BigInt(ctKind.related)) return packet
  const direction = value('ct direction') === 1n ? 'reply' : 'original'
  return { ...packet, icmp: { ...packet.icmp, quoted: quotedFrom(entry, direction) } }
}

/** What an error about this direction of an entry quotes went the other way. */
export const quotedFrom = (
  { protocol, original, reply }: Connection,
  direction: 'original' | 'reply',
): Quoted => {
  const { source, destination, sourceKey, destinationKey } =
    direction === 'original' ? original : reply
  const isPorted = protocol === 6 || protocol === 17
  return {
    protocol,
    source: destination,
    destination: source,
    sourcePort: isPorted ? destinationKey : null,
    destinationPort: isPorted ? sourceKey : null,
    icmp: null,
  }
}
