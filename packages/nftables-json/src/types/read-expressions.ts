/**
 * Expressions as they are read: every shape that any release of nft prints, keywords as plain strings.
 * Whatever the reader does not know is a node of its own, `{ opaque }`, that keeps its JSON.
 */
import type { Integer, JsonObject, JsonValue, OneOrMany, Wrapped } from './json.ts'

/** Why the reader did not take something for what it says. */
export type OpaqueReason = 'unknown-key' | 'unknown-shape' | 'ambiguous-key'

/** JSON that was not understood, kept as it was. A judge must assume the worst of it. */
export interface OpaqueBody {
  readonly json: JsonValue
  readonly reason: OpaqueReason
}
export type Opaque = { readonly opaque: OpaqueBody }

/** A stateful statement inside a set element, e.g. its counter. Values are lost when it is loaded again. */
export interface ReadElementState {
  readonly counter?: { readonly packets?: Integer; readonly bytes?: Integer } | null
  readonly limit?: JsonObject
  readonly quota?: JsonObject
  readonly last?: { readonly used?: Integer } | null
  readonly 'ct count'?: { readonly val?: Integer; readonly inv?: boolean }
}

/** `timeout` and `expires` are seconds. */
export interface ReadElem extends ReadElementState {
  readonly val: ReadExpression
  readonly timeout?: Integer
  readonly expires?: Integer
  readonly comment?: string
}

/** A header field by name, or bits by place (offset and length in bits). */
export type ReadPayload =
  | { readonly protocol: string; readonly field: string; readonly tunnel?: string }
  | {
      readonly base: string
      readonly offset: Integer
      readonly len: Integer
      readonly tunnel?: string
    }

export type ReadTcpOption =
  | { readonly name: string; readonly field?: string }
  | { readonly base: Integer; readonly offset: Integer; readonly len: Integer }

export interface ReadNamedField {
  readonly name: string
  readonly field?: string
}

export interface ReadExpressionBodies {
  readonly concat: readonly ReadExpression[]
  /** Elements; in the data of a map, each is a pair `[key, value]`. A single element may stand without its array. */
  readonly set: OneOrMany<ReadExpression>
  readonly map: { readonly key: ReadExpression; readonly data: ReadExpression }
  readonly prefix: { readonly addr: ReadExpression; readonly len: Integer }
  readonly range: readonly [ReadExpression, ReadExpression]
  readonly payload: ReadPayload
  readonly exthdr: { readonly name: string; readonly field?: string; readonly offset?: Integer }
  readonly 'tcp option': ReadTcpOption
  readonly 'ip option': ReadNamedField
  readonly 'sctp chunk': ReadNamedField
  readonly 'dccp option': { readonly type: Integer }
  readonly meta: { readonly key: string }
  readonly rt: { readonly key: string; readonly family?: string }
  readonly ct: { readonly key: string; readonly dir?: string; readonly family?: string }
  readonly numgen: { readonly mode: string; readonly mod: Integer; readonly offset?: Integer }
  readonly jhash: {
    readonly mod: Integer
    readonly expr: ReadExpression
    readonly seed?: Integer
    readonly offset?: Integer
  }
  readonly symhash: { readonly mod: Integer; readonly offset?: Integer }
  readonly fib: { readonly result: string; readonly flags: OneOrMany<string> }
  readonly '|': readonly ReadExpression[]
  readonly '^': readonly ReadExpression[]
  readonly '&': readonly ReadExpression[]
  readonly '<<': readonly ReadExpression[]
  readonly '>>': readonly ReadExpression[]
  readonly elem: ReadElem
  readonly socket: { readonly key: string; readonly level?: Integer }
  readonly osf: { readonly key: string; readonly ttl?: string }
  readonly ipsec: {
    readonly key: string
    readonly family?: string
    readonly dir: string
    readonly spnum?: Integer
  }
  readonly tunnel: { readonly key: string }
  readonly accept: null
  readonly drop: null
  readonly continue: null
  readonly return: null
  readonly jump: { readonly target: string }
  readonly goto: { readonly target: string }
  readonly opaque: OpaqueBody
}

/** An expression that is not an immediate: an object with one key. */
export type ReadCompound = Wrapped<ReadExpressionBodies>

/**
 * An immediate (string, integer, boolean), a list (bits to be or-ed, or a pair in a map's data), or a compound.
 * A string is `@name` for a named set, `*` for the catch-all element, otherwise a symbol or a literal.
 */
export type ReadExpression = string | Integer | boolean | readonly ReadExpression[] | ReadCompound
