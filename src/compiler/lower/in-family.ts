import { assert } from '../../assert.ts'
import type { Match, Rule, Statement } from '../../ruleset/index.ts'
import { nfproto } from '../../ruleset/index.ts'

/** The tables of iptables, ip6tables and arptables know one family each. */
export type Family = 'ip' | 'ip6' | 'arp'

const fieldsOf = (statement: Statement): readonly string[] => {
  if (statement.kind === 'match') return [statement.field]
  return statement.kind === 'lookup' ? statement.fields : []
}

const belongsElsewhere = (statement: Statement, family: Family): boolean => {
  if (statement.kind === 'reject') return statement.with !== 'tcp reset' && family === 'ip6'
  const others = family === 'ip6' ? /^(ip|icmp|arp) / : /^(ip6|icmpv6) /
  return fieldsOf(statement).some((field) => others.test(field))
}

const isFamilyTest = (statement: Statement): statement is Match =>
  statement.kind === 'match' && statement.field === 'meta nfproto'

const holdsIn = (test: Match, family: Family): boolean => {
  assert(test.values.kind === 'numbers' && !test.negated, 'a family is tested for, not against')
  const number = family === 'ip6' ? nfproto.ipv6 : nfproto.ipv4
  return test.values.set.some(({ first, last }) => first <= number && number <= last)
}

/** The rule as it stands in that family's table; undefined where it can never match there. */
export const inFamily = (rule: Rule, family: Family): Rule | undefined => {
  if (rule.statements.some((statement) => belongsElsewhere(statement, family))) return undefined
  if (!rule.statements.filter(isFamilyTest).every((test) => holdsIn(test, family))) return undefined
  return { ...rule, statements: rule.statements.filter((statement) => !isFamilyTest(statement)) }
}
