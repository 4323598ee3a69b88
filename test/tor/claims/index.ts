import type { Claim } from './claim.ts'
import { clientsIsolated } from './clients-isolated.ts'
import { dnsReachesTor } from './dns-reaches-tor.ts'
import { noClientEscape } from './no-client-escape.ts'
import { onionByAutomap } from './onion.ts'
import { silences } from './silence.ts'
import { tcpReachesTor } from './tcp-reaches-tor.ts'

export type { Break, Claim, Shown } from './claim.ts'

/** In the order in which they are tried. */
export const claims: readonly Claim[] = [
  ...tcpReachesTor,
  ...dnsReachesTor,
  ...onionByAutomap,
  ...noClientEscape,
  ...silences,
  ...clientsIsolated,
]
