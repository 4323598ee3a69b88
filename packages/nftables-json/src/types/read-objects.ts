/** Objects as they are read. Keys that no release prints are kept on the object as they were. */
import type { Integer, JsonObject, OneOrMany, Wrapped } from './json.ts'
import type { OpaqueBody, ReadExpression } from './read-expressions.ts'
import type { ReadStatement } from './read-statements.ts'

/** Where an object lives. `handle` is a 64-bit number. */
interface InTable {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly handle?: Integer
  readonly comment?: string
}

export interface ReadTable {
  readonly family: string
  readonly name?: string
  readonly handle?: Integer
  readonly flags?: OneOrMany<string>
  readonly comment?: string
}

/** A base chain has `type`, `hook` and `prio`. Releases before 1.1.0 do not print `dev`. */
export interface ReadChain {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly newname?: string
  readonly handle?: Integer
  readonly type?: string
  readonly hook?: string
  readonly prio?: Integer | string
  readonly dev?: OneOrMany<string>
  readonly policy?: string
  readonly comment?: string
}

/** Listings of an empty rule leave `expr` out. */
export interface ReadRule {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly expr?: readonly ReadStatement[]
  readonly handle?: Integer
  readonly index?: Integer
  readonly comment?: string
}

/** A set's key type: one name, several (a concatenation), or that of an expression. */
export type ReadSetType = OneOrMany<string> | { readonly typeof: ReadExpression }

/** `timeout` and `gc-interval` are seconds. */
export interface ReadSet extends InTable {
  readonly type: ReadSetType
  readonly policy?: string
  readonly flags?: OneOrMany<string>
  readonly elem?: OneOrMany<ReadExpression>
  readonly timeout?: Integer
  readonly 'gc-interval'?: Integer
  readonly size?: Integer
  readonly 'auto-merge'?: boolean
  readonly stmt?: readonly ReadStatement[]
}

/** A set whose elements are pairs `[key, value]`; `map` is the type of the values. */
export interface ReadMap extends ReadSet {
  readonly map: ReadSetType
}

export interface ReadElement {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly elem: OneOrMany<ReadExpression>
}

export interface ReadFlowtable extends InTable {
  readonly hook?: string
  readonly prio?: Integer | string
  readonly dev?: OneOrMany<string>
  readonly flags?: OneOrMany<string>
}

export interface ReadCounter extends InTable {
  readonly packets?: Integer
  readonly bytes?: Integer
}

export interface ReadQuota extends InTable {
  readonly bytes?: Integer
  readonly used?: Integer
  readonly inv?: boolean
}

export interface ReadLimit extends InTable {
  readonly rate?: Integer
  readonly per?: string
  readonly rate_unit?: string
  readonly burst?: Integer
  readonly burst_unit?: string
  readonly inv?: boolean
}

export interface ReadCtHelper extends InTable {
  readonly type?: string
  readonly protocol?: string
  readonly l3proto?: string
}

export interface ReadCtTimeout extends InTable {
  readonly protocol?: string
  readonly l3proto?: string
  readonly policy?: JsonObject
}

/** `timeout` is milliseconds in listings. */
export interface ReadCtExpectation extends InTable {
  readonly l3proto?: string
  readonly protocol?: string
  readonly dport?: Integer
  readonly timeout?: Integer
  readonly size?: Integer
}

export interface ReadSecmark extends InTable {
  readonly context?: string
}

export interface ReadSynproxy extends InTable {
  readonly mss?: Integer
  readonly wscale?: Integer
  readonly flags?: OneOrMany<string>
}

export interface ReadTunnel extends InTable {
  readonly id?: Integer
  readonly 'src-ipv4'?: string
  readonly 'dst-ipv4'?: string
  readonly 'src-ipv6'?: string
  readonly 'dst-ipv6'?: string
  readonly sport?: Integer
  readonly dport?: Integer
  readonly tos?: Integer
  readonly ttl?: Integer
  readonly type?: string
  readonly tunnel?: JsonObject | readonly JsonObject[]
}

export interface ReadMetainfo {
  readonly version?: string
  readonly release_name?: string
  readonly json_schema_version?: Integer
}

export interface ReadObjectBodies {
  readonly table: ReadTable
  readonly chain: ReadChain
  readonly rule: ReadRule
  readonly set: ReadSet
  readonly map: ReadMap
  readonly element: ReadElement
  readonly flowtable: ReadFlowtable
  readonly counter: ReadCounter
  readonly quota: ReadQuota
  readonly limit: ReadLimit
  readonly 'ct helper': ReadCtHelper
  readonly 'ct timeout': ReadCtTimeout
  readonly 'ct expectation': ReadCtExpectation
  readonly secmark: ReadSecmark
  readonly synproxy: ReadSynproxy
  readonly tunnel: ReadTunnel
  readonly opaque: OpaqueBody
}

export type ReadObject = Wrapped<ReadObjectBodies>
