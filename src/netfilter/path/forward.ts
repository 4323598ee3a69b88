import { runHook } from '../hook.ts'
import { fieldOf } from '../packet-field.ts'
import { isLinkLocal6, isLoopback, isMulticast } from '../routing/address-kind.ts'
import type { IpFamily } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'
import { dropsAt } from '../walk.ts'
import { leave } from './send.ts'
import { sendError } from './send-error.ts'

/**
 * Onward to another interface (`ip_forward`, `ip6_forward`). A packet whose time is over is answered here, before
 * FORWARD: no rule there keeps the gateway from sending that answer.
 */
export const forward = (walk: Walk, family: IpFamily, passenger: Passenger): void => {
  const { packet, input, output } = passenger
  if (fieldOf(packet, 'meta pkttype') !== toHost) {
    dropsAt(walk, 'not-for-us', 'forwarding', 'a frame to everybody is not forwarded')
    return
  }
  if (packet.ttl <= 1) {
    const text = 'its time to live is over'
    dropsAt(walk, 'ttl', 'forwarding', text)
    sendError(walk, family, passenger, 'ttl-exceeded', text)
    return
  }
  // What leaves where it came in is not asked for its source (ip6_forward).
  if (family === 'ipv6' && input !== output && isNoHost6(packet.source)) {
    const text = 'a source that does not leave its link'
    dropsAt(walk, 'martian', 'forwarding', text)
    if (isLinkLocal6(packet.source)) sendError(walk, family, passenger, 'not-neighbour', text)
    return
  }
  const aged = { ...passenger, packet: { ...packet, ttl: packet.ttl - 1 } }
  const passed = runHook(walk, { hook: 'forward', input, output }, aged)
  if (passed) leave(walk, passed)
}

const toHost = 0n

const isNoHost6 = (source: bigint): boolean =>
  source === 0n || isMulticast('ipv6', source) || isLoopback('ipv6', source) || isLinkLocal6(source)
