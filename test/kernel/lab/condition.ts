import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from './limits.ts'

/**
 * Waits until `check` gives something else than undefined.
 * Throws, naming `what`, when the limit has passed: a wait that cannot end is a finding about the lab itself.
 */
export const until = async <T>(
  what: string,
  check: () => T | undefined | Promise<T | undefined>,
  milliseconds: number = limits.conditionMilliseconds,
): Promise<T> => {
  const end = performance.now() + milliseconds
  for (;;) {
    const found = await check()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`not seen within ${milliseconds} ms: ${what}`)
    await sleep(limits.pollMilliseconds)
  }
}

/** As `until`, for what may rightly never happen: undefined after the time given. */
export const within = async <T>(
  milliseconds: number,
  check: () => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> => {
  const end = performance.now() + milliseconds
  for (;;) {
    const found = await check()
    if (found !== undefined || performance.now() > end) return found
    await sleep(limits.pollMilliseconds)
  }
}
