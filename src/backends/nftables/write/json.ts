import type { ReadDocument } from 'nftables-json'
import { stringify } from 'nftables-json'
import type { Transaction } from '../../../ruleset/index.ts'
import { documentOf, setsFilledAtBoot } from './document.ts'

/**
 * A file for `nft -j -f`: the same transaction. JSON has no comments, so what other artefacts say in their first
 * lines stands in the metainfo, which nft reads no meaning into.
 */
export const nftJsonText = (header: readonly string[], transaction: Transaction): string =>
  `${stringify(withHeader(header, documentOf(transaction)), { indent: 2 })}\n`

const withHeader = (header: readonly string[], { nftables }: ReadDocument): ReadDocument => ({
  nftables: [{ metainfo: { release_name: header.join(' '), json_schema_version: 1 } }, ...nftables],
})

/** What the loader does to a JSON file: adds each address to each set that waits for some, in the same transaction. */
export const filledDocument = (
  transaction: Transaction,
  addresses: readonly string[],
): ReadDocument => {
  const { nftables } = documentOf(transaction)
  const elements =
    addresses.length === 0
      ? []
      : setsFilledAtBoot(transaction).map(({ place, set }) => ({
          add: { element: { ...place, name: set.name, elem: addresses } },
        }))
  return { nftables: [...nftables, ...elements] }
}
