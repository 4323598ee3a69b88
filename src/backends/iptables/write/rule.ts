import { assert, assertNever } from '../../../assert.ts'
import type { Effect, Match, Rule, Statement, Verdict } from '../../../ruleset/index.ts'
import { commentOf } from '../../comment.ts'
import { lineForLoader, placeholderAddress } from '../../fill.ts'
import type { Arguments } from './match.ts'
import { matchArguments, protocolOf } from './match.ts'
import { quote } from './quote.ts'

const verdictArguments = (verdict: Verdict): Arguments => {
  switch (verdict.kind) {
    case 'accept':
      return ['-j', 'ACCEPT']
    case 'drop':
      return ['-j', 'DROP']
    case 'return':
      return ['-j', 'RETURN']
    case 'jump':
      return ['-j', verdict.chain]
    case 'goto':
      return ['-g', verdict.chain]
    case 'redirect':
      return ['-j', 'REDIRECT', '--to-ports', `${verdict.port}`]
    case 'reject': {
      const answer = verdict.with === 'tcp reset' ? 'tcp-reset' : 'icmp-port-unreachable'
      return ['-j', 'REJECT', '--reject-with', answer]
    }
    default:
      return assertNever(verdict)
  }
}

const effectArguments = (effect: Effect): Arguments => {
  switch (effect.kind) {
    case 'counter':
      // Every rule of iptables counts.
      return []
    case 'limit':
      return [
        ...['-m', 'limit', '--limit', `${effect.ratePerMinute}/minute`],
        ...['--limit-burst', `${effect.burst}`],
      ]
    case 'log':
      return ['-j', 'LOG', '--log-prefix', effect.prefix]
    case 'set-mark':
      throw new Error('bug: marks are for the tables beside Qubes 4, which nftables has')
    default:
      return assertNever(effect)
  }
}

const statementArguments = (statement: Statement): Arguments => {
  switch (statement.kind) {
    case 'match':
      return matchArguments(statement)
    case 'lookup':
      throw new Error('bug: iptables has no sets; lookups are spelt out')
    case 'counter':
    case 'limit':
    case 'log':
    case 'set-mark':
      return effectArguments(statement)
    default:
      return verdictArguments(statement)
  }
}

/** iptables-save's order: addresses, interfaces, protocol, then modules as they come. */
const optionOrder = [
  'ip saddr',
  'ip6 saddr',
  'ip daddr',
  'ip6 daddr',
  'meta iifname',
  'meta oifname',
]

const splitTests = (
  rule: Rule,
): { readonly first: readonly Match[]; readonly rest: readonly Statement[] } => {
  const isFirst = (statement: Statement): statement is Match =>
    statement.kind === 'match' && optionOrder.includes(statement.field)
  const first = rule.statements.filter(isFirst)
  return {
    first: [...first].sort(
      (left, right) => optionOrder.indexOf(left.field) - optionOrder.indexOf(right.field),
    ),
    rest: rule.statements.filter((statement) => !isFirst(statement)),
  }
}

/** `-p` has to stand before the module of its protocol; a test of the protocol alone is the option itself. */
const protocolArguments = (rest: readonly Statement[]): Arguments => {
  const tests = rest.filter((statement): statement is Match => statement.kind === 'match')
  const stated = tests.find(({ field }) => field === 'meta l4proto')
  const implied = new Set(tests.flatMap((test) => protocolOf(test) ?? []))
  assert(implied.size <= 1, 'a rule tests headers of one protocol')
  if (stated) {
    assert(implied.size === 0 || !stated.negated, 'a protocol is both tested and excluded')
    return matchArguments(stated)
  }
  return [...implied].flatMap((name) => ['-p', name])
}

/** Options of one protocol's module that follow each other need its name once. */
const sharingModules = (tests: readonly Arguments[]): Arguments =>
  tests.flatMap((test, index) => {
    const before = tests[index - 1]
    const shared = test[0] === '-m' && (test[1] === 'tcp' || test[1] === 'udp')
    return shared && before?.[0] === '-m' && before[1] === test[1] ? test.slice(2) : test
  })

const isProtocolTest = (statement: Statement): boolean =>
  statement.kind === 'match' && statement.field === 'meta l4proto'

const ruleArguments = (rule: Rule): Arguments => {
  const { first, rest } = splitTests(rule)
  const behind = rest.filter((statement) => !isProtocolTest(statement))
  const target = behind.at(-1)
  assert(target !== undefined, 'a rule has an end')
  return [
    ...first.flatMap(matchArguments),
    ...protocolArguments(rest),
    ...sharingModules(behind.slice(0, -1).map(statementArguments)),
    ...['-m', 'comment', '--comment', commentOf(rule.origin)],
    ...statementArguments(target),
  ]
}

const isAtBoot = (statement: Statement): statement is Match =>
  statement.kind === 'match' && statement.values.kind === 'at-boot'

/** One line of iptables-restore; a rule that the loader fills in is a comment until then. */
export const ruleLine = (chain: string, rule: Rule): string => {
  const line = ['-A', chain, ...ruleArguments(rule)].map(quote).join(' ')
  const waiting = rule.statements.find(isAtBoot)
  if (waiting?.values.kind !== 'at-boot') return line
  return lineForLoader(waiting.values.set, (address) =>
    line.replaceAll(placeholderAddress, address),
  )
}
