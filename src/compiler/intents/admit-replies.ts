import {
  anyBit,
  ctDirection,
  ctState,
  icmpError,
  icmpv6Error,
  is,
  nfproto,
} from '../../ruleset/index.ts'
import { placeAdmission } from '../place.ts'
import type { Intent } from '../plan.ts'
import { dhcpClientPort, dhcpServerPort } from '../ports.ts'

const { destinationUnreachable, timeExceeded, parameterProblem } = icmpError

/**
 * The uplink's replies to what the gateway itself began come in, and the ICMP errors that belong to it: without
 * fragmentation-needed a circuit over a narrow link stands still. A packet in the original direction of a flow is
 * no reply, however established; conntrack may hold flows that began before these rules.
 *
 * A test of a type of ICMP or of a port says nothing of the family: a table that sees both takes an ICMPv6 number
 * inside of IPv4 as well. So what is let in names its family.
 */
export const admitReplies: Intent = {
  name: 'admit-replies',
  place: (gateway) => {
    const placing = { gateway, intent: 'admit-replies', property: 'gateway.egress' }
    const ipv4 = is('meta nfproto', nfproto.ipv4)
    const ipv6 = is('meta nfproto', nfproto.ipv6)
    const related = anyBit('ct state', ctState.related)
    const dhcp = { ...placing, property: 'gateway.dhcpClient' }
    return [
      placeAdmission(placing, 'uplink', [
        anyBit('ct state', ctState.established),
        is('ct direction', ctDirection.reply),
      ]),
      placeAdmission(placing, 'uplink', [
        ipv4,
        is('icmp type', destinationUnreachable, timeExceeded, parameterProblem),
        related,
      ]),
      ...(gateway.own.ipv6
        ? [
            placeAdmission(placing, 'uplink', [
              ipv6,
              is('icmpv6 type', ...Object.values(icmpv6Error)),
              related,
            ]),
          ]
        : []),
      ...(gateway.own.dhcpClient
        ? [
            placeAdmission(dhcp, 'uplink', [
              ipv4,
              is('udp sport', dhcpServerPort),
              is('udp dport', dhcpClientPort),
            ]),
          ]
        : []),
    ]
  },
}
