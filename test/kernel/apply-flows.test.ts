/**
 * Goal: after `apply` no flow lives that was opened in clear, in either direction, whoever sends next; and none is lost that ends at
 * Tor, also while it carries data.
 * Method: flows of each kind through an open gateway, then `apply`; connections to the TransPort that speak all the while, then
 * `apply` of another policy, and of the same.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../src/host/lockdown/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import type { Answer } from './lab/applier.ts'
import { applyOn, bundleApplier } from './lab/apply-on.ts'
import { within } from './lab/condition.ts'
import type { Lab, Router } from './lab/index.ts'
import { formatFinding, openEnvironment, openLab } from './lab/index.ts'
import { promisedBy } from './lab/promised.ts'
import { clientEnds } from './lab/stories/ends.ts'
import { olderFlows } from './lab/stories/older-flows.ts'
import type { Stream } from './lab/stories/stream.ts'
import { forEnd, openStream, segmentFrame } from './lab/stories/stream.ts'
import { clientsOf } from './lab/topology.ts'
import { gatewayOf, surroundings } from './lab/try-policy.ts'

let lab: Lab
let bundle: string

beforeAll(async () => {
  lab = await openLab()
  bundle = await bundleApplier()
})
afterAll(async () => {
  await rm(bundle, { force: true })
  await lab?.close()
})

const cases: readonly { readonly backend: Backend; readonly document: PolicyDocument }[] = [
  { backend: 'nft', document: { version: 1, environment: 'qubes-4' } },
  { backend: 'iptables-nft', document: { version: 1, environment: 'qubes-3' } },
  { backend: 'iptables-legacy', document: { version: 1, environment: 'qubes-3' } },
]

const open = (document: PolicyDocument): Promise<Router> => {
  const gateway = gatewayOf(document)
  return openEnvironment(lab, surroundings[gateway.environment], promisedBy(gateway, true))
}

const put = async (
  router: Router,
  backend: Backend,
  document: PolicyDocument,
): Promise<Answer['outcome']> => {
  const stateFolder = `/run/${router.namespace}`
  const order = {
    document,
    backend,
    clientFacing: '10.137.0.1',
    stateFolder,
    at: -1,
    misfortune: 'fails',
  } as const
  const answer = await applyOn(router, bundle, order)
  if (!answer) throw new Error('nobody killed it')
  return answer.outcome
}

/** Entries of conntrack that are a client's and do not end at Tor. */
const clearEntries = async (router: Router): Promise<readonly string[]> => {
  const { stdout } = await router.exec('conntrack', ['-L'])
  return stdout
    .split('\n')
    .filter((line) => line.includes('10.137.0.') && !/ sport=(9040|5300|9050|9049) /.test(line))
}

test.each(cases)('what was opened in clear is dead: $backend', async ({ backend, document }) => {
  const router = await open(document)
  try {
    const facts = promisedBy(gatewayOf(document), true)
    const load = async () => {
      expect(await clearEntries(router)).not.toEqual([])
      expect(await put(router, backend, document)).toMatchObject({ kind: 'applied' })
      expect(await clearEntries(router)).toEqual([])
    }
    const { findings } = await olderFlows.run({ router, facts, load })
    expect(findings.map(formatFinding)).toEqual([])
  } finally {
    await router.close()
  }
})

const STREAMS = 8

const openStreams = async (router: Router): Promise<readonly Stream[]> => {
  const streams: Stream[] = []
  for (const client of clientsOf(router.topology))
    for (let number = 0; number < STREAMS / 2; number += 1) {
      const stream = await openStream(
        router,
        clientEnds(client, 30_000 + number, '93.184.216.34', 443),
      )
      if (!stream) throw new Error('a connection was not answered')
      streams.push(stream)
    }
  return streams
}

/** Long enough for the other end to send again what a lockdown swallowed. */
const ANSWER_MILLISECONDS = 8_000

/** Says a word and waits for its answer, again and again, as TCP does; how many were answered, or -1 where one never was. */
const converse = async (router: Router, stream: Stream, isOver: () => boolean): Promise<number> => {
  let sequence = stream.sequence()
  for (let words = 1; ; words += 1) {
    const text = `word-${stream.ends.port}-${words};`
    const heard = await within(ANSWER_MILLISECONDS, async () => {
      const fields = {
        flags: ['psh', 'ack'] as const,
        sequence,
        acknowledgement: stream.acknowledgement(),
      }
      await router.inject([
        { interface: stream.ends.interface, frames: [segmentFrame(stream.ends, fields, text)] },
      ])
      await sleep(15)
      return (
        router.tap.emissions.some((emission) =>
          forEnd(emission, stream.ends)?.text.includes(text),
        ) || undefined
      )
    })
    if (!heard) return -1
    sequence += text.length
    if (isOver()) return words
  }
}

describe('a flow that ends at Tor lives on', () => {
  test.each(cases)('$backend', async ({ backend, document }) => {
    const router = await open(document)
    try {
      expect(await put(router, backend, document)).toMatchObject({
        kind: 'applied',
        isUnchanged: false,
      })
      const streams = await openStreams(router)
      for (const next of [document, { ...document, gateway: { counters: false } }]) {
        let isOver = false
        const talks = streams.map((stream) => converse(router, stream, () => isOver))
        const outcome = await put(router, backend, next)
        isOver = true
        expect(outcome).toMatchObject({ kind: 'applied', isUnchanged: next === document })
        const words = await Promise.all(talks)
        expect(words.filter((count) => count < 1)).toEqual([])
        for (const stream of streams) {
          const said = words[streams.indexOf(stream)] ?? 0
          console.log(`${backend}: ${stream.ends.address}:${stream.ends.port}: ${said} words`)
        }
      }
    } finally {
      await router.close()
    }
  })
})
