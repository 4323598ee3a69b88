import type { LiveText } from '../live/index.ts'
import { readLive } from '../live/index.ts'
import type { Application } from './application.ts'
import type { StepFailure } from './step.ts'
import { failed } from './step.ts'
import { baseChains } from './steps/base-chains.ts'
import type { Loadable } from './steps/check.ts'
import type { ReadBack } from './steps/read-back.ts'
import { readBack } from './steps/read-back.ts'

/** How often what is in force is proved again because somebody has written to it meanwhile. */
const ROUNDS_MAX = 3

/**
 * What goes on by itself: counts of packets in a save, and in a listing of nft's, which leaves out those of rules alone, the
 * counts of counters and quotas that have a name, and the time that an element has left.
 */
const goesOn = /\[\d+:\d+\]|"packets": \d+, "bytes": \d+|"used": \d+|"expires": \d+/g

/** What the tools print without what goes on by itself, and without a save's comments. */
export const steady = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replaceAll(goesOn, ''))
    .join('\n')

const steadyTexts = (texts: readonly LiveText[]): string =>
  texts.map(({ name, text }) => `${name}\n${steady(text)}`).join('\n')

/**
 * What was proved is what is in force still, or it is proved again: others write at any time, Qubes' own scripts among them
 * whenever a client comes. Undefined: it is; otherwise why not.
 */
export const proveUntilSteady = async (
  input: Application & { readonly loadable: Loadable; readonly live: ReadBack },
): Promise<StepFailure | undefined> => {
  let { live } = input
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const now = await readLive(input.system)
    if (now.kind === 'failed') return failed('machine', now.why)
    if (steadyTexts(now.texts) === steadyTexts(live.texts)) return undefined
    const again = await readBack.run(input)
    if (again.kind === 'failed') return again
    live = again.value
    const chains = await baseChains.run({ ...input, live })
    if (chains.kind === 'failed') return chains
  }
  return failed('machine', ['what is in force changes faster than it can be proved'])
}
