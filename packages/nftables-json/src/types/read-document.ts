/** Documents and commands as they are read. */
import type { JsonObject, Wrapped } from './json.ts'
import type { OpaqueBody } from './read-expressions.ts'
import type { ReadMetainfo, ReadObject, ReadObjectBodies } from './read-objects.ts'

/** What `flush`, `list` and `reset` name: an object by its keys, or a whole class (`ruleset`, `rules`, `tables`, ...). */
export type ReadSelection = ReadObject | { readonly [subject: string]: JsonObject | null }

export interface ReadCommandBodies {
  readonly add: ReadObject
  readonly create: ReadObject
  readonly insert: ReadObject
  readonly replace: ReadObject
  readonly delete: ReadObject
  readonly destroy: ReadObject
  readonly rename: ReadObject
  readonly flush: ReadSelection
  readonly list: ReadSelection
  readonly reset: ReadSelection
}

export interface ReadItemBodies extends ReadObjectBodies, ReadCommandBodies {
  readonly metainfo: ReadMetainfo
  readonly opaque: OpaqueBody
}

/** An item of a document: metainfo, an object (an implicit `add`), or a command. */
export type ReadItem = Wrapped<ReadItemBodies>

export interface ReadDocument {
  readonly nftables: readonly ReadItem[]
}
