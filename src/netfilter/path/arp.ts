import { ownPacket, sendGenerated } from '../generated/send.ts'
import { runHook } from '../hook.ts'
import { fieldOf } from '../packet-field.ts'
import { arpAnswer } from '../routing/arp-answer.ts'
import { lookUp } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'
import { dropsAt, ends } from '../walk.ts'

const request = 1n
const reply = 2n

/**
 * ARP has two hooks of its own, INPUT and OUTPUT. A question for any address of the gateway's is answered on any
 * interface, unless a setting says otherwise: so a client may learn that an address of the other side is here. The
 * answer leaves by the interface by which the question came, whatever the routes.
 */
export const receiveArp = (walk: Walk, passenger: Passenger): void => {
  const { input } = passenger
  const passed = runHook(walk, { hook: 'input', input, output: null }, passenger)
  if (!passed || input === null) return
  const { packet } = passed
  ends(walk, { kind: 'delivered', interface: input, packet, mark: passed.mark, tproxy: null })
  if (fieldOf(packet, 'arp operation') !== request) return
  const text = arpAnswer(walk.environment, passed)
  if (text === null) return
  const answer = {
    ...ownPacket,
    family: 'arp',
    protocol: 0,
    source: packet.destination,
    destination: packet.source,
    other: { 'arp operation': reply },
  } as const
  sendGenerated(
    walk,
    'arp-reply',
    { where: 'arp', text, place: null },
    answer,
    { kind: 'none' },
    input,
  )
}

/** Sent by the interface at hand, or where none is to the link where the target's address is. */
export const sendArp = (walk: Walk, passenger: Passenger): void => {
  const { packet, mark } = passenger
  const output = passenger.output ?? linkOf(walk, packet.destination, mark)
  if (output === null) {
    dropsAt(walk, 'no-route', 'routing', 'no link leads there')
    return
  }
  const passed = runHook(walk, { hook: 'output', input: null, output }, { ...passenger, output })
  const sent = passed && runHook(walk, { hook: 'egress', input: null, output }, passed)
  if (sent) ends(walk, { kind: 'sent', interface: output, packet: sent.packet, mark: sent.mark })
}

const linkOf = ({ environment }: Walk, destination: bigint, mark: number): string | null => {
  const route = lookUp(environment, 'ipv4', destination, mark)
  return route.kind === 'unicast' ? route.interface : null
}
