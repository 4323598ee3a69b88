import type { Codec, Scope } from '../codec.ts'
import type { Chosen, Extension, Given, Options } from '../extension.ts'
import { matchExtensions, targetExtensions } from '../extensions/index.ts'
import { quoteWord } from '../text/quote.ts'
import type { Match, Rule, Target } from '../tree.ts'
import type { AddressMask } from '../values/address.ts'
import { addressMask } from '../values/address.ts'
import { protocolText } from '../values/protocol.ts'

const matchByName: ReadonlyMap<string, Extension> = new Map<string, Extension>(
  Object.entries(matchExtensions),
)
const targetByName: ReadonlyMap<string, Extension> = new Map<string, Extension>(
  Object.entries(targetExtensions),
)

const not = ({ negated }: Given<unknown>): readonly string[] => (negated ? ['!'] : [])

const address = (
  letter: string,
  given: Given<AddressMask> | null,
  scope: Scope,
): readonly string[] =>
  given ? [...not(given), letter, ...addressMask.write(given.value, scope)] : []

const named = (letter: string, given: Given<string> | null): readonly string[] =>
  given ? [...not(given), letter, quoteWord(given.value)] : []

const optionWords = (options: Options, chosen: Chosen<Options>, scope: Scope): readonly string[] =>
  Object.entries(options).flatMap(([name, option]) => {
    const given = chosen[name]
    if (!given) return []
    const codec: Codec<unknown> = option.codec
    const printed = option.printAs?.(given.value) ?? name
    return [...not(given), `--${printed}`, ...codec.write(given.value, scope)]
  })

const matchWords = (match: Match, scope: Scope): readonly string[] =>
  match.kind === 'opaque-match'
    ? ['-m', match.name, ...match.words.map(quoteWord)]
    : [
        '-m',
        match.kind,
        ...optionWords(matchByName.get(match.kind)?.options ?? {}, match.options, scope),
      ]

const targetWords = (target: Target, scope: Scope): readonly string[] => {
  switch (target.kind) {
    case 'none':
      return []
    case 'jump':
      return ['-j', quoteWord(target.chain)]
    case 'goto':
      return ['-g', quoteWord(target.chain)]
    case 'opaque-target':
      return ['-j', target.name, ...target.words.map(quoteWord)]
    default:
      return [
        '-j',
        target.kind,
        ...optionWords(targetByName.get(target.kind)?.options ?? {}, target.options, scope),
      ]
  }
}

/** A match as iptables-save prints it. */
export const matchText = (match: Match, scope: Scope): string => matchWords(match, scope).join(' ')

/** A target as iptables-save prints it. */
export const targetText = (target: Target, scope: Scope): string =>
  targetWords(target, scope).join(' ')

/** A rule as iptables-save prints it, without its chain; the empty text where it has neither test nor target. */
export const ruleText = (rule: Rule, scope: Scope): string =>
  [
    ...address('-s', rule.source, scope),
    ...address('-d', rule.destination, scope),
    ...named('-i', rule.inInterface),
    ...named('-o', rule.outInterface),
    ...(rule.protocol ? [...not(rule.protocol), '-p', protocolText(rule.protocol.value)] : []),
    ...(rule.fragment ? [...not(rule.fragment), '-f'] : []),
    ...rule.matches.flatMap((match) => matchWords(match, scope)),
    ...targetWords(rule.target, scope),
  ].join(' ')
