import { assertNever } from '../../assert.ts'
import type { Argument, Command, Option, ValueKind } from '../command.ts'
import { globalOptions } from '../global-options.ts'

/** For a file `_qubes-tor-fw` in zsh's fpath, or for `source` once compinit has run. */
export const zshScript = (commands: readonly Command[]): string => `#compdef qubes-tor-fw
# zsh completion for qubes-tor-fw, printed by \`qubes-tor-fw completion zsh\`
_qubes-tor-fw() {
  local context state line
  typeset -A opt_args
  _arguments -C \\
${globalOptions.map((option) => `    ${optionSpec(option)} \\`).join('\n')}
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command)
      local -a commands
      commands=(
${commands.map(({ name, summary }) => `        ${quote(`${name}:${summary}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "_qubes-tor-fw" ]; then
  _qubes-tor-fw "$@"
else
  compdef _qubes-tor-fw qubes-tor-fw
fi
`

const commandCase = ({ name, arguments: list, options }: Command): string => {
  const specs = [
    ...[...options, ...globalOptions].map(optionSpec),
    ...list.map((argument, index) => argumentSpec(argument, index + 1)),
  ]
  return `        ${name}) _arguments \\\n${specs.map((spec) => `          ${spec}`).join(' \\\n')} ;;`
}

const optionSpec = ({ name, short, summary, value, repeated }: Option): string => {
  const text = `[${escapeSpec(summary)}]${value ? `:${value.placeholder}:${action(value)}` : ''}`
  return short === undefined
    ? quote(`${repeated ? '*' : ''}--${name}${value ? '=' : ''}${text}`)
    : `'(-${short} --${name})'{-${short},--${name}}${quote(text)}`
}

const argumentSpec = ({ name, optional, repeated, value }: Argument, position: number): string =>
  quote(`${repeated ? '*:' : `${position}${optional ? '::' : ':'}`}${name}:${action(value)}`)

const action = (value: ValueKind): string => {
  switch (value.kind) {
    case 'choice':
      return `(${value.choices.join(' ')})`
    case 'file':
      return '_files'
    case 'folder':
      return '_files -/'
    // A message and no words: there is nothing to choose from.
    case 'text':
      return ' '
    default:
      return assertNever(value)
  }
}

/** Colons and brackets are the syntax of a spec. */
const escapeSpec = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&')

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
