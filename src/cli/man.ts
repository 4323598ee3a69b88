import type { Command } from './command.ts'
import { argumentForm, argumentText, optionForm, optionText } from './describe.ts'
import { exitCodes } from './exit-code.ts'
import { globalOptions } from './global-options.ts'

/** The manual page in man(7)'s language, without a date: it changes with the table and the version alone. */
export const manPage = (commands: readonly Command[], version: string): string =>
  [
    `.TH QUBES\\-TOR\\-FW 8 "" "qubes\\-tor\\-fw ${roff(version)}" "System Manager's Manual"`,
    '.SH NAME',
    'qubes\\-tor\\-fw \\- firewall compiler for Tor gateways',
    '.SH SYNOPSIS',
    ...commands.flatMap(synopsis),
    '.SH DESCRIPTION',
    roff(
      'Turns a short policy into everything that a Tor gateway loads: rulesets for nftables or iptables, ' +
        'a torrc, and sysctls. Data goes to standard output, everything else to standard error; ' +
        'where a command fails, standard output stays empty.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH OPTIONS',
    'Every command takes these, before its name or after it.',
    ...globalOptions.flatMap((option) => entry(optionForm(option), optionText(option))),
    '.SH EXIT STATUS',
    ...Object.values(exitCodes).flatMap(({ code, meaning }) => entry(String(code), meaning)),
    '.SH ENVIRONMENT',
    ...entry('NO_COLOR', 'Not empty: no colours, unless --color asks for them.'),
    ...entry(
      'FORCE_COLOR',
      'Neither empty nor 0 nor false: colours also where there is no terminal.',
    ),
    ...entry(
      'QUBES_TOR_FW_DEBUG',
      'If it is 1, a bug in the program is told with the place in the code.',
    ),
    '.SH EXAMPLES',
    ...commands.flatMap(({ examples }) =>
      examples.flatMap(({ line, meaning }) => [
        '.PP',
        roff(meaning),
        '.PP',
        '.RS 4',
        '.EX',
        roff(line),
        '.EE',
        '.RE',
      ]),
    ),
    '.SH SEE ALSO',
    '.BR nft (8),',
    '.BR iptables\\-restore (8),',
    '.BR tor (1)',
    '',
  ].join('\n')

const synopsis = ({ name, arguments: list, options }: Command): readonly string[] => [
  `.SY "qubes\\-tor\\-fw ${name}"`,
  ...list.map((argument) => roff(argumentForm(argument))),
  ...options.map((option) =>
    option.value
      ? `.RB [ \\-\\-${roff(option.name)} " \\fI${roff(option.value.placeholder)}\\fP]"`
      : `.RB [ \\-\\-${roff(option.name)} ]`,
  ),
  '.YS',
]

const section = (command: Command): readonly string[] => [
  `.SS ${command.name}`,
  ...command.description.flatMap((paragraph) => ['.PP', roff(paragraph)]),
  ...command.arguments.flatMap((argument) => entry(argument.name, argumentText(argument))),
  ...command.options.flatMap((option) => entry(optionForm(option), optionText(option))),
]

const entry = (term: string, text: string): readonly string[] => [
  '.TP',
  `.B ${roff(term)}`,
  roff(text),
]

/** Backslashes, dashes that must stay ASCII, quotes that groff would curl, and a dot or quote that begins a line. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replace(/^\./, '\\&.')
