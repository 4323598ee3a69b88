import { prefixInterval } from '../../net/index.ts'
import type { Service } from '../../policy/gateway.ts'
import type { Match } from '../../ruleset/index.ts'
import { accept, anyBit, ctDirection, ctState, is, nfproto } from '../../ruleset/index.ts'
import { place, placeAdmission, placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/** One test of the peer for each family; a family that `from` doesn't name is not served. */
const peers = (service: Service, end: 'saddr' | 'daddr'): readonly Match[] =>
  (['ip4', 'ip6'] as const).flatMap((family) => {
    const prefixes = service.from.filter((prefix) => prefix.family === family)
    if (prefixes.length === 0) return []
    if (prefixes.some(({ length }) => length === 0))
      return [is('meta nfproto', family === 'ip4' ? nfproto.ipv4 : nfproto.ipv6)]
    const field = family === 'ip4' ? (`ip ${end}` as const) : (`ip6 ${end}` as const)
    return [is(field, ...prefixes.map(prefixInterval))]
  })

/**
 * What the policy opens to the uplink, say SSH or a relay's ORPort; its answers leave as replies and not otherwise, and
 * to those alone whom it is open to: an older connection may be with anybody.
 *
 * Whatever else answers by the uplink ends here: the gateway begins what it sends there itself. A reply from another
 * port belongs to a flow that somebody else began before these rules, and that may have been a client whose interface
 * is gone (L3, L17).
 */
export const serveUplink: Intent = {
  name: 'serve-uplink',
  place: (gateway) => [
    ...gateway.own.uplinkServices.flatMap((service, index) => {
      const property = `gateway.uplinkServices[${index}]`
      const placing = { gateway, intent: 'serve-uplink', property }
      const known = anyBit('ct state', ctState.new, ctState.established)
      const port = is(`${service.protocol} dport`, service.port)
      const answer = [
        is(`${service.protocol} sport`, service.port),
        is('ct direction', ctDirection.reply),
      ]
      return [
        ...peers(service, 'saddr').map((from) =>
          placeAdmission(placing, 'uplink', [from, port, known]),
        ),
        ...peers(service, 'daddr').map((to) =>
          place(placing, 'leave', 'uplink', [to, ...answer], accept),
        ),
      ]
    }),
    ...placeDrop(
      { gateway, intent: 'serve-uplink', property: 'gateway.uplinkServices' },
      'leave',
      'uplink',
      [is('ct direction', ctDirection.reply)],
    ),
  ],
}
