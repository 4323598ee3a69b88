/**
 * Goal: every counterexample replays: what is shown of a leak is what the reference does, in the gateway that is made up
 * for it.
 * Method: of each leaky twin of the catalogue, all counterexamples to what its case claims. Those that the reference
 * does not show are named here, and have to go on saying so.
 */
import { describe, expect, test } from 'vitest'
import { verify } from '../../../src/verifier/index.ts'
import { leakClasses } from '../../fixtures/leaks/index.ts'
import { readTwin } from './read-twin.ts'

/** By class, case, guarantee and fate: why the reference does not show it. */
const notShown: Readonly<Record<string, string>> = {
  'L14-gateway-as-oracle resolver-on-the-gateway dns-reaches-tor: it does not leave by vif7.0: what it is needed for is dead':
    'the promise is about answers to a question that was redirected, and the packet alone does not tell to where',
}

describe.each(leakClasses)('$folder', ({ folder, cases }) => {
  const loaded = cases.flatMap((one) => {
    const { sources } = readTwin(folder, one.name, 'leaky')
    return sources ? [{ one, sources, name: one.name }] : []
  })
  test.each(loaded)('$name', { timeout: 60_000 }, ({ one, sources }) => {
    const only = one.leaks.map(({ guarantee }) => guarantee)
    const shown = { torrc: sources.torrc, settings: sources.sysctls }
    const { guarantees } = verify(sources.machine, one.facts, { only, shown })
    const unseen = guarantees.flatMap(({ id, counterexamples }) =>
      counterexamples
        .filter(
          ({ fate, isReplayed }) =>
            isReplayed === `${folder} ${one.name} ${id}: ${fate}` in notShown,
        )
        .map(({ packet, fate }) => `${id}: ${packet}: ${fate}`),
    )
    expect(unseen).toEqual([])
  })
})
