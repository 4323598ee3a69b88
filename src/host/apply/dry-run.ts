import type { Backend } from '../lockdown/index.ts'
import { partsOf } from '../lockdown/index.ts'
import type { Command } from '../system/index.ts'
import { steps } from './run-apply.ts'
import type { StepName } from './step.ts'

/** A step as it would be taken. */
export interface Planned {
  readonly name: StepName
  readonly summary: string
  /** The commands that change something or try it, each with the artefact that it is given. */
  readonly commands: readonly string[]
}

/** What `apply` would do, step by step; it does none of it. */
export const planned = (backend: Backend): readonly Planned[] =>
  steps.map(({ name, summary }) => ({ name, summary, commands: commandsOf(name, backend) }))

const line = ({ program, arguments: words }: Command, target: string): string =>
  `${[program, ...words].join(' ')} < ${target}`

const commandsOf = (name: StepName, backend: Backend): readonly string[] => {
  const parts = partsOf(backend)
  switch (name) {
    case 'check':
      return parts.flatMap(({ target, lockdown, check }) =>
        check ? [line(check(''), lockdown), line(check(''), target)] : [],
      )
    case 'lockdown':
      return parts.map(({ lockdown, load }) => line(load(''), lockdown))
    case 'load':
      return parts.map(({ target, load }) => line(load(''), target))
    case 'cut-flows':
      return ['conntrack -R -']
    case 'settings':
      return ['(writes below /proc/sys) < sysctl']
    case 'read-back':
      return ['nft -j -s list ruleset']
    case 'lock':
    case 'digest':
    case 'prove':
    case 'base-chains':
    case 'report':
      return []
  }
}
