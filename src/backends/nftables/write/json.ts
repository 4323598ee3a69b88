import type { ReadDocument, ReadItem } from 'nftables-json'
import { read, stringify } from 'nftables-json'
import type { Transaction } from '../../../ruleset/index.ts'
import { documentOf } from './document.ts'

/**
 * A file for `nft -j -f`: the same transaction. JSON has no comments, so what other artefacts say in their first
 * lines stands in the metainfo, which nft reads no meaning into.
 */
export const nftJsonText = (header: readonly string[], transaction: Transaction): string =>
  `${stringify(withHeader(header, documentOf(transaction)), { indent: 2 })}\n`

const withHeader = (header: readonly string[], { nftables }: ReadDocument): ReadDocument => ({
  nftables: [{ metainfo: { release_name: header.join(' '), json_schema_version: 1 } }, ...nftables],
})

/**
 * What the loader does to a JSON file, which cannot have the lines that are comments until then: each address is added
 * to every set of that name, in the same transaction. Text that is no such file comes back undefined.
 */
export const fillNftJson = (
  text: string,
  set: string,
  addresses: readonly string[],
): string | undefined => {
  const { document } = read(text)
  if (!document) return undefined
  const elements =
    addresses.length === 0
      ? []
      : document.nftables
          .flatMap((item) => setPlace(item, set))
          .map((place) => ({
            add: { element: { ...place, elem: addresses } },
          }))
  return `${stringify({ nftables: [...document.nftables, ...elements] }, { indent: 2 })}\n`
}

const setPlace = (item: ReadItem, name: string) => {
  if (!('add' in item) || !('set' in item.add) || item.add.set.name !== name) return []
  const { family, table } = item.add.set
  return [{ family, table, name }]
}
