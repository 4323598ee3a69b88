import { createAttribution } from '../lab/attribute.ts'
import type { ExpectedFacts, Router } from '../lab/index.ts'
import { judge } from '../lab/judge.ts'
import type { Delivery } from '../lab/observe.ts'
import { readDeliveries, startObserver } from '../lab/observe.ts'
import type { Case } from '../lab/scenario/index.ts'
import { catalogue } from '../lab/scenario/index.ts'
import type { Outcome } from './breach.ts'

/** Sends the lab's whole catalogue into a router whose ruleset is loaded, and tells what became of each packet. */
export const sendAll = async (
  router: Router,
  facts: ExpectedFacts,
): Promise<readonly Outcome[]> => {
  const { topology } = router
  const cases = catalogue(topology)
  await startObserver(router)
  await router.settle()
  router.tap.clear()
  await router.inject(cases.map((one) => ({ interface: one.interface, frames: one.frames })))
  await router.settle()
  // Fragments that wait for the rest expire; what the kernel says then counts too.
  await router.settle({ reassembly: true })
  const emissions = [...router.tap.emissions]
  const deliveries = await readDeliveries(router)
  const reports = await router.agent.reports()
  const judgement = judge(cases, { emissions, deliveries, reports }, topology, facts)
  const attribution = createAttribution(cases)
  const byCase = new Map<Case, Delivery[]>()
  for (const delivery of deliveries) {
    const one = attribution.delivery(delivery)
    if (one) byCase.set(one, [...(byCase.get(one) ?? []), delivery])
  }
  return judgement.cases.map((judged) => ({
    judged,
    deliveries: byCase.get(judged.case) ?? [],
    topology,
    facts,
  }))
}
