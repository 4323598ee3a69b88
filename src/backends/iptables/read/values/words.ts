import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import { badValue, fault, value } from '../reading.ts'
import { quoteString, quoteWord } from '../text/quote.ts'

/** Any text of at most so many characters, which iptables-save quotes where it has to. */
export const text = (maximum: number): Codec<string> =>
  argument(
    (read) =>
      read.length > maximum
        ? fault('iptables-too-long', `the text has more than ${maximum} characters`)
        : value(read),
    quoteString,
  )

/** Any text that iptables-save prints as it is. */
export const plain = (maximum: number): Codec<string> => ({
  ...text(maximum),
  write: (read) => [quoteWord(read)],
})

/** Any text, of which what is too long is cut off. */
export const cutText = (maximum: number): Codec<string> =>
  argument((read) => value(read.slice(0, maximum)), quoteString)

/** One word of a list, in that spelling. `others` are spellings that are read and not printed. */
export const oneOf = <T extends string>(
  names: readonly T[],
  others: Readonly<Record<string, T>> = {},
): Codec<T> =>
  argument(
    (read) => {
      const found = names.find((name) => name === read) ?? new Map(Object.entries(others)).get(read)
      return found === undefined ? badValue(read, `one of ${names.join(', ')}`) : value(found)
    },
    (read) => read,
  )

/** How a list of words is read. */
export interface ListRules {
  /** Whether small letters and any beginning of a word do (`strncasecmp` with the length given). */
  readonly prefixes?: boolean
  readonly others?: Readonly<Record<string, string>>
}

const findWord = <T extends string>(
  names: readonly T[],
  read: string,
  rules: ListRules,
): T | undefined => {
  const other = rules.others && new Map(Object.entries(rules.others)).get(read)
  if (other !== undefined) return names.find((name) => name === other)
  if (!rules.prefixes) return names.find((name) => name === read)
  const upper = read.toUpperCase()
  if (upper === '') return undefined
  // `CLOSE` is itself before it is the beginning of `CLOSEREQ`.
  const exact = names.find((name) => name.toUpperCase() === upper)
  return exact ?? names.find((name) => name.toUpperCase().startsWith(upper))
}

/** Words of a list, with commas between; kept, and printed, in the order of `names`, each once. */
export const listOf = <T extends string>(
  names: readonly T[],
  rules: ListRules = {},
): Codec<readonly T[]> =>
  argument(
    (read) => {
      const found = new Set<T>()
      for (const part of read.split(',')) {
        const name = findWord(names, part, rules)
        if (name === undefined) return badValue(part, `one of ${names.join(', ')}`)
        found.add(name)
      }
      return value(names.filter((name) => found.has(name)))
    },
    (read) => read.join(','),
  )
