import type { Interval } from '../../net/index.ts'
import { prefixInterval } from '../../net/index.ts'
import type { Gateway } from '../../policy/gateway.ts'
import {
  anyBit,
  ctDirection,
  ctState,
  ctStatus,
  icmpError,
  icmpv6Error,
  is,
} from '../../ruleset/index.ts'
import type { Tests } from '../place.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'
import { clientPorts } from '../ports.ts'

/** The addresses that only clients bear, where the policy knows them. */
const knownClientAddresses = (gateway: Gateway): readonly Interval[] => {
  const { addresses } = gateway.clients
  if (addresses.kind === 'prefix') return addresses.prefixes.map(prefixInterval)
  if (addresses.kind === 'fixed')
    return addresses.list.map(({ address }) => ({ first: address.value, last: address.value }))
  return []
}

/**
 * Nothing that answers a client, or is part of a client's flow, leaves by the uplink, whatever conntrack knows.
 *
 * The attacks: an ICMP error to a spoofed source (L15, L16, L19); a FIN or RST of a connection that conntrack has
 * forgotten, sent INVALID and untranslated (L2); Tor's answers after the client's interface, route or conntrack
 * entry is gone, when the only thing left to know them by is the port they come from (L17, L22).
 * This stands before all that lets anything out.
 */
export const keepAnswersInside: Intent = {
  name: 'keep-answers-inside',
  place: (gateway) => {
    const placing = { gateway, intent: 'keep-answers-inside', property: null }
    const known = knownClientAddresses(gateway)
    const walls: readonly Tests[] = [
      [anyBit('ct state', ctState.invalid)],
      [is('icmp type', ...Object.values(icmpError))],
      [is('icmpv6 type', ...Object.values(icmpv6Error))],
      [is('tcp sport', ...clientPorts(gateway, 'tcp'))],
      [is('udp sport', ...clientPorts(gateway, 'udp'))],
      [is('ct direction', ctDirection.reply), anyBit('ct status', ctStatus.dnat)],
      ...(known.length > 0 ? [[is('ip saddr', ...known)], [is('ip daddr', ...known)]] : []),
    ]
    return walls.flatMap((tests) => placeDrop(placing, 'leave', 'uplink', tests))
  },
}
