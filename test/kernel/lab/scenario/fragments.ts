import type { Client, Topology } from '../topology.ts'
import { fragmentIpv4, icmp, ipv4, protocolNumber, udp } from '../wire/index.ts'
import type { Sender, Shape, Tag, Template } from './case.ts'
import {
  gatewayAddresses,
  publicAddresses,
  qubesAddresses,
  uplinkNeighbours,
} from './destinations.ts'
import { ip4Frame, tcpSegment, udpPayload, wireOf } from './frames.ts'

/** Fragments are cut at this many bytes of payload. */
const size = 24

interface Whole {
  readonly label: string
  readonly protocol: number
  readonly kind: 'tcp' | 'udp' | 'icmp' | 'other'
  readonly port: number
  readonly body: (tag: Tag, source: string, destination: string) => Buffer
}

/** The tag again and again, so that every fragment bears it. */
const filler = (tag: Tag): Buffer => Buffer.concat(Array.from({ length: 8 }, () => tag.payload))

const wholes: readonly Whole[] = [
  {
    label: 'tcp syn',
    protocol: protocolNumber.tcp,
    kind: 'tcp',
    port: 443,
    body: (tag, source, destination) =>
      Buffer.concat([
        tcpSegment(
          tag,
          { source, destination },
          { destinationPort: 443, flags: ['syn'], options: Buffer.alloc(16, 1) },
        ),
      ]),
  },
  ...[53, 443].map(
    (port): Whole => ({
      label: `udp ${port}`,
      protocol: protocolNumber.udp,
      kind: 'udp',
      port,
      body: (tag, source, destination) =>
        udp(
          { source, destination },
          { sourcePort: tag.port, destinationPort: port },
          Buffer.concat([udpPayload(tag, port), filler(tag)]),
        ),
    }),
  ),
  {
    label: 'icmp echo',
    protocol: protocolNumber.icmp,
    kind: 'icmp',
    port: 0,
    body: (tag) => icmp({ type: 8 }, filler(tag)),
  },
  { label: 'sctp', protocol: protocolNumber.sctp, kind: 'other', port: 0, body: filler },
  { label: 'gre', protocol: protocolNumber.gre, kind: 'other', port: 0, body: filler },
  { label: 'esp', protocol: protocolNumber.esp, kind: 'other', port: 0, body: filler },
  { label: 'protocol 41', protocol: protocolNumber.ipv6, kind: 'other', port: 0, body: filler },
]

type Cut = (whole: readonly Buffer[]) => readonly Buffer[]

/** In order, in reverse, twice over; then those that never become whole and are left to expire. */
const cuts: readonly (readonly [string, Shape, Cut])[] = [
  ['in fragments', 'fragments', (all) => all],
  ['in reversed fragments', 'fragments', (all) => [...all].reverse()],
  ['first fragment only', 'lone-fragment', (all) => all.slice(0, 1)],
  ['last fragment only', 'lone-fragment', (all) => all.slice(-1)],
]

const fragmented = (
  topology: Topology,
  client: Client,
  whole: Whole,
  destination: string,
): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const source = client.host.address
  const wire = wireOf(sender, topology)
  return cuts.map(
    ([label, shape, cut]): Template => ({
      name: `${whole.label} to ${destination}`,
      group: `${whole.kind} ${label}`,
      sender,
      traits: {
        family: 'ip4',
        source,
        destination,
        protocol: whole.kind,
        destinationPort: whole.port,
        shape,
      },
      frames: (tag) => {
        const header = { source, destination, protocol: whole.protocol, id: tag.mark }
        const pieces = fragmentIpv4(header, whole.body(tag, source, destination), size)
        return cut(pieces).map((piece) => ip4Frame(wire, destination, piece))
      },
    }),
  )
}

/** A first fragment too short to hold the ports, and a second one that would overwrite them (RFC 1858). */
const tricks = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const source = client.host.address
  const destination = '8.8.8.8'
  const wire = wireOf(sender, topology)
  const traits = {
    family: 'ip4',
    source,
    destination,
    protocol: 'tcp',
    destinationPort: 443,
    shape: 'lone-fragment',
  } as const
  const piece = (tag: Tag, offset: number, moreFragments: boolean, body: Buffer): Buffer =>
    ip4Frame(
      wire,
      destination,
      ipv4(
        { source, destination, protocol: 6, id: tag.mark, fragmentOffset: offset, moreFragments },
        body,
      ),
    )
  const segment = (tag: Tag): Buffer =>
    tcpSegment(tag, { source, destination }, { destinationPort: 443, flags: ['ack'] })
  return [
    {
      name: 'eight bytes, then the flags',
      group: 'fragment tricks',
      sender,
      traits,
      frames: (tag) => [
        piece(tag, 0, true, segment(tag).subarray(0, 8)),
        piece(tag, 8, true, segment(tag).subarray(8)),
      ],
    },
    {
      name: 'overlapping',
      group: 'fragment tricks',
      sender,
      traits,
      frames: (tag) => [
        piece(tag, 0, true, segment(tag).subarray(0, 24)),
        piece(tag, 8, false, segment(tag)),
      ],
    },
    {
      name: 'a header where a port match would look, in a later fragment',
      group: 'fragment tricks',
      sender,
      traits: { ...traits, protocol: 'udp', destinationPort: 53 },
      frames: (tag) => {
        const body = udp(
          { source, destination },
          { sourcePort: tag.port, destinationPort: 53 },
          tag.payload,
        )
        return [
          ip4Frame(
            wire,
            destination,
            ipv4({ source, destination, protocol: 17, id: tag.mark, fragmentOffset: 64 }, body),
          ),
        ]
      },
    },
  ]
}

/** Fragments of each protocol to the kinds of place where they could be answered or sent on. */
export const fragmentTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const places = [
    ...publicAddresses.slice(0, 1),
    ...qubesAddresses.slice(0, 1),
    ...gatewayAddresses(topology, client).slice(0, 3),
    ...uplinkNeighbours(topology).slice(0, 1),
  ]
  return [
    ...wholes.flatMap((whole) =>
      places.flatMap((destination) => fragmented(topology, client, whole, destination)),
    ),
    ...tricks(topology, client),
  ]
}
