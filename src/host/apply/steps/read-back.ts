import type { GuaranteeResult } from '../../../verifier/index.ts'
import type { LiveText } from '../../live/index.ts'
import { factsWithClientFacing, judgeLive, readLive } from '../../live/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import { doubtsAbout, serviceGuarantees } from '../verdict.ts'
import type { Loadable } from './check.ts'

/** What the kernel holds, proved. */
export interface ReadBack {
  readonly texts: readonly LiveText[]
  /** What is not served, one sentence each: others' rules may keep clients out, and nothing escapes by that. */
  readonly unserved: readonly string[]
}

/**
 * What counts is what the kernel holds: all tables of all tools, ours and others', are read back, and every guarantee that
 * forbids has to hold of the whole, whatever connections conntrack knows. What is not served is told, and nothing more:
 * Qubes itself lets only those in whom it knows.
 */
export const readBack: Step<Application & { readonly loadable: Loadable }, ReadBack> = {
  name: 'read-back',
  summary: 'read back all that is in force, and prove that',
  run: async ({ system, facts, loadable }) => {
    const live = await readLive(system)
    if (live.kind === 'failed') return failed('machine', live.why)
    const beside = loadable.torrc === '' ? [] : [{ name: 'torrc', text: loadable.torrc }]
    const judgement = judgeLive(
      [...live.texts, ...beside],
      factsWithClientFacing(facts, loadable.facing),
    )
    if (judgement.kind === 'unreadable')
      return failed(
        'undecided',
        judgement.why.map((reason) => `what is in force is not understood: ${reason}`),
      )
    const { guarantees } = judgement.verification
    const isService = ({ id }: GuaranteeResult): boolean => serviceGuarantees.includes(id)
    const doubts = doubtsAbout(
      'what is in force',
      guarantees.filter((each) => !isService(each)),
    )
    if (doubts.length > 0) {
      const isRefuted = guarantees.some((each) => each.verdict === 'refuted' && !isService(each))
      return failed(
        isRefuted ? 'finding' : 'undecided',
        doubts.map(({ message }) => message),
        doubts,
      )
    }
    const unserved = doubtsAbout('what is in force', guarantees.filter(isService))
    return done({ texts: live.texts, unserved: unserved.map(({ message }) => message) })
  },
}
