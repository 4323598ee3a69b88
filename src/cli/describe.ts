import type { Argument, Command, Option } from './command.ts'
import type { Exit } from './exit-code.ts'

/** `[POLICY|-]`, `[FILE|-]...`, `SHELL`: as a synopsis writes it. */
export const argumentForm = ({ name, optional, repeated, value }: Argument): string => {
  const form = value.kind === 'file' ? `${name}|-` : name
  return `${optional ? `[${form}]` : form}${repeated ? '...' : ''}`
}

/** `-h, --help`, `--out DIR`. */
export const optionForm = ({ name, short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value ? ` ${value.placeholder}` : ''}`

/** What it does, and what it takes where that is a choice. */
export const optionText = ({ summary, value, repeated }: Option): string =>
  [
    summary,
    ...(value?.kind === 'choice' ? [`One of ${value.choices.join(', ')}.`] : []),
    ...(repeated ? ['May be given several times.'] : []),
  ].join(' ')

export const argumentText = ({ summary, value }: Argument): string =>
  value.kind === 'choice' ? `${summary} One of ${value.choices.join(', ')}.` : summary

/** Every command can be called wrongly, and can fail to run. */
export const exitsOf = ({ exits }: Command): readonly Exit[] => [...exits, 'usage', 'failed']
