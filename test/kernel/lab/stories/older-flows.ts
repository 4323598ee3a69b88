import { loadNft, mustLoad } from '../load.ts'
import type { Router } from '../router.ts'
import { dnsQuery, tagOf } from '../scenario/index.ts'
import type { Client } from '../topology.ts'
import { twoClients } from '../topology.ts'
import { echo, icmp, ipv4, protocolNumber } from '../wire/index.ts'
import {
  clearGateway,
  clientEnds,
  datagramFrame,
  packetFrame,
  removeClearGateway,
  serverEnds,
} from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always, strays } from './story.ts'
import type { Stream } from './stream.ts'
import { acceptStream, segmentFrame } from './stream.ts'

const name = 'flows older than the ruleset are cut'
const web = '93.184.216.34'
const resolver = '8.8.8.8'
const clientPort = 31_000

/** A frame on one side of a flow. */
interface Side {
  readonly interface: string
  readonly frames: readonly Buffer[]
}

const ping = (source: string, destination: string, type: number): Buffer =>
  ipv4(
    { source, destination, protocol: protocolNumber.icmp },
    icmp({ type, rest: echo(clientPort) }, Buffer.from('older flow')),
  )

/** One more packet of each datagram flow, from the client and from beyond; the gateway's address stands for the client there. */
const datagrams = (router: Router, client: Client, outer: string): readonly [Side, Side] => {
  const { topology } = router
  const inner = client.host.address
  const here = clientEnds(client, clientPort, resolver, 53)
  const there = serverEnds(topology, resolver, 53)
  const query = dnsQuery(tagOf(1))
  const out = { source: inner, destination: resolver }
  const back = { source: resolver, destination: outer }
  return [
    {
      interface: here.interface,
      frames: [
        datagramFrame(here, out, clientPort, 53, query),
        datagramFrame(here, out, clientPort, 443, query),
        packetFrame(here, ping(inner, resolver, 8)),
      ],
    },
    {
      interface: there.interface,
      frames: [
        datagramFrame(there, back, 53, clientPort, query),
        datagramFrame(there, back, 443, clientPort, query),
        packetFrame(there, ping(resolver, outer, 0)),
      ],
    },
  ]
}

const openBoth = async (
  router: Router,
  client: Client,
): Promise<{ inner: Stream; outer: Stream }> => {
  const ends = clientEnds(client, clientPort, web, 443)
  const opening = { flags: ['syn'], sequence: 1_000_000, acknowledgement: 0 } as const
  await router.inject([{ interface: ends.interface, frames: [segmentFrame(ends, opening)] }])
  const outer = await acceptStream(router, serverEnds(router.topology, web, 443))
  if (!outer) throw new Error('an open gateway did not let a connection out')
  const inner: Stream = {
    ends,
    sequence: () => 1_000_001,
    acknowledgement: () => outer.sequence(),
    send: async (flags, text = '') => {
      const fields = { flags, sequence: 1_000_001, acknowledgement: outer.sequence() }
      await router.inject([
        { interface: ends.interface, frames: [segmentFrame(ends, fields, text)] },
      ])
    },
  }
  await inner.send(['ack'])
  return { inner, outer }
}

/**
 * A connection, a DNS flow, a QUIC flow and a ping are open in clear; then the ruleset is loaded.
 * NAT leaves flows that it knows as they are, so only a wall that does not trust conntrack cuts them.
 */
export const olderFlows: Story = {
  name,
  excuse: always,
  run: async ({ router, load }): Promise<Outcome> => {
    const [client] = twoClients(router.topology)
    await mustLoad(loadNft(router, clearGateway(router.topology)))
    const { inner, outer } = await openBoth(router, client)
    const [out, back] = datagrams(router, client, outer.ends.peer)
    await router.inject([out])
    await router.settle()
    await router.inject([back])
    await router.settle()
    const crossed = router.tap.emissions.filter(
      (emission) => emission.interface === router.topology.uplink.name,
    ).length
    if (crossed < 4) throw new Error(`only ${crossed} packets crossed an open gateway`)
    await load()
    await removeClearGateway(router)
    router.tap.clear()
    await inner.send(['psh', 'ack'], 'in clear')
    await outer.send(['psh', 'ack'], 'from beyond')
    await router.inject([out, back])
    await router.settle()
    // Tor's own answer to the DNS question is no escape: some loaders forget old flows.
    const findings = strays(
      name,
      router,
      ({ interface: where, packet: { network } }) =>
        where === client.interface.name &&
        network.kind === 'ipv4' &&
        network.transport.kind === 'udp' &&
        network.transport.header.sourcePort === 53 &&
        (network.transport.payload.readUInt8(2) & 0x80) !== 0,
    )
    return { tried: 8, owed: 0, served: 0, findings }
  },
}
