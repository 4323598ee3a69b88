import type { Router } from '../router.ts'
import type { Ends } from '../scenario/index.ts'
import type { Client, Topology } from '../topology.ts'
import { ethernet, etherType, ipv4, protocolNumber, udp } from '../wire/index.ts'
import type { StreamEnds } from './stream.ts'

/** A client's end of a connection. */
export const clientEnds = (
  client: Client,
  port: number,
  peer: string,
  peerPort: number,
): StreamEnds => ({
  interface: client.interface.name,
  mac: client.host.mac,
  routerMac: client.interface.mac,
  address: client.host.address,
  port,
  peer,
  peerPort,
})

/** The end of a server somewhere beyond the uplink. */
export const serverEnds = (
  topology: Topology,
  address: string,
  port: number,
): Pick<StreamEnds, 'interface' | 'mac' | 'routerMac' | 'address' | 'port'> => ({
  interface: topology.uplink.name,
  mac: topology.uplink.nextHop.mac,
  routerMac: topology.uplink.mac,
  address,
  port,
})

/** Somebody on the uplink who writes what this end would: same addresses, same ports, another wire. */
export const posingFromUplink = (topology: Topology, ends: StreamEnds): StreamEnds => ({
  ...ends,
  interface: topology.uplink.name,
  mac: topology.uplink.nextHop.mac,
  routerMac: topology.uplink.mac,
})

type Place = Pick<StreamEnds, 'interface' | 'mac' | 'routerMac'>

export const datagramFrame = (
  place: Place,
  ends: Ends,
  sourcePort: number,
  destinationPort: number,
  payload: Buffer,
): Buffer =>
  ethernet(
    { source: place.mac, destination: place.routerMac, type: etherType.ipv4 },
    ipv4(
      { protocol: protocolNumber.udp, ...ends },
      udp(ends, { sourcePort, destinationPort }, payload),
    ),
  )

/** Any IPv4 packet on that wire. */
export const packetFrame = (place: Place, packet: Buffer): Buffer =>
  ethernet({ source: place.mac, destination: place.routerMac, type: etherType.ipv4 }, packet)

/**
 * Switches conntrack on, and translates as a gateway in clear does, so that flows exist before the ruleset under test.
 * Removed again once that one is loaded: what stays is what conntrack remembers.
 */
export const clearGateway = (topology: Topology): string => `
table ip lab_clear {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${topology.uplink.name}" masquerade
  }
}
`

export const removeClearGateway = async (router: Router): Promise<void> => {
  await router.mustExec('nft', ['delete', 'table', 'ip', 'lab_clear'])
}
