import { anyBit, ctDirection, ctState, icmpError, icmpv6Error, is } from '../../ruleset/index.ts'
import { placeAdmission } from '../place.ts'
import type { Intent } from '../plan.ts'
import { dhcpClientPort, dhcpServerPort } from '../ports.ts'

const { destinationUnreachable, timeExceeded, parameterProblem } = icmpError

/**
 * The uplink's replies to what the gateway itself began come in, and the ICMP errors that belong to it: without
 * fragmentation-needed a circuit over a narrow link stands still. A packet in the original direction of a flow is
 * no reply, however established; conntrack may hold flows that began before these rules.
 */
export const admitReplies: Intent = {
  name: 'admit-replies',
  place: (gateway) => {
    const placing = { gateway, intent: 'admit-replies', property: 'gateway.egress' }
    const related = anyBit('ct state', ctState.related)
    const dhcp = { ...placing, property: 'gateway.dhcpClient' }
    return [
      placeAdmission(placing, 'uplink', [
        anyBit('ct state', ctState.established),
        is('ct direction', ctDirection.reply),
      ]),
      placeAdmission(placing, 'uplink', [
        is('icmp type', destinationUnreachable, timeExceeded, parameterProblem),
        related,
      ]),
      ...(gateway.own.ipv6
        ? [
            placeAdmission(placing, 'uplink', [
              is('icmpv6 type', ...Object.values(icmpv6Error)),
              related,
            ]),
          ]
        : []),
      ...(gateway.own.dhcpClient
        ? [
            placeAdmission(dhcp, 'uplink', [
              is('udp sport', dhcpServerPort),
              is('udp dport', dhcpClientPort),
            ]),
          ]
        : []),
    ]
  },
}
