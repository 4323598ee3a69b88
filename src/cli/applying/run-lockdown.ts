import { resolve } from 'node:path'
import { visible } from '../../diagnostics/index.ts'
import { readFolder } from '../../host/folder/index.ts'
import type { LockdownResult, Texts } from '../../host/lockdown/index.ts'
import { lockPath } from '../../host/state/index.ts'
import { hostLimits } from '../../host/system/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { readPolicyInput } from '../policy-input.ts'
import { report } from '../report.ts'
import { tell } from '../tell.ts'
import { lockDownFor } from './lock-down.ts'
import { soundGateway, stateFolderOf } from './situation.ts'

/** Whatever is wrong on the way, the lockdown is what comes of it. */
export const runLockdown = async (call: Call): Promise<Exit> => {
  const policy = await readPolicyInput(call.world, call.arguments[0])
  const gateway = soundGateway(policy)
  if (policy && !gateway)
    report(call, call.world.stderr, policy.outcome.diagnostics, policy.sources)
  const artefacts = await readArtefacts(call)
  const lockNow = () => lockDownFor(call, gateway, 'somebody asked for it', artefacts)
  const { kind } = await besideOthers(call, lockNow)
  return kind === 'locked' ? 'fine' : 'failed'
}

/**
 * It does not wait for a run of `apply`, and outlasts it: the transaction that such a run ends with lifts every lockdown, so it
 * is put up at once, and again when that run is over.
 */
const besideOthers = async (
  call: Call,
  lockNow: () => Promise<LockdownResult>,
): Promise<LockdownResult> => {
  const { files } = await call.world.system()
  const path = lockPath(stateFolderOf(call))
  files.makeFolder(stateFolderOf(call))
  const free = await files.lock(path, 0)
  const result = await lockNow()
  if (free.kind === 'held') free.release()
  if (free.kind !== 'busy') return result
  const later = await files.lock(path, hostLimits.lockSeconds)
  if (later.kind !== 'held') {
    tell(call.world, 'another run does not end: see that it does not lift the lockdown')
    return { ...result, kind: 'open' }
  }
  const again = await lockNow()
  later.release()
  return again
}

const readArtefacts = async (call: Call): Promise<Texts | undefined> => {
  const path = call.values.get('from')
  if (path === undefined) return undefined
  const reading = readFolder(await call.world.system(), resolve(call.world.cwd, path))
  if (reading.kind === 'folder') return reading.folder.texts
  tell(call.world, visible(reading.why))
  return undefined
}
