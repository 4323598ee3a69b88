import type { Intent } from '../plan.ts'
import { admitReplies } from './admit-replies.ts'
import { blockLocalNetworks } from './block-local-networks.ts'
import { closeGateway } from './close-gateway.ts'
import { defaultDrop } from './default-drop.ts'
import { dnsToTor } from './dns-to-tor.ts'
import { dropFragments } from './drop-fragments.ts'
import { dropIcmp } from './drop-icmp.ts'
import { dropIpOptions } from './drop-ip-options.ts'
import { dropIpv6 } from './drop-ipv6.ts'
import { dropOtherProtocols } from './drop-other-protocols.ts'
import { dropSpoofed } from './drop-spoofed.ts'
import { dropUdp } from './drop-udp.ts'
import { dropUnaddressed } from './drop-unaddressed.ts'
import { dropUntracked } from './drop-untracked.ts'
import { forwardNothing } from './forward-nothing.ts'
import { gatewayEgress } from './gateway-egress.ts'
import { gatewayIpv6 } from './gateway-ipv6.ts'
import { hideGateway } from './hide-gateway.ts'
import { keepAnswersInside } from './keep-answers-inside.ts'
import { lockClients } from './lock-clients.ts'
import { refuse } from './refuse.ts'
import { serveClients, socksToTor } from './serve-clients.ts'
import { renewDhcp, serveDhcp } from './serve-dhcp.ts'
import { serveUplink } from './serve-uplink.ts'
import { tcpToTor } from './tcp-to-tor.ts'

/**
 * All intents, in the order of their rules within each stage: walls first, then what is served, then what is left.
 * The order of the classes is the specification's: IPv6 and what has no plain header, spoofed sources, DNS,
 * the gateway's own listeners, local networks, then the rest by protocol, TCP first since most of it is. Nothing
 * depends on an order but this one.
 */
export const intents: readonly Intent[] = Object.freeze([
  dropIpv6,
  dropIpOptions,
  dropFragments,
  dropUnaddressed,
  serveDhcp,
  dropSpoofed,
  dropUntracked,
  forwardNothing,
  keepAnswersInside,
  closeGateway,
  dnsToTor,
  socksToTor,
  serveClients,
  renewDhcp,
  refuse,
  blockLocalNetworks,
  tcpToTor,
  dropUdp,
  dropIcmp,
  dropOtherProtocols,
  gatewayIpv6,
  serveUplink,
  admitReplies,
  gatewayEgress,
  hideGateway,
  defaultDrop,
])

/**
 * What stands while nothing is served: while the firewall is loaded, and where it cannot be. Nothing from clients or to
 * them, nothing forwarded; of the gateway's own what the policy keeps. In the order of their rules. None of them asks
 * the kernel for more than the firewall does, nor for all of it: what a kernel lacks that cannot load the firewall, the
 * lockdown had better do without. So sources are not held against routes; nobody is served by whom it would matter.
 */
export const lockdownIntents: readonly Intent[] = Object.freeze([
  lockClients,
  forwardNothing,
  keepAnswersInside,
  closeGateway,
  gatewayIpv6,
  serveUplink,
  admitReplies,
  gatewayEgress,
  defaultDrop,
])
