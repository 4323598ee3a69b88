import type { Client, Topology } from '../topology.ts'
import type { TcpFlag } from '../wire/index.ts'
import type { Sender, Shape, Template } from './case.ts'
import { allDestinations, multicastAddresses, publicAddresses } from './destinations.ts'
import { broadcasts, ip4Frame, tcpPacket, wireOf } from './frames.ts'

/** Tor's own ports, what else listens on the gateway, and what clients usually want. */
const ports = [443, 80, 53, 22, 8082, 9040, 9049, 9050, 9051, 5300] as const

/** Flag sets: what opens a connection, and what belongs to one that nobody has seen. */
const segments: readonly (readonly [string, readonly TcpFlag[], Shape])[] = [
  ['syn', ['syn'], 'opening'],
  ['syn with ecn', ['syn', 'ece', 'cwr'], 'opening'],
  ['mid-stream ack', ['ack'], 'unopened'],
  ['mid-stream psh-ack', ['psh', 'ack'], 'unopened'],
  ['fin-ack', ['fin', 'ack'], 'unopened'],
  ['fin', ['fin'], 'unopened'],
  ['rst', ['rst'], 'unopened'],
  ['rst-ack', ['rst', 'ack'], 'unopened'],
  ['syn-ack', ['syn', 'ack'], 'unopened'],
  ['syn-fin', ['syn', 'fin'], 'unopened'],
  ['null', [], 'unopened'],
  ['xmas', ['fin', 'psh', 'urg'], 'unopened'],
]

interface Segment {
  readonly label: string
  readonly flags: readonly TcpFlag[]
  readonly shape: Shape
  readonly destination: string
  readonly port: number
  readonly ttl?: number
}

const segmentTemplate = (topology: Topology, client: Client, segment: Segment): Template => {
  const sender: Sender = { kind: 'client', client }
  const ends = {
    source: client.host.address,
    destination: segment.destination,
    ttl: segment.ttl ?? 64,
  }
  const acknowledgement = segment.flags.includes('ack') ? 1_000_000 : 0
  return {
    name: `${segment.destination}:${segment.port}`,
    group: `tcp ${segment.label}`,
    sender,
    traits: {
      family: 'ip4',
      ...ends,
      protocol: 'tcp',
      destinationPort: segment.port,
      shape: segment.shape,
    },
    frames: (tag) => [
      ip4Frame(
        wireOf(sender, topology),
        segment.destination,
        tcpPacket(tag, ends, {
          destinationPort: segment.port,
          flags: segment.flags,
          acknowledgement,
        }),
      ),
    ],
  }
}

/** Every kind of TCP segment to every kind of place. */
export const tcpTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const places = [...allDestinations(topology, client), ...multicastAddresses, ...broadcasts]
  const syn = places.flatMap((destination) =>
    ports.map(
      (port): Segment => ({ label: 'syn', flags: ['syn'], shape: 'opening', destination, port }),
    ),
  )
  const others = segments
    .slice(1)
    .flatMap(([label, flags, shape]) =>
      places.flatMap((destination) =>
        [443, 9040, 9050].map((port): Segment => ({ label, flags, shape, destination, port })),
      ),
    )
  const lastHop = [1, 2].flatMap((ttl) =>
    places.map(
      (destination): Segment => ({
        label: `syn with ttl ${ttl}`,
        flags: ['syn'],
        shape: 'opening',
        destination,
        port: 443,
        ttl,
      }),
    ),
  )
  const midStreamLastHop = publicAddresses.map(
    (destination): Segment => ({
      label: 'mid-stream ack with ttl 1',
      flags: ['ack'],
      shape: 'unopened',
      destination,
      port: 443,
      ttl: 1,
    }),
  )
  return [...syn, ...others, ...lastHop, ...midStreamLastHop].map((segment) =>
    segmentTemplate(topology, client, segment),
  )
}
