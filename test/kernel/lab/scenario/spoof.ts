import type { Client, Topology } from '../topology.ts'
import type { TcpFlag } from '../wire/index.ts'
import { echo, icmp, ipv4, protocolNumber } from '../wire/index.ts'
import type { Sender, Tag, Template } from './case.ts'
import { otherClients } from './destinations.ts'
import type { Ends, Wire } from './frames.ts'
import { ip4Frame, otherPacket, tcpPacket, udpPacket, wireOf } from './frames.ts'

/** Sources that are not the client's: whoever owns them would get the gateway's answer, most of them by the uplink. */
export const foreignSources = (topology: Topology, client: Client): readonly string[] => [
  '8.8.4.4',
  topology.uplink.nextHop.address,
  topology.uplink.neighbour.address,
  topology.uplink.address,
  topology.uplink.publicAddress,
  client.interface.gateway,
  '10.139.1.1',
  '172.16.5.5',
  '127.0.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '192.168.9.255',
  // Clients that share one segment cannot be told apart by the gateway: there this is no forgery that it could see.
  ...(client.interface.gatewayLength === 32 ? otherClients(topology, client) : []),
  ...broadcastOf(client),
]

/**
 * The broadcast address of a client's own segment: no host has it, and it routes back to its interface. The address
 * before all others is none of these: since Linux 5.14 it is a host's like any.
 */
const broadcastOf = ({ interface: { gateway, gatewayLength } }: Client): readonly string[] => {
  if (gatewayLength !== 24) return []
  const network = gateway.slice(0, gateway.lastIndexOf('.'))
  return [`${network}.255`]
}

interface Probe {
  readonly label: string
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly port: number
  readonly packet: (tag: Tag, ends: Ends) => Buffer
}

const segment = (label: string, flags: readonly TcpFlag[], port: number): Probe => ({
  label: `${label} ${port}`,
  protocol: 'tcp',
  port,
  packet: (tag, ends) => tcpPacket(tag, ends, { destinationPort: port, flags }),
})

const datagram = (port: number, ttl: number): Probe => ({
  label: ttl === 1 ? `udp ${port} ttl 1` : `udp ${port}`,
  protocol: 'udp',
  port,
  packet: (tag, ends) => udpPacket(tag, { ...ends, ttl }, { destinationPort: port }),
})

const lone: Probe = {
  label: 'lone fragment',
  protocol: 'udp',
  port: 53,
  packet: (tag, ends) =>
    ipv4(
      { ...ends, protocol: protocolNumber.udp, id: tag.mark, moreFragments: true },
      Buffer.concat([tag.payload, tag.payload]),
    ),
}

const probes: readonly Probe[] = [
  ...[443, 53, 9040, 9049, 9050, 22].map((port) => segment('syn', ['syn'], port)),
  segment('ack', ['ack'], 443),
  segment('fin-ack', ['fin', 'ack'], 443),
  segment('syn-ack', ['syn', 'ack'], 9050),
  ...[53, 123, 5300].map((port) => datagram(port, 64)),
  datagram(53, 1),
  datagram(123, 1),
  {
    label: 'icmp echo',
    protocol: 'icmp',
    port: 0,
    packet: (tag, ends) =>
      otherPacket(
        tag,
        { ...ends, protocol: protocolNumber.icmp },
        icmp({ type: 8, rest: echo(tag.port) }, tag.payload),
      ),
  },
  lone,
]

const probeTemplates = (
  from: { readonly sender: Sender; readonly wire: Wire },
  group: string,
  pairs: readonly (readonly [string, string])[],
): readonly Template[] =>
  pairs.flatMap(([source, destination]) =>
    probes.map(
      (probe): Template => ({
        name: `${probe.label}, ${source} to ${destination}`,
        group,
        sender: from.sender,
        traits: {
          family: 'ip4',
          source,
          destination,
          protocol: probe.protocol,
          destinationPort: probe.port,
          shape:
            probe === lone
              ? 'lone-fragment'
              : probe.label.startsWith('syn ')
                ? 'opening'
                : 'datagram',
        },
        frames: (tag) => [
          ip4Frame(from.wire, destination, probe.packet(tag, { source, destination })),
        ],
      }),
    ),
  )

/** A client with somebody else's address. */
export const spoofTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const destinations = [
    '8.8.8.8',
    '10.139.1.1',
    client.interface.gateway,
    topology.uplink.address,
    topology.uplink.publicAddress,
  ]
  const pairs = foreignSources(topology, client).flatMap((source) =>
    destinations.map((destination) => [source, destination] as const),
  )
  // The one pair that reverse-path checks let through, by design of the kernel.
  const dhcp = [['0.0.0.0', '255.255.255.255']] as const
  return probeTemplates({ sender, wire: wireOf(sender, topology) }, 'spoofed source', [
    ...pairs,
    ...dhcp,
  ])
}

/** The uplink, as itself, as a client, and as the gateway. */
export const uplinkTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'uplink' }
  const from = { sender, wire: wireOf(sender, topology) }
  const inside = [
    client.host.address,
    client.interface.gateway,
    topology.uplink.address,
    topology.uplink.publicAddress,
    ...otherClients(topology, client),
  ]
  const posing = [...inside, '8.8.8.8', '10.139.1.1'].map(
    (destination) => [client.host.address, destination] as const,
  )
  const strangers = ['8.8.4.4', topology.uplink.nextHop.address].flatMap((source) =>
    inside.map((destination) => [source, destination] as const),
  )
  const gateway = inside.map((destination) => [client.interface.gateway, destination] as const)
  return [
    ...probeTemplates(from, 'uplink poses as a client', posing),
    ...probeTemplates(from, 'uplink as itself', strangers),
    ...probeTemplates(from, 'uplink poses as the gateway', gateway),
  ]
}
