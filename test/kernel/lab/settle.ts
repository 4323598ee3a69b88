import { setTimeout as sleep } from 'node:timers/promises'
import type { Counters } from './agent-protocol.ts'
import { limits } from './limits.ts'
import type { Router } from './router.ts'

export interface SettleOptions {
  /** Whether datagrams that wait for fragments are waited for too, until they are whole or have expired. */
  readonly reassembly?: boolean
  /** How long until the lab gives up. */
  readonly patienceMilliseconds?: number
}

/** What is still missing, in words; empty where all is accounted for. */
const missing = (router: Router, counters: Counters, reassembly: boolean): string =>
  [
    ...counters.interfaces.flatMap(({ name, received, sent, unknown }) => {
      if (name === 'lo') return []
      const { frames, markers } = router.injected(name)
      const seen = router.tap.count(name)
      return [
        ...(received < frames ? [`${name}: ${frames} frames sent, ${received} came in`] : []),
        ...(unknown < markers ? [`${name}: ${markers} markers sent, ${unknown} handled`] : []),
        ...(seen < sent ? [`${name}: ${sent} frames emitted, ${seen} seen`] : []),
      ]
    }),
    ...(reassembly && counters.reassembling > 0
      ? [`${counters.reassembling} datagrams wait for fragments`]
      : []),
  ].join('; ')

/** Waits until nothing is missing and the counters have stood still for so many looks. */
const accountFor = async (
  router: Router,
  reassembly: boolean,
  looks: number,
  patience: number,
): Promise<void> => {
  const end = performance.now() + patience
  let last = ''
  let quiet = 0
  while (quiet < looks) {
    const counters = await router.agent.counters()
    const lack = missing(router, counters, reassembly)
    const state = JSON.stringify([counters.interfaces, router.tap.emissions.length])
    quiet = lack === '' && state === last ? quiet + 1 : 0
    last = state
    if (performance.now() > end) throw new Error(`the lab lost frames: ${lack || 'never quiet'}`)
    await sleep(limits.pollMilliseconds)
  }
}

/**
 * The accounting of the lab: the kernel's own counters say that every frame came in and every answer was seen,
 * so that silence means a drop and never a loss. That a frame came in does not mean yet that it was dealt with:
 * markers, frames of a kind that no protocol claims, follow it through the same queue and are counted at its end.
 * The second round goes when the first was counted, so that the batch that held the first is done with too.
 * Throws where the numbers never agree: such a run proves nothing.
 */
export const settle = async (router: Router, options: SettleOptions = {}): Promise<void> => {
  const patience = options.patienceMilliseconds ?? limits.conditionMilliseconds
  await router.mark()
  await accountFor(router, false, 1, patience)
  await router.mark()
  await accountFor(router, options.reassembly ?? false, limits.quietPolls, patience)
}
