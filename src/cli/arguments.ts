import { parseArgs } from 'node:util'
import { assertNever } from '../assert.ts'
import { nearest } from '../diagnostics/index.ts'
import type { Command, Option, ValueKind } from './command.ts'
import { globalOptions } from './global-options.ts'

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'call'; readonly command: Command; readonly given: Given }
  | {
      readonly kind: 'usage-error'
      readonly message: string
      readonly command: Command | undefined
    }

export interface Given {
  readonly arguments: readonly string[]
  readonly values: ReadonlyMap<string, string>
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlySet<string>
}

/** Options may stand before the command or after it; `--` ends them; each may be given once, where it doesn't repeat. */
export const parseArguments = (argv: readonly string[], commands: readonly Command[]): Request => {
  const tokens = tokensOf(argv, commands)
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const command = commands.find(({ name }) => name === words[0])
  const error = (message: string): Request => ({ kind: 'usage-error', message, command })

  // Who asks for help has often got the rest wrong.
  const flagged = (name: string) =>
    tokens.some((token) => token.kind === 'option' && token.name === name)
  if (flagged('help')) return { kind: 'help', command }
  if (flagged('version')) return { kind: 'version' }
  const stray = tokens.find((token) => token.kind === 'option' && !isKnown(token.name, commands))
  if (stray?.kind === 'option') return error(unknownOption(stray.rawName, command, commands))
  if (!command) return error(unknownCommand(words[0], commands))

  const known = [...command.options, ...globalOptions]
  const values = new Map<string, string>()
  const lists = new Map<string, readonly string[]>()
  const flags = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = known.find(({ name }) => name === token.name)
    if (!option) return error(unknownOption(token.rawName, command, commands))
    if (values.has(option.name) || flags.has(option.name))
      return error(`\`--${option.name}\` is given twice`)
    const wrong = wrongValue(option, token)
    if (wrong !== undefined) return error(wrong)
    if (option.repeated)
      lists.set(option.name, [...(lists.get(option.name) ?? []), token.value ?? ''])
    else if (option.value) values.set(option.name, token.value ?? '')
    else flags.add(option.name)
  }
  const wrong = wrongArguments(words.slice(1), command)
  if (wrong !== undefined) return error(wrong)
  return { kind: 'call', command, given: { arguments: words.slice(1), values, lists, flags } }
}

type OptionToken = {
  readonly kind: 'option'
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}
type Token = OptionToken | { readonly kind: 'positional'; readonly value: string }

/** Node splits the words; what they mean is judged here, where the nearest known one can be named. */
const tokensOf = (argv: readonly string[], commands: readonly Command[]): readonly Token[] => {
  const all = [...globalOptions, ...commands.flatMap(({ options }) => options)]
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      all.map(({ name, short, value }) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  return tokens.flatMap((token): readonly Token[] => {
    if (token.kind === 'positional') return [{ kind: 'positional', value: token.value }]
    if (token.kind === 'option') return [token]
    return []
  })
}

const wrongValue = (option: Option, token: OptionToken): string | undefined => {
  if (!option.value)
    return token.value === undefined ? undefined : `\`--${option.name}\` takes no value`
  // `--out --check` means that a value was forgotten; one that begins with a dash is given as `--out=-x`.
  const isStandardInput = option.value.kind === 'file' && token.value === '-'
  const forgotten =
    token.value === undefined ||
    token.value === '' ||
    (!token.inlineValue && !isStandardInput && token.value.startsWith('-'))
  if (forgotten) return `\`--${option.name}\` needs a value: ${valueForm(option.value)}`
  return wrongChoice(`--${option.name}`, option.value, token.value ?? '')
}

const wrongChoice = (of: string, kind: ValueKind, value: string): string | undefined => {
  if (kind.kind !== 'choice' || kind.choices.includes(value)) return undefined
  const hint = meant(nearest(value, kind.choices)) ?? `it takes ${valueForm(kind)}`
  return `\`${value}\` is no value of \`${of}\`; ${hint}`
}

const wrongArguments = (words: readonly string[], command: Command): string | undefined => {
  const missing = command.arguments[words.length]
  if (missing && !missing.optional)
    return `\`${command.name}\` needs ${missing.name}: ${valueForm(missing.value)}`
  const tooMany = words[command.arguments.length]
  const takesAll = command.arguments.at(-1)?.repeated ?? false
  if (tooMany !== undefined && !takesAll)
    return `\`${command.name}\` takes ${countWords(command.arguments.length)}, and \`${tooMany}\` is one too many`
  for (const [index, word] of words.entries()) {
    const argument = command.arguments[index] ?? command.arguments.at(-1)
    if (!argument) continue
    if (word === '') return `${argument.name} is empty`
    const wrong = wrongChoice(argument.name, argument.value, word)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const countWords = (count: number): string =>
  count === 0 ? 'no argument' : count === 1 ? 'one argument' : `${count} arguments`

const valueForm = (kind: ValueKind): string => {
  switch (kind.kind) {
    case 'choice':
      return kind.choices.join(', ')
    case 'file':
    case 'folder':
      return `the name of a ${kind.kind}`
    case 'text':
      return kind.form
    default:
      return assertNever(kind)
  }
}

const unknownCommand = (word: string | undefined, commands: readonly Command[]): string => {
  const names = commands.map(({ name }) => name)
  const list = `there are ${names.join(', ')}`
  if (word === undefined) return `no command is given; ${list}`
  return `\`${word}\` is no command; ${meant(nearest(word, names)) ?? list}`
}

/** Node judges by all commands' options what takes a value, so that options may stand before the command. */
const isKnown = (name: string, commands: readonly Command[]): boolean =>
  [...globalOptions, ...commands.flatMap(({ options }) => options)].some(
    (option) => option.name === name,
  )

const unknownOption = (
  raw: string,
  command: Command | undefined,
  commands: readonly Command[],
): string => {
  const name = raw.replace(/^--?/, '')
  const subject = command ? `\`${command.name}\` has` : 'there is'
  const owners = commands.filter(({ options }) => options.some((option) => option.name === name))
  if (owners.length > 0)
    return `${subject} no option \`${raw}\`; \`${owners.map((owner) => owner.name).join('` and `')}\` has`
  const known = [...(command?.options ?? []), ...globalOptions].map((option) => option.name)
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `; ${meant(`--${near}`)}`
  return `${subject} no option \`${raw}\`${hint}`
}

const meant = (near: string | undefined): string | undefined =>
  near === undefined ? undefined : `did you mean \`${near}\`?`
