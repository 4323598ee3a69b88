import type { StreamEnds } from '../../kernel/lab/stories/stream.ts'
import { segmentFrame } from '../../kernel/lab/stories/stream.ts'
import {
  arp,
  broadcastMac,
  ethernet,
  etherType,
  readIp,
  readPacket,
  unknownMac,
} from '../../kernel/lab/wire/index.ts'
import type { Client } from '../client/client.ts'
import type { Stage } from '../stage.ts'
import { settle } from '../stage.ts'
import type { Claim, Shown } from './claim.ts'

const ports = [9050, 9049, 9040, 5300, 22, 8082, 443, 4444]

/** An address that the gateway bears or knows, and one beside it that is nobody's. */
const pairs = ({ topology }: Stage): readonly (readonly [string, string])[] => [
  [topology.uplink.address, '192.168.9.99'],
  [topology.uplink.publicAddress, '45.33.32.157'],
  [topology.uplink.nextHop.address, '192.168.9.98'],
]

const answerAbout = (address: string, frame: Buffer): string | undefined => {
  const network = readPacket(frame)?.network
  if (network?.kind === 'arp')
    return network.arp.senderAddress === address ? `arp ${network.arp.operation}` : undefined
  if (network?.kind !== 'ipv4') return undefined
  const { transport, header } = network
  if (transport.kind === 'icmp') {
    const quoted = readIp(transport.payload)
    const isAbout = quoted.kind === 'ipv4' && quoted.header.destination === address
    return isAbout ? `icmp ${transport.header.type}` : undefined
  }
  if (header.source !== address || transport.kind !== 'tcp') return undefined
  return `tcp ${transport.header.sourcePort} ${transport.header.flags.join(',')}`
}

/** Kinds of answers where a client tries an address on every port, and by ARP. */
const answers = async (stage: Stage, client: Client, address: string): Promise<string> => {
  const { interface: device, host } = client.place
  const link = { source: host.mac, destination: broadcastMac, type: etherType.arp }
  const whoHas = arp({
    operation: 'request',
    senderMac: host.mac,
    senderAddress: host.address,
    targetMac: unknownMac,
    targetAddress: address,
  })
  const knocks = ports.map((port) => {
    const ends: StreamEnds = {
      ...{ interface: device.name, mac: host.mac, routerMac: device.mac },
      ...{ address: host.address, port: 35_000, peer: address, peerPort: port },
    }
    return segmentFrame(ends, { flags: ['syn'], sequence: 1, acknowledgement: 0 })
  })
  const since = client.tap.position()
  await client.inject([...knocks, ethernet(link, whoHas)])
  await settle(stage)
  const kinds = client.tap.sent(since).flatMap((frame) => answerAbout(address, frame) ?? [])
  return [...new Set(kinds)].sort().join('; ')
}

const show = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const findings: string[] = []
  for (const [own, stranger] of pairs(stage)) {
    const first = await answers(stage, client, own)
    const second = await answers(stage, client, stranger)
    if (first !== second)
      findings.push(`${own} answers [${first}], ${stranger} answers [${second}]`)
  }
  return { tried: pairs(stage).length * (ports.length + 1) * 2, findings }
}

/** Leak class L18: who gets another answer from an address of the gateway's than from the one beside it knows it. */
export const gatewayUnknown: readonly Claim[] = [
  {
    of: 'gateway-unknown',
    says: "the gateway's other addresses answer a client, by ARP and on Tor's ports, as addresses do that are nobody's",
    show,
    broken: {
      how: 'ARP is not filtered, and the kernel answers for every address of its own',
      finds: /^192\.168\.9\.1 answers \[arp reply\]/,
      nft: 'delete table arp qubes_tor_fw',
      set: {
        'ipv4/conf/all/arp_ignore': '0',
        'ipv4/conf/vif1.0/arp_ignore': '0',
        'ipv4/conf/all/arp_filter': '0',
        'ipv4/conf/vif1.0/arp_filter': '0',
      },
    },
  },
]
