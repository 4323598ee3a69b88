import { accept, anyBit, ctDirection, ctStatus, is, redirectTo } from '../../ruleset/index.ts'
import { placeEntrance } from '../entrance.ts'
import { place, placeAdmission, placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

const dnsPort = 53

/** Headers of UDP (RFC 768) and of DNS (RFC 1035, section 4.1.1), in bytes. */
const shortestQuery = 8 + 12

/**
 * Every UDP packet to port 53 goes to Tor's DNSPort, whatever resolver it was meant for.
 *
 * The attack: an exception for a resolver on the local network, or for 10.139.1.1, is a DNS leak in clear (L5).
 * So nothing is excepted, and our translation stands before Qubes' own, which would hand the query to upstream.
 * And one datagram that has no room for DNS's header ends Tor 0.4.9.11 by a signal: any client could keep all others
 * waiting. It is dropped, by the length that it gives itself, which is what Tor would get.
 */
export const dnsToTor: Intent = {
  name: 'dns-to-tor',
  place: (gateway) => {
    const placing = { gateway, intent: 'dns-to-tor', property: 'obedience.dns' }
    const query = [is('udp dport', dnsPort)]
    if (gateway.obedience.dns === 'drop') return placeDrop(placing, 'entry', 'client', query)
    const listener = { ...placing, property: 'tor.dnsPort' }
    const translated = anyBit('ct status', ctStatus.dnat)
    const tooShort = is('udp length', { first: 0n, last: BigInt(shortestQuery - 1) })
    return [
      ...placeDrop(placing, 'entry', 'client', [...query, tooShort]),
      ...placeEntrance(placing, query),
      place(listener, 'translate', 'client', query, redirectTo(gateway.tor.dnsPort)),
      placeAdmission(listener, 'client', [is('udp dport', gateway.tor.dnsPort), translated]),
      place(
        listener,
        'leave',
        'client',
        [is('udp sport', gateway.tor.dnsPort), is('ct direction', ctDirection.reply), translated],
        accept,
      ),
    ]
  },
}
