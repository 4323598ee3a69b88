import type { Option } from './command.ts'

export const formats = ['human', 'json', 'sarif', 'github'] as const
export type Format = (typeof formats)[number]

export const colors = ['auto', 'always', 'never'] as const
export type Color = (typeof colors)[number]

/** What every command takes, before its name or after it. */
export const globalOptions: readonly Option[] = [
  {
    name: 'format',
    summary:
      'How findings are told: for people (the default), as JSON, as SARIF 2.1.0, or as GitHub annotations.',
    value: { kind: 'choice', choices: formats, placeholder: 'FORMAT' },
  },
  {
    name: 'color',
    summary:
      'Whether people see colours: auto (the default) asks NO_COLOR, FORCE_COLOR and the terminal.',
    value: { kind: 'choice', choices: colors, placeholder: 'WHEN' },
  },
  { name: 'help', short: 'h', summary: 'Print help, of the command where one is named, and end.' },
  { name: 'version', summary: 'Print the version and end.' },
]
