import { automap } from './automap.ts'
import type { Claim } from './claim.ts'
import { clientsIsolated } from './clients-isolated.ts'
import { dnsReachesTor } from './dns-reaches-tor.ts'
import { failClosed, sinceBoot } from './fail-closed.ts'
import { gatewayClosed } from './gateway-closed.ts'
import { gatewayEgress } from './gateway-egress.ts'
import { gatewayUnknown } from './gateway-unknown.ts'
import { isolation } from './isolation.ts'
import { noClientEscape } from './no-client-escape.ts'
import { onionByAutomap } from './onion.ts'
import { relayGateway } from './relay-gateway.ts'
import { repliesStayInside } from './replies-stay-inside.ts'
import { silences } from './silence.ts'
import { socks } from './socks.ts'
import { tcpReachesTor } from './tcp-reaches-tor.ts'
import { torrcAgrees } from './torrc-agrees.ts'
import { untranslatedNeverLeaves } from './untranslated-never-leaves.ts'
import { uplinkCannotReachClients } from './uplink-cannot-reach-clients.ts'

export type { Break, Claim, Shown } from './claim.ts'

/** In the order in which they are tried: what an onion service needs takes its time. */
export const claims: readonly Claim[] = [
  ...sinceBoot,
  ...tcpReachesTor,
  ...dnsReachesTor,
  ...socks,
  ...isolation,
  ...torrcAgrees,
  ...noClientEscape,
  ...silences,
  ...clientsIsolated,
  ...gatewayClosed,
  ...uplinkCannotReachClients,
  ...gatewayUnknown,
  ...repliesStayInside,
  ...untranslatedNeverLeaves,
  ...onionByAutomap,
  ...automap,
  ...failClosed,
  ...gatewayEgress,
  ...relayGateway,
]

/** What takes long, and what a busy machine makes long: left out of the run that every change has to pass. */
const slow: ReadonlySet<Claim> = new Set([
  ...untranslatedNeverLeaves,
  ...onionByAutomap,
  ...automap,
  ...failClosed,
  ...gatewayEgress,
  ...relayGateway,
])

export const quickClaims = claims.filter((claim) => !slow.has(claim))
