import { prefixInterval } from '../../net/index.ts'
import type { Gateway, Service } from '../../policy/gateway.ts'
import type { Match } from '../../ruleset/index.ts'
import { accept, ctDirection, is, redirectTo } from '../../ruleset/index.ts'
import { placeEntrance } from '../entrance.ts'
import { place, placeAdmission } from '../place.ts'
import type { Intent, PlacedRule } from '../plan.ts'
import { fromClientFacing, toClientFacing } from '../sets.ts'

/** A listener that clients reach at the client-facing address and nowhere else. */
interface ClientListener {
  readonly intent: string
  readonly property: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly from: readonly Match[]
}

/**
 * The redirect goes to the port that the packet is addressed to: it translates nothing, but it binds the flow, so
 * that no translation of another table takes it elsewhere. It sets no `dnat` status, hence the test by address.
 */
const placeListener = (gateway: Gateway, listener: ClientListener): readonly PlacedRule[] => {
  const { protocol, port, from } = listener
  const placing = { gateway, intent: listener.intent, property: listener.property }
  // The port first: most packets ask no more of the rule.
  const request = [is(`${protocol} dport`, port), ...from, toClientFacing(gateway)]
  const answer = [
    is(`${protocol} sport`, port),
    fromClientFacing(gateway),
    is('ct direction', ctDirection.reply),
  ]
  return [
    ...placeEntrance(placing, request),
    place(placing, 'translate', 'client', request, redirectTo(port)),
    placeAdmission(placing, 'client', request),
    place(placing, 'leave', 'client', answer, accept),
  ]
}

/** Empty for everybody: the client zone has been tested already. */
const sources = (service: Service): readonly Match[] => {
  const prefixes = service.from.filter(({ family }) => family === 'ip4')
  const everybody = prefixes.some(({ length }) => length === 0)
  return everybody ? [] : [is('ip saddr', ...prefixes.map(prefixInterval))]
}

/**
 * SOCKS answers at the client-facing address.
 *
 * The attack: matched by port alone, a SYN to X:9050 is answered by SOCKS exactly where X is one of the gateway's
 * addresses, so a client finds out the gateway's real address by asking (L18). Elsewhere port 9050 is TCP like any.
 */
export const socksToTor: Intent = {
  name: 'socks-to-tor',
  place: (gateway) =>
    gateway.tor.socksPorts.flatMap(({ port }, index) =>
      placeListener(gateway, {
        intent: 'socks-to-tor',
        property: `tor.socksPorts[${index}].port`,
        protocol: 'tcp',
        port,
        from: [],
      }),
    ),
}

/** What the policy opens to clients on the gateway itself, at the client-facing address only. */
export const serveClients: Intent = {
  name: 'serve-clients',
  place: (gateway) =>
    gateway.own.clientServices.flatMap((service, index) =>
      placeListener(gateway, {
        intent: 'serve-clients',
        property: `gateway.clientServices[${index}]`,
        protocol: service.protocol,
        port: service.port,
        from: sources(service),
      }),
    ),
}
