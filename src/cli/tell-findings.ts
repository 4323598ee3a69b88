import { assertNever } from '../assert.ts'
import type { Diagnostic, Sources } from '../diagnostics/index.ts'
import { renderGithub, renderSarif } from '../diagnostics/index.ts'
import { toolVersion } from '../version.ts'
import type { Call } from './command.ts'
import { formatOf } from './report.ts'

/** One answer, as each format tells it: for people and as JSON in words of its own, to others as findings. */
export interface Telling {
  readonly sources: Sources
  readonly findings: () => readonly Diagnostic[]
  readonly human: () => void
  readonly json: () => string
}

export const tellFindings = (call: Call, { sources, findings, human, json }: Telling): void => {
  const { stdout, cwd } = call.world
  const format = formatOf(call)
  switch (format) {
    case 'human':
      human()
      return
    case 'json':
      stdout.write(json())
      return
    case 'sarif':
      stdout.write(renderSarif(findings(), { version: toolVersion, sources, root: cwd }))
      return
    case 'github':
      stdout.write(renderGithub(findings()))
      return
    default:
      assertNever(format)
  }
}
