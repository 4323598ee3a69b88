import type { Client, Topology } from '../topology.ts'
import { clientsOf } from '../topology.ts'

/** Plain data: no packet to them leaves the namespaces. Documentation ranges will not do, they count as local. */
export const publicAddresses = ['8.8.8.8', '1.1.1.1', '93.184.216.34'] as const

/** Addresses of local ranges with nobody at them that the lab knows of. */
export const localAddresses = [
  '192.168.1.1',
  '172.16.0.1',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.2.1',
  '198.51.100.7',
  '203.0.113.9',
  '198.18.0.1',
  '0.0.0.1',
  '240.0.0.1',
] as const

/** Qubes' resolvers, a client of somebody else, a disposable. */
export const qubesAddresses = ['10.139.1.1', '10.139.1.2', '10.137.0.99', '10.138.0.7'] as const

export const virtualAddress = '10.192.33.44'

export const multicastAddresses = ['224.0.0.1', '224.0.0.251', '239.255.255.250'] as const

/** Every address that the gateway bears, the client-facing one first, and what stands beside it on its uplink. */
export const gatewayAddresses = (topology: Topology, client: Client): readonly string[] => [
  client.interface.gateway,
  topology.uplink.address,
  topology.uplink.publicAddress,
  '127.0.0.1',
]

export const uplinkNeighbours = (topology: Topology): readonly string[] => [
  topology.uplink.nextHop.address,
  topology.uplink.neighbour.address,
  '192.168.9.99',
]

export const otherClients = (topology: Topology, client: Client): readonly string[] =>
  clientsOf(topology)
    .filter((other) => other.host.address !== client.host.address)
    .map((other) => other.host.address)

/** Wherever a client may want to go. */
export const allDestinations = (topology: Topology, client: Client): readonly string[] => [
  ...publicAddresses,
  ...localAddresses,
  ...qubesAddresses,
  virtualAddress,
  ...gatewayAddresses(topology, client),
  ...uplinkNeighbours(topology),
  ...otherClients(topology, client),
]
