import type { ReadDocument, ReadExpression, ReadItem } from 'nftables-json'
import { assertNever } from '../../../assert.ts'
import type {
  Chain,
  Command,
  Element,
  NamedSet,
  Rule,
  Table,
  TableFamily,
  Transaction,
} from '../../../ruleset/index.ts'
import { commentOf } from '../../comment.ts'
import { fieldType } from './field.ts'
import { statementOf } from './statement.ts'
import { elementValue } from './value.ts'

/** Chains, rules and sets stand in a table: its family and name go with each of them. */
interface Place {
  readonly family: TableFamily
  readonly table: string
}

const elementExpression = (set: NamedSet, element: Element): ReadExpression => {
  const parts = element.map((part, index): ReadExpression => {
    const field = set.fields[index]
    if (field === undefined) throw new Error(`bug: an element of ${set.name} has too many parts`)
    return part.kind === 'name' ? part.name : elementValue(field, part.interval)
  })
  const [first, ...others] = parts
  return first !== undefined && others.length === 0 ? first : { concat: parts }
}

const holdsIntervals = (set: NamedSet): boolean =>
  set.elements.some((element) =>
    element.some((part) => part.kind === 'interval' && part.interval.first !== part.interval.last),
  )

const setItem = (place: Place, set: NamedSet): ReadItem => {
  const [type, ...others] = set.fields.map(fieldType)
  return {
    add: {
      set: {
        ...place,
        name: set.name,
        type: others.length === 0 ? (type ?? '') : [type ?? '', ...others],
        ...(holdsIntervals(set) && { flags: ['interval'] }),
        ...(set.elements.length > 0 && {
          elem: set.elements.map((element) => elementExpression(set, element)),
        }),
      },
    },
  }
}

const chainItem = (place: Place, chain: Chain): ReadItem => {
  const { base } = chain
  if (!base) return { add: { chain: { ...place, name: chain.name } } }
  const { type, hook, priority: prio, policy } = base
  return { add: { chain: { ...place, name: chain.name, type, hook, prio, policy } } }
}

const ruleItem = (place: Place, chain: string, rule: Rule): ReadItem => ({
  add: {
    rule: {
      ...place,
      chain,
      expr: rule.statements.map(statementOf),
      comment: commentOf(rule.origin),
    },
  },
})

const tableItems = (table: Table): readonly ReadItem[] => {
  const place: Place = { family: table.family, table: table.name }
  const itself = { table: { family: table.family, name: table.name } }
  return [
    { add: itself },
    { delete: itself },
    { add: itself },
    ...table.sets.map((set) => setItem(place, set)),
    ...table.chains.map((chain) => chainItem(place, chain)),
    ...table.chains.flatMap((chain) =>
      chain.rules.map((rule) => ruleItem(place, chain.name, rule)),
    ),
  ]
}

const commandItems = (command: Command): readonly ReadItem[] => {
  switch (command.kind) {
    case 'replace-table':
      return tableItems(command.table)
    case 'remove-table': {
      // Deleting what is not there fails, and `destroy` is younger than the nft that has to read this.
      const itself = { table: { family: command.family, name: command.name } }
      return [{ add: itself }, { delete: itself }]
    }
    case 'ensure-table':
      return [{ add: { table: { family: command.family, name: command.name } } }]
    case 'ensure-chain':
    case 'create-chain': {
      const { family, table, chain: name } = command
      const chain = { chain: { family, table, name } }
      return [command.kind === 'ensure-chain' ? { add: chain } : { create: chain }]
    }
    case 'add-rule': {
      const { family, table, chain, rule } = command
      return [ruleItem({ family, table }, chain, rule)]
    }
    default:
      return assertNever(command)
  }
}

/** A transaction as libnftables-json: the same commands, one object each, in order. */
export const documentOf = (transaction: Transaction): ReadDocument => ({
  nftables: transaction.commands.flatMap(commandItems),
})

/** The sets that the loader fills in, with the table they stand in. */
export const setsFilledAtBoot = (
  transaction: Transaction,
): readonly { readonly place: Place; readonly set: NamedSet }[] =>
  transaction.commands.flatMap((command) => {
    if (command.kind !== 'replace-table') return []
    const { family, name: table, sets } = command.table
    return sets.filter((set) => set.filledAtBoot).map((set) => ({ place: { family, table }, set }))
  })
