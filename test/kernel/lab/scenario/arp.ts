import type { Client, Topology } from '../topology.ts'
import { arp, broadcastMac, ethernet, etherType, unknownMac } from '../wire/index.ts'
import type { Sender, Template } from './case.ts'
import { allDestinations } from './destinations.ts'
import { wireOf } from './frames.ts'

/** Who-has for every address that a client may be curious about; also with senders that are not the client's own. */
export const arpTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const template = (source: string, destination: string): Template => ({
    name: `${destination} tell ${source}`,
    group: 'arp who-has',
    sender,
    traits: {
      family: 'arp',
      source,
      destination,
      protocol: 'other',
      destinationPort: 0,
      shape: 'datagram',
    },
    frames: () => [
      ethernet(
        { source: wire.sender, destination: broadcastMac, type: etherType.arp },
        arp({
          operation: 'request',
          senderMac: wire.sender,
          senderAddress: source,
          targetMac: unknownMac,
          targetAddress: destination,
        }),
      ),
    ],
  })
  return [...new Set(allDestinations(topology, client))].map((destination) =>
    template(client.host.address, destination),
  )
}
