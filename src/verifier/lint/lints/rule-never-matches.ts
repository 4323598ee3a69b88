import type { HeldRule } from '../../../ruleset/index.ts'
import { FALSE } from '../../diagram/index.ts'
import { untranslated } from '../../space/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces, nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { judgeRule } from '../reach/rule.ts'
import { statusOf } from '../status.ts'

/**
 * A rule that holds of no packet, whatever stands before it: its tests contradict each other, or ask for what a packet
 * has not got at that hook. `meta skuid` in prerouting, `oifname` in input, `ct state established` in a nat chain: nft
 * takes them all, and the exception or the drop that they were meant for is not there.
 */
export const ruleNeverMatches: Lint = {
  code: 'rule-never-matches',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => statusOf(place) === 'never-matches')
      .map((place) => ({
        message: `no packet ever matches \`${place.rule.text}\``,
        help: why(context, place),
        place: place.rule.place,
      })),
}

const why = (context: LintContext, { table, chain, rule, reaches }: JudgedPlace): string => {
  if (contradicts(context, reaches[0]?.rules ?? [rule]))
    return 'no packet passes all its tests, wherever the rule stood: they exclude each other, or what its table sees'
  const hooks = reaches.length > 0 ? hooksOf(context, rule) : []
  const at = hooks.length === 0 ? `where ${nameOfChain(table, chain)} stands` : hooks.join(' and ')
  return `no packet has what it asks for ${at}`
}

/** Whether the tests alone leave nothing, wherever the rule stood. */
const contradicts = ({ reaches }: LintContext, rules: readonly HeldRule[]): boolean =>
  reaches.every(({ scope }) =>
    scope.tables
      .filter(({ table }) =>
        table.chains.some((chain) => chain.rules.includes(rules[0] as HeldRule)),
      )
      .every((scoped) =>
        rules.every((rule) =>
          judgeRule(scope, scoped, rule, untranslated).segments.some(({ may }) => may === FALSE),
        ),
      ),
  )

const words = {
  ingress: 'at ingress',
  prerouting: 'in prerouting, before anything is routed',
  input: 'in input',
  forward: 'in forward',
  output: 'in output',
  postrouting: 'in postrouting',
  egress: 'at egress',
} as const

const hooksOf = ({ reaches }: LintContext, rule: HeldRule): readonly string[] => {
  const found = new Set<string>()
  for (const { scope, rules } of reaches) {
    const own = rules.get(rule)
    for (const { table, calls } of scope.tables)
      for (const chain of table.chains)
        if (own && chain.base && calls.below(chain).has(own.chain))
          found.add(
            chain.base.type === 'nat'
              ? `in a nat chain of ${chain.base.hook}, which sees only what begins a connection`
              : words[chain.base.hook],
          )
  }
  return [...found]
}
