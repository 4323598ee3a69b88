import type { HeldTable } from '../../ruleset/index.ts'
import { tableMeaning } from './canonical.ts'
import { decodeXt } from './decode-xt.ts'
import type { InputDiagnostic } from './problem.ts'
import { inputProblem } from './problem.ts'
import type { ReadSave } from './restore.ts'

/** What one source gave. */
export interface Contribution {
  readonly tables: readonly HeldTable[]
  /** Of a file of iptables: what it was read from. */
  readonly save: ReadSave | undefined
  /** Whether it is a listing of nft, beside which a save of iptables-nft only decodes. */
  readonly isNft: boolean
}

export interface Composition {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly InputDiagnostic[]
}

const nameOf = ({ engine, family, name }: HeldTable): string => `${engine} ${family} ${name}`

/** Chains alone that let everything by: what iptables-nft-save prints of a table that is hardly there. */
const saysNothing = ({ chains }: HeldTable): boolean =>
  chains.every(({ base, rules }) => rules.length === 0 && base !== null && base.policy === 'accept')

const contradiction = (one: HeldTable, other: HeldTable): InputDiagnostic => {
  const name = `${one.family} ${one.name}`
  if (tableMeaning(one) === tableMeaning(other))
    return inputProblem(
      'warning',
      ['input-repeated', `the table ${name} is given twice, alike`, 'it is taken once'],
      other.place,
    )
  return inputProblem(
    'error',
    [
      'input-contradiction',
      `the table ${name} is given twice, and not alike: first in \`${one.place.source}\``,
      'a machine holds one of them; show the one that it holds',
    ],
    other.place,
  )
}

/** Tables of iptables-nft that nft lists too: the listing stands, and the save decodes it. */
const decoded = (
  contributions: readonly Contribution[],
  accounts: ReadonlyMap<string, number>,
): Composition => {
  const listed = new Set(
    contributions.filter(({ isNft }) => isNft).flatMap(({ tables }) => tables.map(nameOf)),
  )
  const hasListing = contributions.some(({ isNft }) => isNft)
  const decoders = new Map<string, ReadSave>()
  const diagnostics: InputDiagnostic[] = []
  const tables: HeldTable[] = []
  for (const { tables: own, save, isNft } of contributions)
    for (const table of own) {
      if (isNft || !save || save.engine !== 'nft' || !hasListing) tables.push(table)
      else if (listed.has(nameOf(table))) decoders.set(nameOf(table), save)
      else if (!saysNothing(table))
        diagnostics.push(
          inputProblem(
            'error',
            [
              'input-contradiction',
              `iptables-nft-save shows the table ${table.family} ${table.name}, and nft lists none`,
              'take both listings at the same moment',
            ],
            table.place,
          ),
        )
    }
  const complete = tables.map((table) => {
    const save = decoders.get(nameOf(table))
    if (!save) return table
    const decoding = decodeXt(table, save, accounts)
    diagnostics.push(...decoding.diagnostics)
    return decoding.table
  })
  return { tables: complete, diagnostics }
}

/** One machine of several sources, their tables in the order in which they were given. */
export const compose = (
  contributions: readonly Contribution[],
  accounts: ReadonlyMap<string, number>,
): Composition => {
  const { tables, diagnostics } = decoded(contributions, accounts)
  const first = new Map<string, HeldTable>()
  const twice: InputDiagnostic[] = []
  for (const table of tables) {
    const known = first.get(nameOf(table))
    if (known) twice.push(contradiction(known, table))
    else first.set(nameOf(table), table)
  }
  return { tables: [...first.values()], diagnostics: [...diagnostics, ...twice] }
}
