import { clientAddressKept } from './client-address-kept.ts'
import { clientsIsolated } from './clients-isolated.ts'
import { dnsReachesTor } from './dns-reaches-tor.ts'
import { failClosed } from './fail-closed.ts'
import { gatewayClosed } from './gateway-closed.ts'
import { gatewayEgress } from './gateway-egress.ts'
import { gatewayUnknown } from './gateway-unknown.ts'
import type { Guarantee } from './guarantee.ts'
import { ipv6Dropped } from './ipv6-dropped.ts'
import { localNetworksBlocked } from './local-networks-blocked.ts'
import { noClientEscape } from './no-client-escape.ts'
import { noOffload } from './no-offload.ts'
import { noSpoofing } from './no-spoofing.ts'
import { otherProtocolsDropped } from './other-protocols-dropped.ts'
import { repliesStayInside } from './replies-stay-inside.ts'
import { tcpReachesTor } from './tcp-reaches-tor.ts'
import { torrcAgrees } from './torrc-agrees.ts'
import { udpDropped } from './udp-dropped.ts'
import { untranslatedNeverLeaves } from './untranslated-never-leaves.ts'
import { uplinkCannotReachClients } from './uplink-cannot-reach-clients.ts'

/** Every guarantee of what is in force, in the order in which they are told. */
export const guarantees: readonly Guarantee[] = [
  noClientEscape,
  tcpReachesTor,
  dnsReachesTor,
  udpDropped,
  ipv6Dropped,
  otherProtocolsDropped,
  localNetworksBlocked,
  clientsIsolated,
  noSpoofing,
  gatewayClosed,
  uplinkCannotReachClients,
  repliesStayInside,
  gatewayUnknown,
  clientAddressKept,
  noOffload,
  untranslatedNeverLeaves,
  gatewayEgress,
  torrcAgrees,
  failClosed,
]
