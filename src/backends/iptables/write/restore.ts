import type { Chain, Table } from '../../../ruleset/index.ts'
import { ruleLine } from './rule.ts'

const declaration = ({ name, base }: Chain): string =>
  `:${name} ${base ? base.policy.toUpperCase() : '-'} [0:0]`

const tableLines = (table: Table): readonly string[] => [
  `*${table.name}`,
  ...table.chains.map(declaration),
  ...table.chains.flatMap((chain) => chain.rules.map((rule) => ruleLine(chain.name, rule))),
  'COMMIT',
]

/**
 * A file for iptables-restore or ip6tables-restore, whichever backend they have. Each table that it names is replaced
 * whole and at once; tables that it does not name are left alone.
 */
export const restoreText = (header: readonly string[], tables: readonly Table[]): string =>
  [...header.map((line) => `# ${line}`), ...tables.flatMap(tableLines), ''].join('\n')
