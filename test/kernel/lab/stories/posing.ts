import type { Router } from '../router.ts'
import { dnsQuery, tagOf } from '../scenario/index.ts'
import type { Client } from '../topology.ts'
import { twoClients } from '../topology.ts'
import { clientEnds, datagramFrame, posingFromUplink } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { notServed, strays, wrongDelivery } from './story.ts'
import type { Stream, StreamEnds } from './stream.ts'
import { hears, openStream, segmentFrame } from './stream.ts'

const name = "others write inside a client's flow"
const injected = 'INJECTED'

/** Who writes what the client would: the uplink, and the second client where it has an interface of its own. */
const impostors = (router: Router, ends: StreamEnds, second: Client): readonly StreamEnds[] => [
  posingFromUplink(router.topology, ends),
  ...(second.interface.name === ends.interface
    ? []
    : [
        {
          ...ends,
          interface: second.interface.name,
          mac: second.host.mac,
          routerMac: second.interface.mac,
        },
      ]),
]

/** Next in sequence, so that TCP would take it: to the address that the client asked for, and to the listener itself. */
const forgeries = (
  stream: Stream,
  impostor: StreamEnds,
  gateway: string,
  listeners: readonly number[],
): readonly Buffer[] => {
  const fields = {
    flags: ['psh', 'ack'],
    sequence: stream.sequence(),
    acknowledgement: stream.acknowledgement(),
  } as const
  const direct = listeners.map((peerPort) => ({ ...impostor, peer: gateway, peerPort }))
  return [impostor, ...direct].map((ends) => segmentFrame(ends, fields, injected))
}

/**
 * Conntrack is bound to no interface: a packet that enters by the uplink with a client's source and the numbers of
 * its flow is ESTABLISHED, is translated, and reaches Tor as if the client had written it.
 */
export const posing: Story = {
  name,
  excuse: (facts) => (facts.tcp === 'tor' ? undefined : 'no TCP is served'),
  run: async ({ router, facts, load }): Promise<Outcome> => {
    await load()
    const [client, second] = twoClients(router.topology)
    const all = [
      clientEnds(client, 33_000, '93.184.216.34', 443),
      ...facts.socksPorts.map((port, index) =>
        clientEnds(client, 33_001 + index, client.interface.gateway, port),
      ),
    ]
    const streams: Stream[] = []
    for (const ends of all) {
      const stream = await openStream(router, ends)
      if (!stream) continue
      await stream.send(['psh', 'ack'], 'first')
      if (await hears(router, stream, 'answer:first')) streams.push(stream)
    }
    const query = dnsQuery(tagOf(3))
    const place = clientEnds(client, 33_100, '8.8.8.8', 53)
    const asking = { source: client.host.address, destination: '8.8.8.8' }
    const question = (from: StreamEnds) => ({
      interface: from.interface,
      frames: [
        datagramFrame(
          from,
          asking,
          33_100,
          53,
          from === place ? query : Buffer.concat([query, Buffer.from(injected)]),
        ),
      ],
    })
    await router.inject([question(place)])
    await router.settle()
    router.tap.clear()
    let tried = 0
    for (const stream of streams)
      for (const impostor of impostors(router, stream.ends, second)) {
        const listeners = [facts.transPort, ...facts.socksPorts]
        const frames = forgeries(stream, impostor, client.interface.gateway, listeners)
        tried += frames.length
        await router.inject([{ interface: impostor.interface, frames }])
      }
    await router.inject(impostors(router, place, second).map(question))
    await router.settle()
    const escapes = strays(name, router, () => false)
    const reports = await router.agent.reports()
    const heard = reports
      .filter((report) => report.text.includes(injected))
      .map((report) => wrongDelivery(name, `${report.protocol} ${report.port} heard the impostor`))
    // The flows themselves must have come through unharmed.
    const after: boolean[] = []
    for (const stream of streams) {
      await stream.send(['psh', 'ack'], 'second')
      after.push(await hears(router, stream, 'answer:second'))
    }
    const good = after.filter((one) => one).length
    const broken =
      good < all.length ? [notServed(name, `${good} of ${all.length} flows go on`)] : []
    return { tried, owed: all.length, served: good, findings: [...escapes, ...heard, ...broken] }
  },
}
