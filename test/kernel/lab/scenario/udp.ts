import type { Client, Topology } from '../topology.ts'
import type { Sender, Template } from './case.ts'
import { allDestinations, multicastAddresses } from './destinations.ts'
import { broadcasts, ip4Frame, udpPacket, wireOf } from './frames.ts'

/** DNS first; then what leaks most often: NTP, QUIC, mDNS, NetBIOS, SSDP, DHCP, and the gateway's own ports. */
const ports = [53, 123, 443, 5353, 137, 1900, 67, 68, 5300, 9040, 9050, 8082, 33434] as const

/** UDP to every kind of place, with a usual and with a last-hop TTL. */
export const udpTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const places = [...allDestinations(topology, client), ...multicastAddresses, ...broadcasts]
  const wire = wireOf(sender, topology)
  return places.flatMap((destination) =>
    ports.flatMap((destinationPort) =>
      [64, 1].map((ttl): Template => {
        const ends = { source: client.host.address, destination, ttl }
        const name = destinationPort === 53 ? 'udp 53' : 'other udp'
        return {
          name: `${destination}:${destinationPort}`,
          group: ttl === 1 ? `${name} with ttl 1` : name,
          sender,
          traits: { family: 'ip4', ...ends, protocol: 'udp', destinationPort, shape: 'datagram' },
          frames: (tag) => [ip4Frame(wire, destination, udpPacket(tag, ends, { destinationPort }))],
        }
      }),
    ),
  )
}
