import { within } from '../condition.ts'
import type { ExpectedFacts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import type { Router } from '../router.ts'
import { dnsQuery, tagOf } from '../scenario/index.ts'
import type { Client } from '../topology.ts'
import { clientsOf } from '../topology.ts'
import { clientEnds, datagramFrame } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always, notServed, strays, wrongDelivery } from './story.ts'
import { answerMilliseconds, hears, openStream } from './stream.ts'

const name = 'two clients are served at once'

interface Errand {
  readonly client: Client
  readonly sourcePort: number
  readonly destination: string
  readonly destinationPort: number
  /** Tor's port where it must arrive. */
  readonly listener: number
  readonly text: string
}

const tcpErrands = (client: Client, facts: ExpectedFacts, number: number): readonly Errand[] => {
  const anywhere = ['93.184.216.34', '8.8.8.8', '45.33.32.156', '10.192.1.1']
  const trans =
    facts.tcp === 'tor'
      ? anywhere.flatMap((address) =>
          [443, 53, 9050].map((port) => [address, port, facts.transPort] as const),
        )
      : []
  const socks = facts.socksPorts.map((port) => [client.interface.gateway, port, port] as const)
  return [...trans, ...socks].map(([destination, destinationPort, listener], index) => ({
    client,
    sourcePort: 30_000 + number * 1000 + index,
    destination,
    destinationPort,
    listener,
    text: `hello-${number}-${index};`,
  }))
}

/** Handshake, a word, its answer from whom the client asked, and a proper end. */
const runErrand = async (router: Router, errand: Errand): Promise<readonly Finding[]> => {
  const what = `tcp ${errand.client.host.address} > ${errand.destination}:${errand.destinationPort}`
  const ends = clientEnds(
    errand.client,
    errand.sourcePort,
    errand.destination,
    errand.destinationPort,
  )
  const stream = await openStream(router, ends)
  if (!stream) return [notServed(name, `${what}: no handshake`)]
  await stream.send(['psh', 'ack'], errand.text)
  if (!(await hears(router, stream, `answer:${errand.text}`)))
    return [notServed(name, `${what}: no answer`)]
  await stream.send(['fin', 'ack'])
  const reports = await router.agent.reports()
  const report = reports.find((one) => one.text.includes(errand.text))
  const right =
    report?.port === errand.listener &&
    report.peerAddress === errand.client.host.address &&
    report.address === errand.client.interface.gateway
  return right ? [] : [wrongDelivery(name, `${what}: ${JSON.stringify(report)}`)]
}

const runQuestion = async (router: Router, client: Client, destination: string, index: number) => {
  const tag = tagOf(index)
  const place = clientEnds(client, tag.port, destination, 53)
  const ends = { source: client.host.address, destination }
  await router.inject([
    {
      interface: place.interface,
      frames: [datagramFrame(place, ends, tag.port, 53, dnsQuery(tag))],
    },
  ])
  const answer = await within(answerMilliseconds, () =>
    router.tap.emissions.find(
      ({ interface: where, packet: { network } }) =>
        where === place.interface &&
        network.kind === 'ipv4' &&
        network.header.source === destination &&
        network.header.destination === client.host.address &&
        network.transport.kind === 'udp' &&
        network.transport.header.sourcePort === 53 &&
        network.transport.header.destinationPort === tag.port,
    ),
  )
  return answer ? [] : [notServed(name, `udp ${client.host.address} > ${destination}:53`)]
}

/** What the gateway is for: TCP to anywhere, DNS of any resolver, SOCKS at its own address; for both clients at once. */
export const served: Story = {
  name,
  excuse: always,
  run: async ({ router, facts, load }): Promise<Outcome> => {
    await load()
    const clients = clientsOf(router.topology)
    const errands = clients.flatMap((client, number) => tcpErrands(client, facts, number))
    const resolvers =
      facts.dns === 'tor' ? ['8.8.8.8', '10.139.1.1', '10.139.1.2', '192.168.1.1'] : []
    const questions = clients.flatMap((client) =>
      [...resolvers, ...(facts.dns === 'tor' ? [client.interface.gateway] : [])].map(
        (resolver) => ({ client, resolver }),
      ),
    )
    const results = await Promise.all([
      ...errands.map((errand) => runErrand(router, errand)),
      ...questions.map(({ client, resolver }, index) =>
        runQuestion(router, client, resolver, index),
      ),
    ])
    await router.settle()
    const own = new Map(clients.map((client) => [client.host.address, client.interface.name]))
    const escapes = strays(
      name,
      router,
      ({ interface: where, packet: { network } }) =>
        network.kind === 'ipv4' && own.get(network.header.destination) === where,
    )
    const good = results.filter((findings) => findings.length === 0).length
    return {
      tried: results.length,
      owed: results.length,
      served: good,
      findings: [...results.flat(), ...escapes],
    }
  },
}
