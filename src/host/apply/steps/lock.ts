import { lockPath } from '../../state/index.ts'
import { hostLimits } from '../../system/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'

/**
 * Two runs at once would lift each other's lockdown. The lock is the process's and of the tools that it started: a run that is
 * killed leaves its last tool at work, and the next one waits for that.
 */
export const lock: Step<Pick<Application, 'system' | 'stateFolder'>, () => void> = {
  name: 'lock',
  summary: 'take the lock that keeps other runs out',
  run: async ({ system, stateFolder }) => {
    const folder = system.files.makeFolder(stateFolder)
    if (folder.kind === 'failed')
      return failed('machine', [`${stateFolder} cannot be made: ${folder.reason}`])
    const path = lockPath(stateFolder)
    const result = await system.files.lock(path, hostLimits.lockSeconds)
    switch (result.kind) {
      case 'held':
        return done(result.release)
      case 'busy':
        return failed('machine', [`another run holds ${path}, and does not end`])
      case 'failed':
        return failed('machine', [`${path} cannot be locked: ${result.reason}`])
    }
  },
}
