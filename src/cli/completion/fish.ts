import { assertNever } from '../../assert.ts'
import type { Command, Option, ValueKind } from '../command.ts'
import { globalOptions } from '../global-options.ts'

/** For ~/.config/fish/completions/qubes-tor-fw.fish. */
export const fishScript = (commands: readonly Command[]): string => {
  const names = commands.map(({ name }) => name).join(' ')
  return [
    '# fish completion for qubes-tor-fw, printed by `qubes-tor-fw completion fish`',
    'complete -c qubes-tor-fw -f',
    ...globalOptions.map((option) => optionLine(option)),
    ...commands.map(
      ({ name, summary }) =>
        `complete -c qubes-tor-fw -n ${quote(`not __fish_seen_subcommand_from ${names}`)} -a ${name} -d ${quote(summary)}`,
    ),
    ...commands.flatMap(commandLines),
    '',
  ].join('\n')
}

const commandLines = ({ name, arguments: [first], options }: Command): readonly string[] => {
  const condition = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`
  const argument = first
    ? [`complete -c qubes-tor-fw ${condition} -a ${quote(valueWords(first.value))}`]
    : []
  return [...argument, ...options.map((option) => optionLine(option, condition))]
}

const optionLine = ({ name, short, summary, value }: Option, condition?: string): string =>
  [
    'complete -c qubes-tor-fw',
    ...(condition === undefined ? [] : [condition]),
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${name}`,
    ...(value ? ['-x'] : []),
    ...(value && value.kind !== 'text' ? [`-a ${quote(valueWords(value))}`] : []),
    `-d ${quote(summary)}`,
  ].join(' ')

/** Files are asked for by a call: fish's own `-F` would offer them as values of every option too. */
const valueWords = (value: ValueKind): string => {
  switch (value.kind) {
    case 'choice':
      return value.choices.join(' ')
    case 'file':
      return '(__fish_complete_path (commandline -ct))'
    case 'folder':
      return '(__fish_complete_directories (commandline -ct))'
    case 'text':
      return ''
    default:
      return assertNever(value)
  }
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
