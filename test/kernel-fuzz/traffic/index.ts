import type { Datagram, Opening, Step } from '../case.ts'
import type { Sent } from '../packet/sent.ts'
import { tcpBits } from '../packet/sent.ts'
import type { Random } from '../random.ts'
import type { Family, InterfaceName } from '../universe.ts'
import { openerPorts, places, servicePorts, uids } from '../universe.ts'
import { complaints } from './complaints.ts'
import { anyDestination, sourceFor } from './ends.ts'
import { strayPacket } from './stray.ts'

const { syn, ack, psh, fin, rst } = tcpBits

const interfaceFor = (random: Random): InterfaceName =>
  random.weighted([
    [6, 'vif1.0' as const],
    [3, 'vif2.0' as const],
    [3, 'eth0' as const],
  ])

const openingOf = (random: Random, family: Family): Opening => {
  const name = interfaceFor(random)
  const source = sourceFor(random, family, name)
  const destination = anyDestination(random, family)
  const sourcePort = random.pick(openerPorts)
  // Who speaks to itself is its own answer, whose window nobody reckons with.
  const ports =
    source === destination ? servicePorts.filter((port) => port !== sourcePort) : servicePorts
  const destinationPort = random.pick(ports)
  return { interface: name, family, source, destination, sourcePort, destinationPort }
}

/** A TCP connection from SYN to its end, or part of it, with what should not come any more behind it. */
const connectionSteps = (random: Random, family: Family): readonly Step[] => {
  const connection = openingOf(random, family)
  const segment = (side: 'opener' | 'answerer', flags: number, payload = 0): Step => ({
    kind: 'segment',
    connection,
    side,
    flags,
    payload,
  })
  const whole: readonly Step[] = [
    segment('opener', syn),
    segment('answerer', syn | ack),
    segment('opener', ack),
    segment('opener', psh | ack, 10),
    segment('answerer', psh | ack, 20),
    segment('opener', fin | ack),
    segment('answerer', fin | ack),
    segment('opener', ack),
  ]
  const cut = whole.slice(0, 1 + random.below(whole.length))
  const error = random.chance(15) ? [complaints(random, connection)] : []
  const leftover: readonly Step[] = random.chance(35)
    ? [
        random.pick([
          segment('answerer', rst),
          segment('answerer', rst | ack),
          segment('opener', rst),
          segment('answerer', ack),
          segment('opener', syn),
        ]),
      ]
    : []
  return [...cut, ...error, ...leftover]
}

const datagramSteps = (random: Random, family: Family): readonly Step[] => {
  const { interface: name, ...opening } = openingOf(random, family)
  const { source, destination, sourcePort, destinationPort } = opening
  const isEcho = random.chance(35)
  const sent: Sent = {
    family,
    source,
    destination,
    ttl: 64,
    extras: [],
    cut: null,
    body: isEcho
      ? {
          kind: 'icmp',
          type: family === 'ip4' ? 8 : 128,
          code: 0,
          id: 7 + random.below(2),
          quoted: null,
          checksum: 'good',
        }
      : { kind: 'udp', sourcePort, destinationPort, payload: 12, checksum: 'good' },
  }
  const datagram: Datagram = { interface: name, sent }
  const first: Step = { kind: 'arrive', ...datagram }
  const steps: Step[] = [first]
  if (random.chance(60)) steps.push({ kind: 'reply', to: datagram })
  if (random.chance(40)) steps.push(first)
  if (random.chance(25)) steps.push(complaints(random, datagram))
  return steps
}

const sendStep = (random: Random, family: Family): Step => ({
  kind: 'send',
  uid: random.pick(uids),
  family,
  destination: random.pick([
    ...places[family].internet,
    ...places[family].clients,
    ...places[family].own,
  ]),
  sourcePort: random.pick([40000, 40001, 2000]),
  destinationPort: random.pick(servicePorts),
})

/** So many packets, at the least: conversations and strays, one among the other as the gateway would meet them. */
export const trafficOf = (random: Random, least: number, hasSenders: boolean): readonly Step[] => {
  const lanes: Step[][] = []
  let count = 0
  while (count < least) {
    const family: Family = random.chance(72) ? 'ip4' : 'ip6'
    const lane = random.weighted<() => readonly Step[]>([
      [5, () => connectionSteps(random, family)],
      [5, () => datagramSteps(random, family)],
      [8, () => [strayPacket(random, family, interfaceFor(random))]],
      [hasSenders ? 2 : 0, () => [sendStep(random, family)]],
    ])()
    lanes.push([...lane])
    count += lane.length
  }
  const steps: Step[] = []
  while (lanes.length > 0) {
    // The first lanes go on first, so that conversations overlap and yet end.
    const index = random.below(Math.min(3, lanes.length))
    const next = lanes[index]?.shift()
    if (next) steps.push(next)
    else lanes.splice(index, 1)
  }
  return steps
}
