import type { Application } from '../../host/apply/index.ts'
import { confirm, rollBack } from '../../host/apply/index.ts'
import { readState } from '../../host/state/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { tell } from '../tell.ts'
import { tellLockdown } from './lock-down.ts'

/** Waits for `yes`. Whatever else comes, or nothing, goes back. The lock is not held meanwhile: a lockdown need not wait. */
export const waitForConfirmation = async (
  call: Call,
  application: Application,
  seconds: number,
): Promise<Exit> => {
  const { world } = call
  const left = readState(application.system, application.stateFolder)
  tell(world, `type yes within ${seconds} seconds to keep it; otherwise it is taken back`)
  const answer = await world.answer(seconds)
  if (answer === 'yes') {
    const fault = await confirm(application)
    tell(
      world,
      fault === undefined ? 'confirmed' : `confirmed, but it cannot be kept for later: ${fault}`,
    )
    return fault === undefined ? 'fine' : 'failed'
  }
  tell(world, `not confirmed (${answer}): going back`)
  const result = await rollBack(application, left)
  switch (result.kind) {
    case 'overtaken':
      tell(world, 'somebody else has changed what is in force since: it is left as it is')
      return 'rolled-back'
    case 'lockdown':
      tell(world, 'nothing was proved before it: locked down')
      tellLockdown(call, result.lockdown)
      return 'rolled-back'
    case 'previous': {
      const { outcome } = result.applied
      if (outcome.kind === 'failed') {
        for (const why of outcome.failure.why) tell(world, `${outcome.step}: ${why}`)
        tellLockdown(call, outcome.lockdown)
      } else tell(world, 'what was proved before is in force again')
      return 'rolled-back'
    }
  }
}
