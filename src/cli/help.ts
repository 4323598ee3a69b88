import type { Command } from './command.ts'
import { argumentForm, argumentText, exitsOf, optionForm, optionText } from './describe.ts'
import { exitCodes } from './exit-code.ts'
import { globalOptions } from './global-options.ts'
import { definitions, wrap } from './layout.ts'

/** What `--help` prints without a command. */
export const overview = (commands: readonly Command[]): string =>
  lines(
    ['Usage: qubes-tor-fw COMMAND [ARGUMENT] [OPTION...]'],
    wrap('Compiles the policy of a Tor gateway into everything that the gateway loads.', 0),
    ['Commands:', ...definitions(commands.map(({ name, summary }) => [name, summary]))],
    [
      'Options:',
      ...definitions(globalOptions.map((option) => [optionForm(option), optionText(option)])),
    ],
    ['`qubes-tor-fw COMMAND --help` tells more.'],
  )

/** What `--help` prints of one command. */
export const helpOf = (command: Command): string => {
  const words = [command.name, ...command.arguments.map(argumentForm), '[OPTION...]']
  const optionRows = [...command.options, ...globalOptions].map(
    (option) => [optionForm(option), optionText(option)] as const,
  )
  const argumentRows = command.arguments.map(
    (argument) => [argument.name, argumentText(argument)] as const,
  )
  const exitRows = exitsOf(command).map(
    (exit) => [String(exitCodes[exit].code), exitCodes[exit].meaning] as const,
  )
  return lines(
    [`Usage: qubes-tor-fw ${words.join(' ')}`],
    ...command.description.map((paragraph) => wrap(paragraph, 0)),
    argumentRows.length > 0 ? ['Arguments:', ...definitions(argumentRows)] : [],
    ['Options:', ...definitions(optionRows)],
    ['Exit codes:', ...definitions(exitRows)],
    [
      'Examples:',
      ...command.examples.flatMap(({ line, meaning }) => [...wrap(meaning, 2), `    ${line}`]),
    ],
  )
}

/** Blocks with an empty line between them. */
const lines = (...blocks: readonly (readonly string[])[]): string =>
  `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
