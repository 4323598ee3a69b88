import type { Client, Topology } from '../topology.ts'
import type { Ipv4 } from '../wire/index.ts'
import {
  badPointer,
  echo,
  finishedSourceRoute,
  icmp,
  looseSourceRoute,
  overlongOption,
  padding,
  protocolNumber,
  recordRoute,
  routerAlert,
  strictSourceRoute,
  timestamp,
  zeroLengthOption,
} from '../wire/index.ts'
import type { Sender, Shape, Tag, Template } from './case.ts'
import {
  gatewayAddresses,
  publicAddresses,
  qubesAddresses,
  uplinkNeighbours,
} from './destinations.ts'
import type { Ends } from './frames.ts'
import { ip4Frame, otherPacket, tcpPacket, udpPacket, wireOf } from './frames.ts'

interface Probe {
  readonly label: string
  readonly kind: 'tcp' | 'udp' | 'icmp'
  readonly port: number
  readonly packet: (tag: Tag, ends: Ends, checksum: 'good' | 'bad') => Buffer
}

/** What would be served, and what would be answered, if nothing were wrong with it. */
const probes: readonly Probe[] = [
  ...[443, 9050].map(
    (port): Probe => ({
      label: `tcp syn ${port}`,
      kind: 'tcp',
      port,
      packet: (tag, ends, checksum) =>
        tcpPacket(tag, ends, { destinationPort: port, flags: ['syn'], checksum }),
    }),
  ),
  ...[53, 123].map(
    (port): Probe => ({
      label: `udp ${port}`,
      kind: 'udp',
      port,
      packet: (tag, ends, checksum) => udpPacket(tag, ends, { destinationPort: port, checksum }),
    }),
  ),
  {
    label: 'icmp echo',
    kind: 'icmp',
    port: 0,
    packet: (tag, ends, checksum) =>
      otherPacket(
        tag,
        { ...ends, protocol: protocolNumber.icmp },
        icmp({ type: 8, rest: echo(tag.port), checksum }, tag.payload),
      ),
  },
]

interface Fault {
  readonly label: string
  readonly shape: Shape
  readonly header?: Partial<Ipv4>
  readonly checksum?: 'bad'
  /** What is left of the packet. */
  readonly cut?: (packet: Buffer) => Buffer
}

const uplinkHop = '192.168.9.2'

const faults: readonly Fault[] = [
  { label: 'bad transport checksum', shape: 'corrupt', checksum: 'bad' },
  { label: 'bad ip checksum', shape: 'corrupt', header: { checksum: 'bad' } },
  { label: 'ip length beyond the frame', shape: 'corrupt', header: { totalLength: 900 } },
  { label: 'ip length below the header', shape: 'corrupt', header: { totalLength: 16 } },
  {
    label: 'cut inside the transport header',
    shape: 'corrupt',
    header: { totalLength: 24 },
    cut: (packet) => packet.subarray(0, 24),
  },
  { label: 'cut inside the ip header', shape: 'corrupt', cut: (packet) => packet.subarray(0, 12) },
  { label: 'record route', shape: 'options', header: { options: recordRoute() } },
  { label: 'timestamp option', shape: 'options', header: { options: timestamp() } },
  {
    label: 'loose source route',
    shape: 'options',
    header: { options: looseSourceRoute(uplinkHop) },
  },
  {
    label: 'strict source route',
    shape: 'options',
    header: { options: strictSourceRoute(uplinkHop) },
  },
  {
    label: 'finished source route',
    shape: 'options',
    header: { options: finishedSourceRoute(uplinkHop) },
  },
  { label: 'router alert', shape: 'options', header: { options: routerAlert() } },
  { label: 'padding options', shape: 'options', header: { options: padding() } },
  { label: 'overlong option', shape: 'options', header: { options: overlongOption() } },
  { label: 'option of length zero', shape: 'options', header: { options: zeroLengthOption() } },
  { label: 'option with a bad pointer', shape: 'options', header: { options: badPointer() } },
]

/** Every fault in every kind of packet, to the places where the sound packet would be served or answered. */
export const faultTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const places = [
    ...publicAddresses.slice(0, 1),
    ...qubesAddresses.slice(0, 1),
    ...gatewayAddresses(topology, client).slice(0, 3),
    ...uplinkNeighbours(topology).slice(0, 1),
  ]
  return faults.flatMap((fault) =>
    probes.flatMap((probe) =>
      places.map((destination): Template => {
        const ends = { source: client.host.address, destination, ...fault.header }
        const cut = fault.cut ?? ((packet: Buffer) => packet)
        return {
          name: `${probe.label} to ${destination}`,
          group: fault.label,
          sender,
          traits: {
            family: 'ip4',
            source: ends.source,
            destination,
            protocol: probe.kind,
            destinationPort: probe.port,
            shape: fault.shape,
          },
          frames: (tag) => [
            ip4Frame(wire, destination, cut(probe.packet(tag, ends, fault.checksum ?? 'good'))),
          ],
        }
      }),
    ),
  )
}
