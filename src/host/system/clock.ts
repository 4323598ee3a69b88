import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from './system.ts'

/** The machine's clocks: reports tell how long a step took, and since when a ruleset is in force. */
export const machineClock: Clock = {
  monotonic: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  epochSeconds: () => Math.floor(Date.now() / 1_000),
  wait: async (milliseconds) => {
    await wait(milliseconds)
  },
}
