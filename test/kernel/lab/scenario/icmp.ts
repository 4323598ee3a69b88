import type { Client, Topology } from '../topology.ts'
import { addressBytes, echo, icmp, icmpType, ipv4, protocolNumber, udp } from '../wire/index.ts'
import type { Sender, Tag, Template } from './case.ts'
import { allDestinations, multicastAddresses, virtualAddress } from './destinations.ts'
import { broadcasts, ip4Frame, wireOf } from './frames.ts'

/** A packet that the errors are about: one that came, so they say, to the client from there. */
const quoted = (tag: Tag, source: string, destination: string): Buffer => {
  const ends = { source, destination }
  const datagram = udp(ends, { sourcePort: 53, destinationPort: tag.port }, tag.payload)
  return ipv4({ ...ends, protocol: protocolNumber.udp, id: tag.mark }, datagram)
}

interface Message {
  readonly label: string
  readonly body: (tag: Tag, source: string, destination: string) => Buffer
}

const messages: readonly Message[] = [
  {
    label: 'icmp echo',
    body: (tag) => icmp({ type: icmpType.echoRequest, rest: echo(tag.port) }, tag.payload),
  },
  {
    label: 'icmp echo reply',
    body: (tag) => icmp({ type: icmpType.echoReply, rest: echo(tag.port) }, tag.payload),
  },
  {
    label: 'icmp timestamp request',
    body: (tag) =>
      icmp(
        { type: icmpType.timestampRequest, rest: echo(tag.port) },
        Buffer.concat([tag.payload, Buffer.alloc(4)]),
      ),
  },
  {
    label: 'icmp address mask request',
    body: (tag) => icmp({ type: icmpType.addressMaskRequest, rest: echo(tag.port) }, tag.payload),
  },
  {
    label: 'icmp port unreachable',
    body: (tag, source, destination) =>
      icmp({ type: icmpType.unreachable, code: 3 }, quoted(tag, destination, source)),
  },
  {
    label: 'icmp fragmentation needed',
    body: (tag, source, destination) =>
      icmp(
        { type: icmpType.unreachable, code: 4, rest: Buffer.from([0, 0, 2, 0]) },
        quoted(tag, destination, source),
      ),
  },
  {
    label: 'icmp time exceeded',
    body: (tag, source, destination) =>
      icmp({ type: icmpType.timeExceeded }, quoted(tag, destination, source)),
  },
  {
    label: 'icmp parameter problem',
    body: (tag, source, destination) =>
      icmp({ type: icmpType.parameterProblem }, quoted(tag, destination, source)),
  },
  {
    label: 'icmp redirect',
    body: (tag, source, destination) =>
      icmp(
        { type: icmpType.redirect, code: 1, rest: addressBytes(source) },
        quoted(tag, destination, source),
      ),
  },
  { label: 'icmp unknown type', body: (tag) => icmp({ type: 200 }, tag.payload) },
]

/** ICMP of every kind to every kind of place; echoes with a last-hop TTL too. */
export const icmpTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const source = client.host.address
  const places = [
    ...allDestinations(topology, client),
    virtualAddress,
    ...multicastAddresses,
    ...broadcasts,
  ]
  const template = (message: Message, destination: string, ttl: number): Template => ({
    name: destination,
    group: ttl === 1 ? `${message.label} with ttl 1` : message.label,
    sender,
    traits: {
      family: 'ip4',
      source,
      destination,
      protocol: 'icmp',
      destinationPort: 0,
      shape: 'datagram',
    },
    frames: (tag) => [
      ip4Frame(
        wire,
        destination,
        ipv4(
          { source, destination, ttl, id: tag.mark, protocol: protocolNumber.icmp },
          message.body(tag, source, destination),
        ),
      ),
    ],
  })
  const echoes = messages.slice(0, 1)
  return [
    ...messages.flatMap((message) => places.map((place) => template(message, place, 64))),
    ...echoes.flatMap((message) => places.map((place) => template(message, place, 1))),
  ]
}
