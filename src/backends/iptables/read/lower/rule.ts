import type { HeldChain, HeldRule, Place, Step } from '../../../../ruleset/index.ts'
import type { Hook } from '../extension.ts'
import { quoteWord } from '../text/quote.ts'
import type { Match, Rule } from '../tree.ts'
import { ruleText, targetText } from '../write/rule.ts'
import type { Alternatives } from './alternatives.ts'
import { both, impossible, oneWay } from './alternatives.ts'
import { asksConntrack } from './asks-conntrack.ts'
import type { Context } from './context.ts'
import { headerSteps } from './header.ts'
import { lowerLimits } from './limits.ts'
import { lowerMatch } from './match/index.ts'
import type { TargetResult } from './target/index.ts'
import { lowerTarget } from './target/index.ts'

/** A rule of a file, and where it stands. */
export interface RuleSite {
  readonly rule: Rule
  readonly chain: string
  readonly source: string
  /** Hooks from which a packet may come to it. */
  readonly hooks: ReadonlySet<Hook>
}

/** What a rule comes to: rules in its place, and where they go through it a chain of their own. */
export interface LoweredRule {
  readonly rules: readonly HeldRule[]
  readonly chains: readonly HeldChain[]
}

const commentOf = (matches: readonly Match[]): string =>
  matches
    .flatMap((match) => (match.kind === 'comment' ? (match.options.comment?.value ?? []) : []))
    .join(' ')

const textOf = ({ rule, chain }: RuleSite, { family, sentinel }: Context): string => {
  const text = ruleText(rule, { family })
  const words = `-A ${quoteWord(chain)}${text === '' ? '' : ` ${text}`}`
  return sentinel?.lines.has(rule.place.line)
    ? words.replaceAll(
        new RegExp(`${sentinel.text.replaceAll('.', '\\.')}(/\\d+)?`, 'g'),
        '@ADDRESS@',
      )
    : words
}

/** Ways in which the rule's tests hold; undefined where there are more than anybody writes. */
const waysOf = (rule: Rule, context: Context): Alternatives | undefined => {
  let ways = oneWay(...headerSteps(rule, context))
  let isBehindUdpPort = false
  for (const match of rule.matches) {
    ways = both(ways, lowerMatch(match, { ...context, isBehindUdpPort }))
    if (match.kind === 'udp' && (match.options.sport || match.options.dport)) isBehindUdpPort = true
    if (ways.length > lowerLimits.alternatives) return undefined
  }
  return ways
}

/**
 * Each way is a rule. Where the target ends the packet's way through the chain, or does the same twice over, they
 * follow one another in the rule's place: what a later one sees, no earlier one took.
 */
const inPlace = (ways: Alternatives, { rows }: TargetResult): readonly (readonly Step[])[] =>
  ways.flatMap((way) => rows.map((row) => [...way, ...row]))

/** A row that leaves the chain behind it, so that no other way is tried. */
const leaving = (row: readonly Step[]): readonly Step[] => {
  const last = row.at(-1)
  if (last?.kind !== 'verdict') return [...row, { kind: 'verdict', verdict: { kind: 'return' } }]
  return last.verdict.kind === 'jump'
    ? [...row.slice(0, -1), { kind: 'verdict', verdict: { ...last.verdict, kind: 'goto' } }]
    : row
}

/** `freshName` gives a name that no chain of the table has. */
export const lowerRule = (
  site: RuleSite,
  context: Context,
  freshName: () => string,
): LoweredRule => {
  const { rule, source } = site
  const place: Place = { source, line: rule.place.line, column: rule.place.column }
  const text = textOf(site, context)
  const target = lowerTarget(rule.target, {
    ...context,
    hooks: site.hooks,
    text: () => targetText(rule.target, { family: context.family }),
  })
  const shared = {
    text,
    comment: commentOf(rule.matches),
    place,
    asksConntrack: asksConntrack(rule),
  }
  const held = (steps: readonly Step[]): HeldRule => ({ ...shared, steps })
  const ways = waysOf(rule, context)
  if (ways === undefined)
    return { rules: [held([{ kind: 'opaque', text, mayEnd: true }])], chains: [] }
  if (ways.length === 0) return { rules: inPlace(oneWay(impossible), target).map(held), chains: [] }
  if (ways.length === 1 || !target.isOnceOnly)
    return { rules: inPlace(ways, target).map(held), chains: [] }
  const name = freshName()
  const apart = { ...target, rows: target.rows.map(leaving) }
  const chain: HeldChain = { name, base: null, rules: inPlace(ways, apart).map(held), place }
  const jump: Step = { kind: 'verdict', verdict: { kind: 'jump', chain: name } }
  return { rules: [held([jump])], chains: [chain] }
}
