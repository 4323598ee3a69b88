import type { Chain, Source, Table } from '../case.ts'

const nftChain = (chain: Chain): readonly string[] => [
  `  chain ${chain.name} {`,
  ...(chain.header ? [`    ${chain.header}`] : []),
  ...chain.rules.map((rule) => `    ${rule.join(' ')}`),
  '  }',
]

const nftTable = (table: Table): readonly string[] => [
  `table ${table.name} {`,
  ...table.objects.map((object) => `  ${object}`),
  ...table.chains.flatMap(nftChain),
  '}',
]

const restoreTable = (table: Table): readonly string[] => [
  `*${table.name}`,
  ...table.chains.map((chain) => `:${chain.name} ${chain.header} [0:0]`),
  ...table.chains.flatMap((chain) =>
    chain.rules.map((rule) => `-A ${[chain.name, ...rule].join(' ')}`),
  ),
  'COMMIT',
]

/** The text that the tool of its dialect takes. */
export const textOf = (source: Source): string =>
  `${source.tables.flatMap(source.dialect === 'nft' ? nftTable : restoreTable).join('\n')}\n`
