import { isOwnAddress } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'
import { icmpErrorFor } from './icmp-error.ts'
import { sendGenerated } from './send.ts'

/**
 * A first fragment whose datagram is for this host and never becomes whole is answered when its time is over
 * (`ip_expire`). It was taken before conntrack saw it, so the answer belongs to no connection but the one it quotes.
 */
export const reassemblyTimeout = (walk: Walk, { packet }: Passenger): void => {
  if (packet.family === 'arp' || packet.fragment.kind !== 'first' || packet.enters === null) return
  if (!isOwnAddress(walk.environment, packet.family, packet.destination)) return
  const error = icmpErrorFor(walk.environment, packet.family, packet, 'reassembly-exceeded')
  const at = { where: 'reassembly', text: 'the datagram did not become whole in time', place: null }
  if (error) sendGenerated(walk, 'reassembly-timeout', at, error, { kind: 'none' })
}
