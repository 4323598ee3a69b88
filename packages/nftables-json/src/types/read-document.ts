/** Documents and commands as they are read. */
import type { Integer, OneOrMany, Wrapped } from './json.ts'
import type { OpaqueBody, ReadExpression } from './read-expressions.ts'
import type { ReadMetainfo, ReadObject, ReadObjectBodies } from './read-objects.ts'

/** What a command names that exists already: an object by its keys, or a whole class by its family. */
export interface ReadTarget {
  readonly family?: string
  readonly table?: string
  readonly chain?: string
  readonly name?: string
  readonly handle?: Integer
  readonly elem?: OneOrMany<ReadExpression>
}

/** Objects and classes of objects that `delete`, `destroy`, `flush`, `list` and `reset` name. */
export const subjects = [
  'table',
  'tables',
  'chain',
  'chains',
  'rule',
  'rules',
  'set',
  'sets',
  'map',
  'maps',
  'element',
  'flowtable',
  'flowtables',
  'counter',
  'counters',
  'quota',
  'quotas',
  'limit',
  'limits',
  'ct helper',
  'ct helpers',
  'ct timeout',
  'ct expectation',
  'secmark',
  'secmarks',
  'synproxy',
  'tunnel',
  'tunnels',
  'meter',
  'meters',
  'ruleset',
] as const
export type Subject = (typeof subjects)[number]

export type ReadSelectionBodies = { readonly [S in Subject]: ReadTarget | null } & {
  readonly opaque: OpaqueBody
}
export type ReadSelection = Wrapped<ReadSelectionBodies>

export interface ReadCommandBodies {
  readonly add: ReadObject
  readonly create: ReadObject
  readonly insert: ReadObject
  readonly replace: ReadObject
  readonly delete: ReadSelection
  readonly destroy: ReadSelection
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
