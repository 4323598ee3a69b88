/**
 * Releases of nft, oldest first: the targets a document can be written for.
 * `json_schema_version` has been 1 in all of them, so only the release tells what is understood.
 */
export const nftVersions = [
  '1.0.6',
  '1.0.7',
  '1.0.8',
  '1.0.9',
  '1.1.0',
  '1.1.1',
  '1.1.2',
  '1.1.3',
  '1.1.4',
  '1.1.5',
  '1.1.6',
] as const

export type NftVersion = (typeof nftVersions)[number]

/** Whether `version` is `since` or newer. */
export function isAtLeast(version: NftVersion, since: NftVersion): boolean {
  return nftVersions.indexOf(version) >= nftVersions.indexOf(since)
}
