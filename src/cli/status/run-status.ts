import { assertNever } from '../../assert.ts'
import type { Diagnostic } from '../../diagnostics/index.ts'
import {
  hasErrors,
  renderGithub,
  renderHuman,
  renderSarif,
  visible,
} from '../../diagnostics/index.ts'
import type { Status } from '../../host/status/index.ts'
import { controlSocketOf, findingsOf, takeStatus } from '../../host/status/index.ts'
import { openSocket } from '../../host/tor/index.ts'
import { toolVersion } from '../../version.ts'
import { stateFolderOf } from '../applying/situation.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { formatOf, wantsColorOn } from '../report.ts'
import { readRunningPolicy } from '../running/policy.ts'
import { tell } from '../tell.ts'
import { renderStatusHuman } from './human.ts'
import { renderStatusJson } from './json.ts'

/** `finding` outweighs `undecided`. */
export type StatusVerdict = 'well' | 'finding' | 'undecided'

/** Looks at the machine, tells what it saw, and gives the exit code that scripts read. */
export const runStatus = async (call: Call): Promise<Exit> => {
  const { world, values } = call
  const system = await world.system()
  const stateFolder = stateFolderOf(call)
  const policy = await readRunningPolicy(call, system, stateFolder)
  if (policy.kind === 'exit') return policy.exit
  const { gateway } = policy
  const reading = await takeStatus(system, {
    gateway,
    controlSocket: values.get('control-socket') ?? controlSocketOf(gateway),
    stateFolder,
    open: openSocket,
  })
  if (reading.kind === 'failed') {
    for (const why of reading.why) tell(world, `what is in force cannot be read: ${visible(why)}`)
    return 'failed'
  }
  const findings = findingsOf(reading.status)
  const verdict = verdictOf(findings)
  tellStatus(call, reading.status, verdict, findings)
  switch (verdict) {
    case 'well':
      return 'fine'
    case 'finding':
    case 'undecided':
      return verdict
    default:
      return assertNever(verdict)
  }
}

const verdictOf = (findings: readonly Diagnostic[]): StatusVerdict => {
  if (hasErrors(findings)) return 'finding'
  return findings.some(({ code }) => code === 'firewall-undecided') ? 'undecided' : 'well'
}

const tellStatus = (
  call: Call,
  status: Status,
  verdict: StatusVerdict,
  findings: readonly Diagnostic[],
): void => {
  const { stdout, cwd } = call.world
  const format = formatOf(call)
  switch (format) {
    case 'human': {
      const color = wantsColorOn(call, stdout)
      stdout.write(renderStatusHuman(status, color))
      const told = renderHuman(findings, { sources: new Map(), color })
      stdout.write(told === '' ? '\nall is well\n' : `\n${told}`)
      return
    }
    case 'json':
      stdout.write(renderStatusJson(status, verdict, findings))
      return
    case 'sarif':
      stdout.write(renderSarif(findings, { version: toolVersion, sources: new Map(), root: cwd }))
      return
    case 'github':
      stdout.write(renderGithub(findings))
      return
    default:
      assertNever(format)
  }
}
