import type { Client, Topology } from '../topology.ts'
import type { Extension, TcpFlag } from '../wire/index.ts'
import {
  addressBytes,
  destinationOptions,
  echo,
  fragmentHeader,
  hopByHop,
  icmp6,
  icmp6Type,
  ipv6,
  macBytes,
  protocolNumber,
  routingHeader,
  tcp,
  udp,
} from '../wire/index.ts'
import type { Sender, Tag, Template } from './case.ts'
import { dnsQuery, ip6Frame, wireOf } from './frames.ts'

interface Body {
  readonly label: string
  readonly kind: 'tcp' | 'udp' | 'icmp' | 'other'
  readonly port: number
  readonly protocol: number
  readonly hopLimit?: number
  readonly bytes: (tag: Tag, source: string, destination: string) => Buffer
}

const segment = (label: string, flags: readonly TcpFlag[], port: number): Body => ({
  label: `tcp ${label} ${port}`,
  kind: 'tcp',
  port,
  protocol: protocolNumber.tcp,
  bytes: (tag, source, destination) =>
    tcp(
      { source, destination },
      { sourcePort: tag.port, destinationPort: port, flags, sequence: tag.mark << 8 },
      flags.includes('syn') ? undefined : tag.payload,
    ),
})

const datagram = (port: number): Body => ({
  label: `udp ${port}`,
  kind: 'udp',
  port,
  protocol: protocolNumber.udp,
  bytes: (tag, source, destination) =>
    udp({ source, destination }, { sourcePort: tag.port, destinationPort: port }, dnsQuery(tag)),
})

const message = (
  label: string,
  type: number,
  body: (tag: Tag, destination: string) => Buffer,
  hopLimit = 64,
): Body => ({
  label,
  kind: 'icmp',
  port: 0,
  protocol: protocolNumber.icmp6,
  hopLimit,
  bytes: (tag, source, destination) =>
    icmp6({ source, destination }, { type, rest: echo(tag.port) }, body(tag, destination)),
})

/** Options that neighbour discovery carries: the sender's link-layer address. */
const linkLayer = Buffer.concat([Buffer.from([1, 1]), macBytes('02:00:00:00:02:01')])

const bodies: readonly Body[] = [
  ...[443, 53, 22, 9040, 9049, 9050].map((port) => segment('syn', ['syn'], port)),
  segment('ack', ['ack'], 443),
  segment('fin-ack', ['fin', 'ack'], 443),
  segment('rst', ['rst'], 443),
  ...[53, 123, 443, 5300, 5353].map(datagram),
  message('icmpv6 echo', icmp6Type.echoRequest, (tag) => tag.payload),
  message('icmpv6 echo reply', icmp6Type.echoReply, (tag) => tag.payload),
  message('icmpv6 unreachable', icmp6Type.unreachable, (tag) => tag.payload),
  message('listener query', icmp6Type.listenerQuery, () => Buffer.alloc(16), 1),
  message('router solicitation', icmp6Type.routerSolicitation, () => linkLayer, 255),
  message(
    'router advertisement',
    icmp6Type.routerAdvertisement,
    () => Buffer.concat([Buffer.alloc(8), linkLayer]),
    255,
  ),
  message(
    'neighbour solicitation',
    icmp6Type.neighbourSolicitation,
    (_, destination) => Buffer.concat([addressBytes(destination), linkLayer]),
    255,
  ),
  message(
    'neighbour advertisement',
    icmp6Type.neighbourAdvertisement,
    (_, destination) => Buffer.concat([addressBytes(destination), linkLayer]),
    255,
  ),
  message(
    'icmpv6 redirect',
    icmp6Type.redirect,
    (_, destination) =>
      Buffer.concat([addressBytes(destination), addressBytes('2001:4860:4860::8888')]),
    255,
  ),
  ...[
    protocolNumber.sctp,
    protocolNumber.gre,
    protocolNumber.esp,
    protocolNumber.ipip,
    59,
    253,
  ].map(
    (protocol): Body => ({
      label: `protocol ${protocol}`,
      kind: 'other',
      port: 0,
      protocol,
      bytes: (tag) => Buffer.concat([Buffer.alloc(12), tag.payload]),
    }),
  ),
]

type Prefixing = readonly [string, (tag: Tag) => readonly Extension[]]

const prefixings: readonly Prefixing[] = [
  ['plain', () => []],
  ['hop-by-hop', () => [hopByHop()]],
  ['destination options', () => [destinationOptions()]],
  ['routing header', () => [routingHeader('2001:4860:4860::8888')]],
  ['routing header type 2', () => [routingHeader('2001:4860:4860::8888', 2)]],
  ['atomic fragment', (tag) => [fragmentHeader(tag.mark, 0, false)]],
  ['lone fragment', (tag) => [fragmentHeader(tag.mark, 0, true)]],
  [
    'three headers',
    (tag) => [hopByHop(), routingHeader('::1'), fragmentHeader(tag.mark, 0, false)],
  ],
]

/** Fragments but the last are multiples of eight bytes, or the kernel answers for another reason. */
const trim = (bytes: Buffer, extensions: readonly Extension[]): Buffer => {
  const fragment = extensions.find((extension) => extension.protocol === 44)
  const more = fragment !== undefined && (fragment.body.readUInt16BE(0) & 1) === 1
  return more ? bytes.subarray(0, bytes.length - (bytes.length % 8)) : bytes
}

/** IPv6 of every kind, with and without extension headers, from a routable and from a link-local source. */
export const sixTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const sources = [client.host.address6, 'fe80::1234', '2001:470::10']
  const places = [
    '2001:4860:4860::8888',
    client.interface.gateway6,
    topology.uplink.address6,
    topology.uplink.nextHop.address6,
    'ff02::1',
    'fd00::99',
  ]
  const template = (
    source: string,
    destination: string,
    body: Body,
    [label, extensions]: Prefixing,
    hopLimit: number,
  ): Template => ({
    name: `${body.label}, ${source} to ${destination}`,
    group: `ipv6 ${hopLimit === 1 ? 'with hop limit 1' : label}`,
    sender,
    traits: {
      family: 'ip6',
      source,
      destination,
      protocol: body.kind,
      destinationPort: body.port,
      shape: 'datagram',
    },
    frames: (tag) => {
      const chain = extensions(tag)
      const payload = trim(body.bytes(tag, source, destination), chain)
      const header = {
        source,
        destination,
        protocol: body.protocol,
        hopLimit,
        flowLabel: tag.mark,
        extensions: chain,
      }
      return [ip6Frame(wire, ipv6(header, payload))]
    },
  })
  const first = sources.slice(0, 1)
  return [
    ...bodies.flatMap((body) =>
      places.flatMap((place) =>
        prefixings.flatMap((prefixing) =>
          first.map((source) => template(source, place, body, prefixing, body.hopLimit ?? 64)),
        ),
      ),
    ),
    ...bodies.flatMap((body) =>
      places.flatMap((place) => [
        ...sources
          .slice(1)
          .map((source) => template(source, place, body, ['plain', () => []], body.hopLimit ?? 64)),
        ...first.map((source) => template(source, place, body, ['plain', () => []], 1)),
      ]),
    ),
  ]
}
