import type { Finding } from '../finding.ts'
import type { Router } from '../router.ts'
import type { Emission } from '../tap.ts'
import { twoClients } from '../topology.ts'
import {
  arp,
  broadcastMac,
  describePacket,
  ethernet,
  etherType,
  readIp,
  unknownMac,
} from '../wire/index.ts'
import { clientEnds } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always } from './story.ts'
import { segmentFrame } from './stream.ts'

const name = 'the gateway cannot be told from a stranger'

/** An address that the gateway bears or knows, and one beside it that it does not. */
const pairs = (router: Router): readonly (readonly [string, string])[] => [
  [router.topology.uplink.address, '192.168.9.99'],
  [router.topology.uplink.publicAddress, '45.33.32.157'],
  [router.topology.uplink.nextHop.address, '192.168.9.98'],
]

const ports = [9050, 9049, 9040, 5300, 22, 8082, 443, 4444] as const

/** What an answer about this address tells the client; undefined where it is about something else. */
const answerAbout = (address: string, emission: Emission): string | undefined => {
  const { network } = emission.packet
  switch (network.kind) {
    case 'arp':
      return network.arp.senderAddress === address ? `arp ${network.arp.operation}` : undefined
    case 'ipv4': {
      const { transport, header } = network
      if (transport.kind === 'icmp') {
        const quoted = readIp(transport.payload)
        const about = quoted.kind === 'ipv4' && quoted.header.destination === address
        return about ? `icmp ${transport.header.type}` : undefined
      }
      if (header.source !== address) return undefined
      return transport.kind === 'tcp'
        ? `tcp ${transport.header.sourcePort} ${transport.header.flags.join(',')}`
        : describePacket(emission.packet)
    }
    case 'ipv6':
    case 'other':
      return undefined
  }
}

/** The kinds of answer that a client gets when it tries this address on every port and by ARP. */
const answers = async (router: Router, address: string): Promise<string> => {
  const [client] = twoClients(router.topology)
  router.tap.clear()
  const opening = { flags: ['syn'], sequence: 1, acknowledgement: 0 } as const
  const frames = ports.map((port) =>
    segmentFrame(clientEnds(client, 35_000, address, port), opening),
  )
  const place = clientEnds(client, 35_000, address, 1)
  const whoHas = arp({
    operation: 'request',
    senderMac: place.mac,
    senderAddress: place.address,
    targetMac: unknownMac,
    targetAddress: address,
  })
  const link = { source: place.mac, destination: broadcastMac, type: etherType.arp }
  await router.inject([{ interface: place.interface, frames: [...frames, ethernet(link, whoHas)] }])
  await router.settle()
  const kinds = router.tap.emissions
    .filter((emission) => emission.interface === place.interface)
    .flatMap((emission) => answerAbout(address, emission) ?? [])
  return [...new Set(kinds)].sort().join('; ')
}

/** Where a client gets another answer from the gateway's own address than from the one beside it, it knows the address. */
export const oracles: Story = {
  name,
  excuse: always,
  run: async ({ router, load }): Promise<Outcome> => {
    await load()
    const findings: Finding[] = []
    for (const [own, stranger] of pairs(router)) {
      const first = await answers(router, own)
      const second = await answers(router, stranger)
      if (first !== second)
        findings.push({
          kind: 'answered',
          about: name,
          where: 'client',
          what: `${own} answers [${first}], ${stranger} answers [${second}]`,
          frame: '',
        })
    }
    const tried = pairs(router).length * (ports.length + 1) * 2
    return { tried, owed: 0, served: 0, findings }
  },
}
