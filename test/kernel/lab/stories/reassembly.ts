import { loadNft, mustLoad } from '../load.ts'
import type { Router } from '../router.ts'
import type { Client } from '../topology.ts'
import { twoClients } from '../topology.ts'
import { ipv4, protocolNumber, tcp } from '../wire/index.ts'
import { clearGateway, clientEnds, packetFrame, removeClearGateway, serverEnds } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always, strays } from './story.ts'
import { acceptStream } from './stream.ts'

const name = 'a fragment of the circuit expires'
const relay = '185.220.101.1'
const localPort = 40_001

/** The first fragment of a segment that claims to come from the relay; its rest never comes. */
const forgedFragment = (
  client: Client,
  source: string,
  destination: string,
  id: number,
): Buffer => {
  const ends = { source, destination }
  const header = {
    sourcePort: 443,
    destinationPort: localPort,
    flags: ['ack'],
    sequence: 1,
  } as const
  const segment = tcp(ends, header, Buffer.from('the client says where the gateway is'))
  const packet = ipv4(
    { ...ends, protocol: protocolNumber.tcp, id, moreFragments: true },
    segment.subarray(0, 40),
  )
  return packetFrame(clientEnds(client, 443, destination, localPort), packet)
}

const openCircuit = async (router: Router): Promise<void> => {
  await router.agent.ask({ kind: 'connect', address: relay, port: 443, localPort })
  const stream = await acceptStream(router, serverEnds(router.topology, relay, 443))
  if (!stream) throw new Error('an open gateway could not connect')
}

/**
 * Defragmentation comes before most rules. A fragment with a relay's source waits there, expires,
 * and the kernel tells the relay, by the uplink, quoting the client. As an error about the gateway's own circuit
 * it is RELATED, so that a drop of INVALID does not stop it.
 */
export const reassembly: Story = {
  name,
  excuse: always,
  run: async ({ router, load }): Promise<Outcome> => {
    const { topology } = router
    const [client] = twoClients(topology)
    await mustLoad(loadNft(router, clearGateway(topology)))
    await openCircuit(router)
    await load()
    await removeClearGateway(router)
    await router.settle()
    router.tap.clear()
    const places = [
      topology.uplink.address,
      topology.uplink.publicAddress,
      client.interface.gateway,
    ]
    const frames = places.flatMap((place, index) => [
      forgedFragment(client, relay, place, 0x7000 + index),
      forgedFragment(client, '8.8.4.4', place, 0x7100 + index),
    ])
    await router.inject([{ interface: client.interface.name, frames }])
    await router.settle({ reassembly: true })
    return { tried: frames.length, owed: 0, served: 0, findings: strays(name, router, () => false) }
  },
}
