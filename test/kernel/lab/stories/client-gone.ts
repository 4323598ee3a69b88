import { within } from '../condition.ts'
import type { Router } from '../router.ts'
import { dnsQuery, tagOf } from '../scenario/index.ts'
import type { Client } from '../topology.ts'
import { twoClients } from '../topology.ts'
import { clientEnds, datagramFrame } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always, notServed, strays } from './story.ts'
import { openStream } from './stream.ts'

/** Two repetitions come within a second: 200 ms, then 400 ms more. */
const repetitions = 2
const repetitionMilliseconds = 2000

/** What the client has open when it goes: a stream, a SOCKS connection, a question that waits for its answer. */
const openAll = async (router: Router, client: Client, socksPort: number): Promise<number> => {
  await router.agent.ask({ kind: 'hold-datagrams', hold: true })
  const place = clientEnds(client, 32_000, '93.184.216.34', 443)
  const socks = clientEnds(client, 32_001, client.interface.gateway, socksPort)
  const streams = [await openStream(router, place), await openStream(router, socks)]
  const tag = tagOf(2)
  const ends = { source: client.host.address, destination: '8.8.8.8' }
  const query = datagramFrame(place, ends, 32_002, 53, dnsQuery(tag))
  await router.inject([{ interface: place.interface, frames: [query] }])
  await router.settle()
  const asked = await within(500, async () =>
    (await router.agent.reports()).find((report) => report.protocol === 'udp'),
  )
  return streams.filter((stream) => stream !== undefined).length + (asked ? 1 : 0)
}

/** vif-route-qubes does so whenever a vif comes or goes. Nothing to purge is no error. */
const purge = async (router: Router, address: string): Promise<void> => {
  await router.exec('conntrack', ['-D', '-s', address])
  await router.exec('conntrack', ['-D', '-d', address])
}

const endInterface = async (router: Router, name: string, fate: 'deleted' | 'down') => {
  if (fate === 'deleted') await router.deleteInterface(name)
  else await router.downInterface(name)
}

const clientGone = (options: {
  readonly name: string
  /** `deleted` as by a client that powers off; `down` as by one that is being shut down, its address still on others. */
  readonly fate: 'deleted' | 'down'
  readonly purged: boolean
}): Story => ({
  name: options.name,
  excuse: always,
  run: async ({ router, facts, load }): Promise<Outcome> => {
    await load()
    const [client] = twoClients(router.topology)
    const socks = facts.socksPorts[0] ?? 9050
    const open = await openAll(router, client, socks)
    await endInterface(router, client.interface.name, options.fate)
    if (options.purged) await purge(router, client.host.address)
    router.tap.clear()
    const before = await router.agent.counters()
    await router.agent.ask({ kind: 'write-accepted', text: 'for the client alone' })
    await router.agent.ask({ kind: 'answer-held' })
    if (open > 0)
      await within(repetitionMilliseconds, async () => {
        const now = await router.agent.counters()
        return now.retransmitted >= before.retransmitted + repetitions ? true : undefined
      })
    await router.agent.ask({ kind: 'close-accepted' })
    await router.settle()
    const findings = strays(options.name, router, () => false)
    const owed = facts.tcp === 'tor' && facts.dns === 'tor' ? 3 : 1
    const vacuous =
      open < owed ? [notServed(options.name, `only ${open} of ${owed} were open`)] : []
    return { tried: 3, owed, served: open, findings: [...findings, ...vacuous] }
  },
})

/**
 * Tor's answers to a client that has just gone are routed anew, by the default route, and with conntrack purged
 * they are not even translated: what was for the client alone goes out by the uplink, in clear.
 */
export const clientGoneStories: readonly Story[] = [
  clientGone({ name: 'the client interface goes', fate: 'deleted', purged: false }),
  clientGone({
    name: 'the client interface goes, conntrack is purged',
    fate: 'deleted',
    purged: true,
  }),
  clientGone({
    name: 'the client interface is down, conntrack is purged',
    fate: 'down',
    purged: true,
  }),
]
