import { assertNever } from '../../assert.ts'
import type { Command, Option, ValueKind } from '../command.ts'
import { globalOptions } from '../global-options.ts'

/** For bash 4.4 and later, with or without the package bash-completion. */
export const bashScript = (commands: readonly Command[]): string => {
  const all = uniqueOptions(commands)
  const valued = all.filter(({ value }) => value).map(({ name }) => `--${name}`)
  return `# bash completion for qubes-tor-fw, printed by \`qubes-tor-fw completion bash\`
_qubes_tor_fw() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command='' index
  COMPREPLY=()
  # bash takes the = of --option=value for a word of its own.
  if [[ $current == '=' ]]; then current=''; elif [[ $previous == '=' ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      ${valued.join(' | ')}) [[ \${COMP_WORDS[index + 1]} == '=' ]] && ((index++)); ((index++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$previous" in
${all.flatMap(valueCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${commands.map(optionCase).join('\n')}
      *) mapfile -t COMPREPLY < <(compgen -W '${optionWords(globalOptions)}' -- "$current") ;;
    esac
    return
  fi
  case "$command" in
    '') mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$current") ;;
${commands.flatMap(argumentCase).join('\n')}
  esac
}
complete -F _qubes_tor_fw qubes-tor-fw
`
}

/** Options of one name take the same everywhere; a test holds them to it. */
const uniqueOptions = (commands: readonly Command[]): readonly Option[] => [
  ...new Map(
    [...globalOptions, ...commands.flatMap(({ options }) => options)].map((option) => [
      option.name,
      option,
    ]),
  ).values(),
]

const valueCase = ({ name, value }: Option): readonly string[] =>
  value ? [`    --${name}) ${words(value)}; return ;;`] : []

const optionCase = ({ name, options }: Command): string =>
  `      ${name}) mapfile -t COMPREPLY < <(compgen -W '${optionWords([...options, ...globalOptions])}' -- "$current") ;;`

const argumentCase = ({ name, arguments: [first] }: Command): readonly string[] =>
  first ? [`    ${name}) ${words(first.value)} ;;`] : []

const words = (value: ValueKind): string => {
  switch (value.kind) {
    case 'choice':
      return `mapfile -t COMPREPLY < <(compgen -W '${value.choices.join(' ')}' -- "$current")`
    case 'file':
      return `compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")`
    case 'folder':
      return `compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current")`
    case 'text':
      return ':'
    default:
      return assertNever(value)
  }
}

const optionWords = (options: readonly Option[]): string =>
  options.map(({ name }) => `--${name}`).join(' ')
