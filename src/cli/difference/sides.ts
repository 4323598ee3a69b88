import type { Call } from '../command.ts'

/** The words of a command line that make each side; none: what is compiled of the policy. */
export type Sides =
  | { readonly kind: 'sides'; readonly old: readonly string[]; readonly new: readonly string[] }
  | { readonly kind: 'wrong'; readonly why: string }

/** Files of one side at most. */
const FILES_MAX = 64

/** `OLD NEW`, or files by `--old` and `--new`, where files without an option are the other side. */
export const sidesOf = ({ arguments: words, lists, values }: Call): Sides => {
  const [old, fresh] = [lists.get('old'), lists.get('new')]
  const sides = assign(words, old, fresh)
  if (sides.kind === 'wrong') return sides
  const all = [...sides.old, ...sides.new, values.get('policy')]
  if (all.filter((name) => name === '-').length > 1)
    return wrong('standard input can be read only once')
  const most = Math.max(sides.old.length, sides.new.length)
  return most > FILES_MAX ? wrong(`${most} files are more than the limit, ${FILES_MAX}`) : sides
}

const wrong = (why: string): Sides => ({ kind: 'wrong', why })

const assign = (
  words: readonly string[],
  old: readonly string[] | undefined,
  fresh: readonly string[] | undefined,
): Sides => {
  if (old && fresh)
    return words.length === 0
      ? { kind: 'sides', old, new: fresh }
      : wrong(`\`${words[0]}\` belongs to neither side: both are given by \`--old\` and \`--new\``)
  if (old) return { kind: 'sides', old, new: words }
  if (fresh) return { kind: 'sides', old: words, new: fresh }
  const [first, second] = words
  if (first === undefined) return wrong('`diff` needs something to compare: `diff OLD NEW`')
  if (second === undefined) return { kind: 'sides', old: [], new: [first] }
  return words.length === 2
    ? { kind: 'sides', old: [first], new: [second] }
    : wrong('more than two files: say by `--old` and `--new` which side each belongs to')
}
