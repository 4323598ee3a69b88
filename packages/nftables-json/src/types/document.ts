/** Documents as they are written. */
import type { WriteCommand } from './commands.ts'
import type { WriteObject } from './objects.ts'

export interface WriteMetainfo {
  readonly metainfo: {
    readonly version?: string
    readonly release_name?: string
    readonly json_schema_version: 1
  }
}

/** A bare object is an implicit `add`, so that a listing can be loaded again. */
export type WriteItem = WriteMetainfo | WriteCommand | WriteObject

/** One transaction: nft loads all of it or nothing. */
export interface WriteDocument {
  readonly nftables: readonly WriteItem[]
}
