import { addressAtTwoInterfaces } from './address-at-two-interfaces.ts'
import { addressFamily } from './address-family.ts'
import { addressInvalid } from './address-invalid.ts'
import { addressIsGateway } from './address-is-gateway.ts'
import { addressNotUnicast } from './address-not-unicast.ts'
import { addressesMissing } from './addresses-missing.ts'
import { addressesNeedQubes } from './addresses-need-qubes.ts'
import type { Check } from './check.ts'
import { clientPrefixesOverlap } from './client-prefixes-overlap.ts'
import { deadWire } from './dead-wire.ts'
import { dhcpOnQubes } from './dhcp-on-qubes.ts'
import { dhcpServerWithoutInterfaces } from './dhcp-server-without-interfaces.ts'
import { egressNone } from './egress-none.ts'
import { gatewayAddressMissing } from './gateway-address-missing.ts'
import { gatewayAddressOffLink } from './gateway-address-off-link.ts'
import { groupZero } from './group-zero.ts'
import { interfaceLoopback } from './interface-loopback.ts'
import { interfaceNameInvalid } from './interface-name-invalid.ts'
import { interfaceRedundant } from './interface-redundant.ts'
import { interfaceUnmatched } from './interface-unmatched.ts'
import { listenerUnreachable } from './listener-unreachable.ts'
import { localNetworksGap } from './local-networks-gap.ts'
import { logPrefixInvalid } from './log-prefix-invalid.ts'
import { portClaimedTwice } from './port-claimed-twice.ts'
import { portEphemeral } from './port-ephemeral.ts'
import { portPrivileged } from './port-privileged.ts'
import { prefixHostBits } from './prefix-host-bits.ts'
import { prefixInvalid } from './prefix-invalid.ts'
import { serviceNameInvalid } from './service-name-invalid.ts'
import { serviceShadowed } from './service-shadowed.ts'
import { serviceSourceUnreachable } from './service-source-unreachable.ts'
import { socketPathInvalid } from './socket-path-invalid.ts'
import { socksNotIsolated } from './socks-not-isolated.ts'
import { uidMissing } from './uid-missing.ts'
import { uidNobody } from './uid-nobody.ts'
import { uidReserved } from './uid-reserved.ts'
import { uidRoot } from './uid-root.ts'
import { userNameInvalid } from './user-name-invalid.ts'
import { userRoot } from './user-root.ts'
import { virtualNetworkOverlap } from './virtual-network-overlap.ts'
import { virtualNetworkRouted } from './virtual-network-routed.ts'
import { virtualNetworkTooSmall } from './virtual-network-too-small.ts'
import { zoneEmpty } from './zone-empty.ts'
import { zonesOverlap } from './zones-overlap.ts'

/**
 * Every check, in the order of the document: spelling first, then zones, addresses, Tor, obedience, the gateway.
 * The order decides nothing, since all of them are asked; it is the order of docs/diagnostics.md.
 */
export const checks: readonly Check[] = Object.freeze([
  prefixInvalid,
  prefixHostBits,
  addressInvalid,
  addressFamily,
  interfaceNameInvalid,
  interfaceLoopback,
  zoneEmpty,
  zonesOverlap,
  groupZero,
  interfaceRedundant,
  interfaceUnmatched,
  addressesMissing,
  addressesNeedQubes,
  addressNotUnicast,
  addressAtTwoInterfaces,
  addressIsGateway,
  clientPrefixesOverlap,
  listenerUnreachable,
  gatewayAddressOffLink,
  gatewayAddressMissing,
  userNameInvalid,
  userRoot,
  uidRoot,
  uidReserved,
  uidNobody,
  uidMissing,
  portClaimedTwice,
  portPrivileged,
  portEphemeral,
  socksNotIsolated,
  socketPathInvalid,
  virtualNetworkTooSmall,
  virtualNetworkRouted,
  virtualNetworkOverlap,
  localNetworksGap,
  deadWire,
  egressNone,
  dhcpOnQubes,
  dhcpServerWithoutInterfaces,
  serviceNameInvalid,
  serviceShadowed,
  serviceSourceUnreachable,
  logPrefixInvalid,
])

export type { Check, Fault } from './check.ts'
