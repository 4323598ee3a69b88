import { assert, assertNever } from '../../assert.ts'
import type { Gateway } from '../../policy/gateway.ts'
import { accept, is, nfproto } from '../../ruleset/index.ts'
import type { Tests } from '../place.ts'
import { place } from '../place.ts'
import type { Intent } from '../plan.ts'
import { dhcpClientPort, dhcpServerPort } from '../ports.ts'

const permitted = (gateway: Gateway): readonly Tests[] => {
  const { egress } = gateway.own
  switch (egress) {
    case 'direct':
      return [[]]
    case 'tor-only': {
      assert(gateway.tor.uid !== null, 'tor-only without a uid has been refused by the checks')
      return [[is('meta skuid', gateway.tor.uid)]]
    }
    case 'none':
      return []
    default:
      return assertNever(egress)
  }
}

/**
 * The gateway's own traffic leaves as the policy says: freely, as Tor's user only, or not at all.
 *
 * What has no socket any more (a retransmission of an orphaned connection, the last ACK of TIME-WAIT, a RST) has no
 * uid either: neither `skuid X` nor `skuid != X` matches it. Under `tor-only` it is not let out: the peer
 * retransmits its FIN a few times and forgets; the alternative is a hole that no rule can describe (L22).
 */
export const gatewayEgress: Intent = {
  name: 'gateway-egress',
  place: (gateway) => {
    const placing = { gateway, intent: 'gateway-egress', property: 'gateway.egress' }
    const dhcp = { ...placing, property: 'gateway.dhcpClient' }
    const request = [
      is('meta nfproto', nfproto.ipv4),
      is('udp sport', dhcpClientPort),
      is('udp dport', dhcpServerPort),
    ]
    const asksForAddress = gateway.own.dhcpClient && gateway.own.egress !== 'direct'
    return [
      ...(asksForAddress ? [place(dhcp, 'leave', 'uplink', request, accept)] : []),
      ...permitted(gateway).map((tests) => place(placing, 'leave', 'uplink', tests, accept)),
    ]
  },
}
