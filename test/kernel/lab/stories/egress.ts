import { readFile } from 'node:fs/promises'
import type { Agent } from '../agent-client.ts'
import type { ExpectedFacts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import type { Router } from '../router.ts'
import { serverEnds } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { always, notServed, strays } from './story.ts'
import { acceptStream } from './stream.ts'

const name = "the gateway's own traffic"
const relay = '185.220.101.1'

/** Only a namespace with every user in it can play Tor's user beside root. */
export const hasAllUsers = async (): Promise<boolean> =>
  Number((await readFile('/proc/self/uid_map', 'utf8')).trim().split(/\s+/)[2]) > 65_536

/** Whether a process of that user gets a connection through. */
const connects = async (router: Router, agent: Agent, localPort: number): Promise<boolean> => {
  await agent.ask({ kind: 'connect', address: relay, port: 443, localPort })
  await router.settle()
  const left = router.tap.emissions.some(
    (emission) => emission.interface === router.topology.uplink.name,
  )
  if (!left) return false
  const stream = await acceptStream(router, serverEnds(router.topology, relay, 443))
  return stream !== undefined && (await agent.counters()).connected > 0
}

/** Everything a process may send: TCP, UDP, DNS. */
const tryEverything = async (router: Router, agent: Agent): Promise<readonly Finding[]> => {
  router.tap.clear()
  await agent.ask({ kind: 'connect', address: relay, port: 443, localPort: 41_000 })
  for (const port of [53, 123, 443])
    await agent.ask({
      kind: 'send-datagram',
      address: relay,
      port,
      localPort: 0,
      text: 'own traffic',
    })
  await router.settle()
  return strays(name, router, () => false)
}

const asOthers = async (router: Router, facts: ExpectedFacts): Promise<readonly Finding[]> =>
  facts.egress === 'direct' ? [] : tryEverything(router, router.agent)

/** Freely, only as Tor's user, or not at all: as the policy says, and Tor must get through where it may. */
export const egress: Story = {
  name,
  excuse: always,
  run: async ({ router, facts, load }): Promise<Outcome> => {
    await load()
    await router.settle()
    router.tap.clear()
    const findings = await asOthers(router, facts)
    const torUid = facts.egress === 'tor-only' ? facts.torUid : undefined
    const playable = torUid === undefined || (torUid !== null && (await hasAllUsers()))
    if (facts.egress === 'none' || !playable) return { tried: 4, owed: 0, served: 0, findings }
    router.tap.clear()
    const agent = torUid === undefined || torUid === null ? router.agent : router.startAgent(torUid)
    const good = await connects(router, agent, 41_001)
    const missing = good ? [] : [notServed(name, 'the gateway cannot reach a relay')]
    return { tried: 5, owed: 1, served: good ? 1 : 0, findings: [...findings, ...missing] }
  },
}
