import { renderGithub, renderSarif, visible } from '../../diagnostics/index.ts'
import type { Applied, Planned } from '../../host/apply/index.ts'
import { toolVersion } from '../../version.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { PolicyInput } from '../policy-input.ts'
import { formatOf } from '../report.ts'
import { tell } from '../tell.ts'
import { tellLockdown } from './lock-down.ts'

/** What became of it, as a script reads it. */
export const exitOf = ({ outcome }: Applied): Exit => {
  if (outcome.kind === 'applied') return 'fine'
  switch (outcome.failure.cause) {
    case 'finding':
      return 'finding'
    case 'undecided':
      return 'undecided'
    case 'machine':
      return 'failed'
  }
}

/** The report is data in the formats that programs read; people are told on standard error, in every format. */
export const tellApplied = (
  call: Call,
  applied: Applied,
  { sources, outcome }: PolicyInput,
): void => {
  const { stdout, cwd } = call.world
  const findings = [...outcome.diagnostics, ...applied.diagnostics]
  switch (formatOf(call)) {
    case 'human':
      break
    case 'json':
      stdout.write(`${JSON.stringify(asJson(applied, findings), null, 2)}\n`)
      return
    case 'sarif':
      stdout.write(renderSarif(findings, { version: toolVersion, sources, root: cwd }))
      break
    case 'github':
      stdout.write(renderGithub(findings))
      break
  }
  tellPeople(call, applied)
}

const tellPeople = (call: Call, { taken, outcome }: Applied): void => {
  for (const { name, milliseconds, notes } of taken) {
    tell(call.world, `${name}: ${milliseconds.toFixed(0)} ms`)
    for (const note of notes) tell(call.world, `  ${visible(note)}`)
  }
  if (outcome.kind === 'applied') {
    for (const each of outcome.unserved) tell(call.world, `not served: ${visible(each)}`)
    tell(
      call.world,
      outcome.isUnchanged ? 'in force already, and proved again' : 'in force, and proved',
    )
    return
  }
  for (const why of outcome.failure.why) tell(call.world, `${outcome.step} FAILED: ${visible(why)}`)
  tellLockdown(call, outcome.lockdown)
}

const asJson = ({ taken, outcome }: Applied, diagnostics: readonly unknown[]) => {
  const isApplied = outcome.kind === 'applied'
  return {
    schemaVersion: 1,
    verdict: !isApplied ? 'failed' : outcome.isUnchanged ? 'unchanged' : 'applied',
    steps: taken.map(({ name, milliseconds, notes }) => ({
      name,
      milliseconds: Math.round(milliseconds * 10) / 10,
      notes,
    })),
    failure: isApplied ? null : { step: outcome.step, why: outcome.failure.why },
    lockdown: isApplied ? null : outcome.lockdown,
    unserved: isApplied ? outcome.unserved : [],
    diagnostics,
  }
}

/** What would be done, one line a step, with the commands that change something or try it. */
export const tellPlan = (call: Call, steps: readonly Planned[]): void => {
  const { stdout } = call.world
  if (formatOf(call) === 'json') {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, steps }, null, 2)}\n`)
    return
  }
  for (const { name, summary, commands } of steps) {
    stdout.write(`${name}: ${summary}\n`)
    for (const command of commands) stdout.write(`  ${command}\n`)
  }
}
