import { ownPacket, sendGenerated } from '../generated/send.ts'
import { runHook } from '../hook.ts'
import { fieldOf } from '../packet-field.ts'
import { isOwnAddress, lookUp } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'
import { dropsAt, ends } from '../walk.ts'

const request = 1n
const reply = 2n

/**
 * ARP has two hooks of its own, INPUT and OUTPUT. A question for any address of the gateway's is answered on any
 * interface (arp_ignore 0): so a client may learn that an address of the other side is here. Proxy ARP is not modelled.
 */
export const receiveArp = (walk: Walk, passenger: Passenger): void => {
  const { input, packet } = passenger
  const passed = runHook(walk, { hook: 'input', input, output: null }, passenger)
  if (!passed || input === null) return
  ends(walk, { kind: 'delivered', interface: input, packet: passed.packet, tproxy: null })
  const isQuestion = fieldOf(packet, 'arp operation') === request
  if (!isQuestion || !isOwnAddress(walk.environment, 'ipv4', packet.destination)) return
  const at = { where: 'arp', text: 'the address is one of ours', place: null }
  const answer = {
    ...ownPacket,
    family: 'arp',
    protocol: 0,
    source: packet.destination,
    destination: packet.source,
    other: { 'arp operation': reply },
  } as const
  sendGenerated(walk, 'arp-reply', at, answer, { kind: 'none' })
}

/** Sent to the link where the target's address is. */
export const sendArp = (walk: Walk, passenger: Passenger): void => {
  const { packet, mark } = passenger
  const route = lookUp(walk.environment, 'ipv4', packet.destination, mark)
  if (route.kind !== 'unicast') {
    dropsAt(walk, 'no-route', 'routing', 'no link leads there')
    return
  }
  const output = route.interface
  const passed = runHook(walk, { hook: 'output', input: null, output }, { ...passenger, output })
  const sent = passed && runHook(walk, { hook: 'egress', input: null, output }, passed)
  if (sent) ends(walk, { kind: 'sent', interface: output, packet: sent.packet })
}
