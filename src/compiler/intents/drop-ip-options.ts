import { isNot, plainHeaderWords } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * No IPv4 packet with options comes in from a client.
 *
 * The attack: a finished source route steers Tor's SYN-ACK wherever the client likes, record-route and timestamp
 * bring the gateway's addresses and clock back in the answer, and malformed options draw an ICMP parameter problem
 * from the kernel before any forward rule sees the packet (L20).
 */
export const dropIpOptions: Intent = {
  name: 'drop-ip-options',
  place: (gateway) =>
    placeDrop({ gateway, intent: 'drop-ip-options', property: null }, 'entry', 'client', [
      isNot('ip hdrlength', plainHeaderWords),
    ]),
}
