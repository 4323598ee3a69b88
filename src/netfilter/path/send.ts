import { runHook } from '../hook.ts'
import type { Packet } from '../packet.ts'
import { routeOut } from '../routing/output.ts'
import type { Passenger, Tracking, Walk } from '../walk.ts'
import { dropsAt, ends, noteKernel } from '../walk.ts'
import { sendArp } from './arp.ts'
import { receive } from './receive.ts'

/**
 * What the gateway sends itself: routed first, so that OUTPUT knows the way out; then OUTPUT, then POSTROUTING.
 * `through`: the interface that it is bound to, if any; of ARP the link where it was asked.
 */
export const sendOwn = (
  walk: Walk,
  packet: Packet,
  tracking: Tracking,
  through: string | null = null,
): void => {
  const { family, mark, socket } = packet
  const passenger: Passenger = {
    packet,
    mark,
    tracking,
    input: null,
    output: through,
    nextHop: null,
    socket,
    tproxy: null,
    keepsRoute: false,
  }
  if (family === 'arp') {
    sendArp(walk, passenger)
    return
  }
  const route = routeOut(walk.environment, family, packet, mark, through)
  if (route.kind === 'drop') {
    dropsAt(walk, 'no-route', 'routing', route.text)
    return
  }
  noteKernel(walk, 'routing', `leaves by ${route.interface}`)
  const routed = { ...passenger, output: route.interface, nextHop: route.nextHop }
  const passed = runHook(walk, { hook: 'output', input: null, output: route.interface }, routed)
  if (passed) leave(walk, passed)
}

/** POSTROUTING, the device's egress, and the wire; or loopback, which leads back in. */
export const leave = (walk: Walk, passenger: Passenger): void => {
  const { input, output } = passenger
  if (output === null) {
    dropsAt(walk, 'no-route', 'postrouting', 'no way out')
    return
  }
  const routed = runHook(walk, { hook: 'postrouting', input, output }, passenger)
  // The device that sends has forgotten by which one it came in (nf_hook_egress).
  const sent = routed && runHook(walk, { hook: 'egress', input: null, output }, routed)
  if (!sent) return
  if (output !== 'lo') {
    const packet = { ...sent.packet, enters: null }
    ends(walk, { kind: 'sent', interface: output, packet, mark: sent.mark })
    return
  }
  // It keeps its mark, its connection and its route, and loses its socket (loopback_xmit).
  receive(walk, {
    ...sent,
    packet: { ...sent.packet, enters: 'lo' },
    input: 'lo',
    output: null,
    nextHop: null,
    socket: null,
    keepsRoute: true,
  })
}
