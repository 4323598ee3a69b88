/** Statements as they are read. */
import type { Integer, JsonObject, OneOrMany, Wrapped } from './json.ts'
import type { OpaqueBody, ReadExpression, ReadTcpOption } from './read-expressions.ts'

export interface ReadNat {
  readonly addr?: ReadExpression
  readonly family?: string
  readonly port?: ReadExpression
  readonly flags?: OneOrMany<string>
  readonly type_flags?: OneOrMany<string>
}

export interface ReadQuotaStatement {
  readonly val: Integer
  readonly val_unit?: string
  readonly used?: Integer
  readonly used_unit?: string
  readonly inv?: boolean
}

export interface ReadLimitStatement {
  readonly rate: Integer
  readonly per?: string
  readonly rate_unit?: string
  readonly burst?: Integer
  readonly burst_unit?: string
  readonly inv?: boolean
}

export interface ReadSynproxyStatement {
  readonly mss?: Integer
  readonly wscale?: Integer
  readonly flags?: OneOrMany<string>
}

export interface ReadStatementBodies {
  readonly accept: null
  readonly drop: null
  readonly continue: null
  readonly return: null
  readonly jump: { readonly target: string }
  readonly goto: { readonly target: string }
  readonly match: {
    readonly op: string
    readonly left: ReadExpression
    readonly right: ReadExpression
  }
  readonly vmap: { readonly key: ReadExpression; readonly data: ReadExpression }
  /** Anonymous (`null`, or its values), or the name of a counter object, or an expression that yields one. */
  readonly counter: null | { readonly packets?: Integer; readonly bytes?: Integer } | ReadExpression
  readonly last: null | { readonly used?: Integer }
  readonly quota: ReadQuotaStatement | ReadExpression
  readonly limit: ReadLimitStatement | ReadExpression
  readonly mangle: { readonly key: ReadExpression; readonly value: ReadExpression }
  readonly notrack: null
  readonly snat: ReadNat | null
  readonly dnat: ReadNat | null
  readonly masquerade: ReadNat | null
  readonly redirect: ReadNat | null
  readonly tproxy: {
    readonly family?: string
    readonly addr?: ReadExpression
    readonly port?: ReadExpression
  }
  readonly reject: null | { readonly type?: string; readonly expr?: ReadExpression }
  readonly log: null | {
    readonly prefix?: string
    readonly group?: Integer
    readonly snaplen?: Integer
    readonly 'queue-threshold'?: Integer
    readonly level?: string
    readonly flags?: OneOrMany<string>
  }
  readonly queue: null | { readonly num?: ReadExpression; readonly flags?: OneOrMany<string> }
  readonly fwd: {
    readonly dev?: ReadExpression
    readonly family?: string
    readonly addr?: ReadExpression
  }
  readonly dup: null | { readonly addr?: ReadExpression; readonly dev?: ReadExpression }
  readonly flow: { readonly op?: string; readonly flowtable: string }
  readonly set: {
    readonly op: string
    readonly elem: ReadExpression
    readonly set: string
    readonly stmt?: readonly ReadStatement[]
  }
  readonly map: {
    readonly op: string
    readonly elem: ReadExpression
    readonly data: ReadExpression
    readonly map: string
    readonly stmt?: readonly ReadStatement[]
  }
  readonly meter: {
    readonly name: string
    readonly key: ReadExpression
    readonly stmt: ReadStatement
    readonly size?: Integer
  }
  readonly 'ct helper': ReadExpression
  readonly 'ct timeout': ReadExpression
  readonly 'ct expectation': ReadExpression
  readonly secmark: ReadExpression
  readonly tunnel: ReadExpression
  readonly 'ct count': { readonly val: Integer; readonly inv?: boolean }
  readonly synproxy: null | ReadSynproxyStatement | ReadExpression
  readonly reset: { readonly 'tcp option': ReadTcpOption }
  /** A match or target of iptables. nft prints its name only, never its parameters. */
  readonly xt: null | ({ readonly type?: string; readonly name?: string } & JsonObject)
  readonly opaque: OpaqueBody
}

/** A statement: an object with one key. */
export type ReadStatement = Wrapped<ReadStatementBodies>
