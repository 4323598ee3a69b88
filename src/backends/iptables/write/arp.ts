import { assert } from '../../../assert.ts'
import { formatAddress } from '../../../net/index.ts'
import type { Chain, Match, Rule, Statement, Table } from '../../../ruleset/index.ts'
import { lineForLoader, placeholderAddress } from '../../fill.ts'
import type { Arguments } from './match.ts'
import { matchArguments } from './match.ts'
import { quote } from './quote.ts'

const address = (test: Match): string => {
  if (test.values.kind === 'at-boot') return placeholderAddress
  const [interval] = test.values.kind === 'numbers' ? test.values.set : []
  assert(interval !== undefined, `${test.field} is compared with an address`)
  return formatAddress({ family: 'ip4', value: interval.first })
}

/** arptables has options of its own for ARP, iptables' for interfaces, and no comments. */
const testArguments = (test: Match): Arguments => {
  switch (test.field) {
    case 'arp saddr ip':
      return ['-s', address(test)]
    case 'arp daddr ip':
      return ['-d', address(test)]
    case 'arp operation': {
      const [interval] = test.values.kind === 'numbers' ? test.values.set : []
      return ['--opcode', `${interval?.first ?? ''}`]
    }
    default:
      return matchArguments(test)
  }
}

const statementArguments = (statement: Statement): Arguments => {
  switch (statement.kind) {
    case 'match':
      return testArguments(statement)
    case 'counter':
      return []
    case 'accept':
      return ['-j', 'ACCEPT']
    case 'drop':
      return ['-j', 'DROP']
    case 'jump':
    case 'goto':
      // arptables has no goto; a chain that ends in a verdict does not come back.
      return ['-j', statement.chain]
    case 'return':
      return ['-j', 'RETURN']
    default:
      throw new Error(`bug: arptables has no ${statement.kind}`)
  }
}

const isAtBoot = (statement: Statement): boolean =>
  statement.kind === 'match' && statement.values.kind === 'at-boot'

/** arptables tells no groups of interfaces, and what it cannot test it must not seem to: the rule is left to names. */
const testsGroup = (rule: Rule): boolean =>
  rule.statements.some(
    (statement) => statement.kind === 'match' && statement.field.endsWith('group'),
  )

const ruleLine = (chain: string, rule: Rule): string => {
  const line = ['-A', chain, ...rule.statements.flatMap(statementArguments)].map(quote).join(' ')
  const waiting = rule.statements.find(isAtBoot)
  if (waiting?.kind !== 'match' || waiting.values.kind !== 'at-boot') return line
  return lineForLoader(waiting.values.set, (filled) => line.replaceAll(placeholderAddress, filled))
}

const chainLines = ({ name, rules }: Chain): readonly string[] =>
  rules.filter((rule) => !testsGroup(rule)).map((rule) => ruleLine(name, rule))

/** A file for arptables-restore: its one table, replaced whole. */
export const arpRestoreText = (header: readonly string[], table: Table): string =>
  [
    ...header.map((line) => `# ${line}`),
    `*${table.name}`,
    ...table.chains.map(({ name, base }) => `:${name} ${base ? base.policy.toUpperCase() : '-'}`),
    ...table.chains.flatMap(chainLines),
    'COMMIT',
    '',
  ].join('\n')
