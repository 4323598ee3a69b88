import type { ExpectedFacts } from './facts.ts'
import type { Judgement } from './judge.ts'
import { judge } from './judge.ts'
import { readDeliveries, startObserver } from './observe.ts'
import type { Router } from './router.ts'
import { catalogue } from './scenario/index.ts'

export interface CatalogueRun {
  readonly judgement: Judgement
  readonly frames: number
  readonly emissions: number
  readonly deliveries: number
  readonly milliseconds: number
}

/** A full conntrack table drops packets, and that would look like a firewall's silence. */
const assertRoomInConntrack = async (router: Router): Promise<void> => {
  const path = '/proc/sys/net/netfilter'
  const text = await router.exec('cat', [`${path}/nf_conntrack_count`, `${path}/nf_conntrack_max`])
  const [count = 0, max = 1] = text.stdout.split('\n').map(Number)
  if (text.code === 0 && count > max * 0.9)
    throw new Error(`conntrack is full: ${count} of ${max} entries`)
}

/** Sends the whole catalogue into a router whose ruleset is loaded, waits for what comes late, and judges. */
export const runCatalogue = async (router: Router, facts: ExpectedFacts): Promise<CatalogueRun> => {
  const start = performance.now()
  const cases = catalogue(router.topology)
  await startObserver(router)
  await router.settle()
  router.tap.clear()
  await router.inject(cases.map((one) => ({ interface: one.interface, frames: one.frames })))
  await router.settle()
  // Fragments that wait for the rest expire; what the kernel says then must be seen too.
  await router.settle({ reassembly: true })
  await assertRoomInConntrack(router)
  const emissions = [...router.tap.emissions]
  const deliveries = await readDeliveries(router)
  const reports = await router.agent.reports()
  const judgement = judge(cases, { emissions, deliveries, reports }, router.topology, facts)
  return {
    judgement,
    frames: cases.reduce((sum, one) => sum + one.frames.length, 0),
    emissions: emissions.length,
    deliveries: deliveries.length,
    milliseconds: performance.now() - start,
  }
}
