import type { Connections } from '../connection.ts'
import type { Packet } from '../packet.ts'
import type { IpFamily } from '../routing/lookup.ts'
import type { Tracking } from '../walk.ts'
import { findConnection, invert, tupleOf } from './tuple.ts'

/**
 * An ICMP error belongs to the connection whose packet it quotes (`nf_conntrack_inet_error`). What it quotes went the
 * other way, so the quoted tuple is turned round before it is looked up. And the error's own destination has to be
 * the one whom that direction of the connection speaks to, or anybody could send anything to anyone as RELATED.
 */
export const relatedTo = (connections: Connections, family: IpFamily, packet: Packet): Tracking => {
  const quoted = packet.icmp?.quoted
  const tuple = quoted && tupleOf(quoted)
  const turned = tuple && invert(quoted.protocol, tuple)
  const found = turned && findConnection(connections, family, quoted.protocol, turned)
  if (!found || found.connection[found.direction].destination !== packet.destination)
    return { kind: 'none' }
  return { kind: 'tracked', ...found, state: 'related' }
}
