import type { Client, Topology } from '../topology.ts'
import type { Udp } from '../wire/index.ts'
import { ipv4, protocolNumber, udp } from '../wire/index.ts'
import type { Sender, Template } from './case.ts'
import { gatewayAddresses, publicAddresses } from './destinations.ts'
import { dnsQuery, ip4Frame, wireOf } from './frames.ts'

interface Short {
  readonly label: string
  /** How much of a question is sent. */
  readonly bytes: number
  readonly header?: Pick<Udp, 'length'>
}

/** A DNS header is 12 bytes, and what a socket gets is what the UDP header says of itself. */
const shorts: readonly Short[] = [
  ...[0, 1, 8, 11].map((bytes) => ({ label: `${bytes} bytes`, bytes })),
  ...[8, 19].map((length) => ({ label: `says ${length} bytes`, bytes: 29, header: { length } })),
]

/** Datagrams to port 53 that have no room for a question: one is enough to end some versions of Tor. */
export const shortQuestionTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const places = [...publicAddresses.slice(0, 1), ...gatewayAddresses(topology, client).slice(0, 1)]
  return shorts.flatMap(({ label, bytes, header }) =>
    places.map((destination): Template => {
      const ends = { source: client.host.address, destination }
      return {
        name: `${label} to ${destination}`,
        group: 'too short for dns',
        sender,
        traits: { family: 'ip4', ...ends, protocol: 'udp', destinationPort: 53, shape: 'corrupt' },
        frames: (tag) => {
          const question = dnsQuery(tag).subarray(0, bytes)
          const ports = { sourcePort: tag.port, destinationPort: 53 }
          const network = { id: tag.mark, protocol: protocolNumber.udp, ...ends }
          const packet = ipv4(network, udp(ends, { ...ports, ...header }, question))
          return [ip4Frame(wire, destination, packet)]
        },
      }
    }),
  )
}
