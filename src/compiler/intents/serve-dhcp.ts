import { accept, is, redirectTo } from '../../ruleset/index.ts'
import { placeEntrance } from '../entrance.ts'
import { place, placeAdmission } from '../place.ts'
import type { Intent } from '../plan.ts'
import { dhcpClientPort, dhcpServerPort } from '../ports.ts'
import { toClientFacing } from '../sets.ts'

const anyAddress = 0n
const everybody = 0xffffffffn

const request = [is('udp sport', dhcpClientPort), is('udp dport', dhcpServerPort)]
const answer = [is('udp sport', dhcpServerPort), is('udp dport', dhcpClientPort)]

/**
 * Where the policy has the gateway give its clients addresses, DHCP reaches it: the broadcast of a client that has
 * no address yet, and a renewal sent to the client-facing address.
 *
 * The first of these is the only packet without a source of its own that comes in; it can be delivered here and
 * nowhere else, since it is bound for everybody on that segment and forwarding drops it.
 */
export const serveDhcp: Intent = {
  name: 'serve-dhcp',
  place: (gateway) => {
    if (!gateway.own.dhcpServer) return []
    const placing = { gateway, intent: 'serve-dhcp', property: 'gateway.dhcpServer' }
    const first = [is('ip saddr', anyAddress), is('ip daddr', everybody), ...request]
    return [
      ...placeEntrance(placing, first),
      place(placing, 'translate', 'client', first, accept),
      placeAdmission(placing, 'client', first),
      place(placing, 'leave', 'client', answer, accept),
    ]
  },
}

/** The renewal comes from an address, so it stands behind the test of the source. */
export const renewDhcp: Intent = {
  name: 'serve-dhcp',
  place: (gateway) => {
    if (!gateway.own.dhcpServer) return []
    const placing = { gateway, intent: 'serve-dhcp', property: 'gateway.dhcpServer' }
    const renewal = [toClientFacing(gateway), ...request]
    return [
      ...placeEntrance(placing, renewal),
      place(placing, 'translate', 'client', renewal, redirectTo(dhcpServerPort)),
      placeAdmission(placing, 'client', renewal),
    ]
  },
}
