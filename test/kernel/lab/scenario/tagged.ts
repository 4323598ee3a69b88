import type { Client, Topology } from '../topology.ts'
import { behindTags } from '../wire/index.ts'
import type { Sender, Tag, Template, Traits } from './case.ts'
import type { Ends } from './frames.ts'
import { ip4Frame, tcpPacket, udpPacket, wireOf } from './frames.ts'

type Probe = Pick<Traits, 'protocol' | 'shape'> & {
  readonly port: number
  readonly packet: (tag: Tag, ends: Ends) => Buffer
}

const opening: Probe = {
  protocol: 'tcp',
  shape: 'opening',
  port: 443,
  packet: (tag, ends) => tcpPacket(tag, ends, { destinationPort: 443, flags: ['syn'] }),
}

const datagram = (port: number): Probe => ({
  protocol: 'udp',
  shape: 'datagram',
  port,
  packet: (tag, ends) => udpPacket(tag, ends, { destinationPort: port }),
})

/** Behind empty tags of the link: one hides IP from the types of frames, two from every rule of the device. */
export const taggedTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const ends = { source: client.host.address, destination: '8.8.8.8' }
  return [1, 2].flatMap((tags) =>
    [opening, datagram(53), datagram(443)].map(({ protocol, shape, port, packet }): Template => {
      return {
        name: `${protocol} ${ends.destination}:${port}, ${tags} of them`,
        group: 'behind tags of the link',
        sender,
        traits: { family: 'ip4', ...ends, protocol, destinationPort: port, shape },
        frames: (tag) => [behindTags(tags, ip4Frame(wire, ends.destination, packet(tag, ends)))],
      }
    }),
  )
}
