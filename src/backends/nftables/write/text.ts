import { print } from 'nftables-json'
import { assert } from '../../../assert.ts'
import type { Transaction } from '../../../ruleset/index.ts'
import { lineForLoader } from '../../fill.ts'
import { documentOf, setsFilledAtBoot } from './document.ts'

const loaderLines = (transaction: Transaction): readonly string[] => {
  const waiting = setsFilledAtBoot(transaction)
  if (waiting.length === 0) return []
  return [
    '# The loader fills these in, in this same transaction; until then nothing is served at those addresses.',
    ...waiting.map(({ place, set }) =>
      lineForLoader(
        set.name,
        (address) => `add element ${place.family} ${place.table} ${set.name} { ${address} }`,
      ),
    ),
    '',
  ]
}

const descriptionOf =
  (transaction: Transaction) =>
  (object: unknown): readonly string[] => {
    const name = setName(object)
    const sets = transaction.commands.flatMap((command) =>
      command.kind === 'replace-table' ? command.table.sets : [],
    )
    const set = sets.find((each) => each.name === name)
    return set ? [set.description] : []
  }

const setName = (object: unknown): unknown => {
  const set = property(object, 'set')
  return property(set, 'name')
}

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined

/** A file for `nft -f`: one transaction. */
export const nftText = (header: readonly string[], transaction: Transaction): string => {
  const printed = print(documentOf(transaction), { header, comment: descriptionOf(transaction) })
  assert('text' in printed, `nft text cannot say: ${JSON.stringify(printed)}`)
  return ['#!/usr/sbin/nft -f', printed.text, ...loaderLines(transaction)].join('\n')
}
