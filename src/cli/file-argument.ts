import type { Argument, Call } from './command.ts'

/** Files at most. A machine is shown by a handful, and few keep more policies. */
const FILES_MAX = 64

/** Bytes of one file at most; readers have limits of their own below it, and say which one was passed. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024

/** The argument of every command that is about rulesets. */
export const fileArgument: Argument = {
  name: 'FILE',
  summary:
    'A ruleset as nft text, as nft JSON or of iptables-save, or a torrc; `-` is standard input; or a folder that ' +
    '`compile --out` wrote. All of them are one machine. Without any, what is compiled of the policy.',
  optional: true,
  repeated: true,
  value: { kind: 'file' },
}

/** What is wrong with the words of a command line about files; undefined where nothing is. */
export const wrongFiles = ({ arguments: names, values }: Call): string | undefined => {
  const inputs = [...names, values.get('policy')].filter((name) => name === '-')
  if (inputs.length > 1) return 'standard input can be read only once'
  if (names.length > FILES_MAX) return `${names.length} files are more than the limit, ${FILES_MAX}`
  return undefined
}
