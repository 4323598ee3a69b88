/** Objects as they are written. No `handle`: it names what exists already, and is ignored or worse where it does not. */
import type { CtTimeoutState } from '../keywords/conntrack.ts'
import type {
  ChainPolicy,
  ChainType,
  DataType,
  Family,
  Hook,
  MapObjectKind,
  SetFlag,
  SetPolicy,
  TableFlag,
} from '../keywords/objects.ts'
import type { LimitPeriod, LimitUnit, SynproxyFlag } from '../keywords/statements.ts'
import type {
  ClosedValue,
  ConcatValue,
  Element,
  WriteSelector,
  WriteVerdict,
} from './expressions.ts'
import type { Integer, OneOrMany, Wrapped } from './json.ts'
import type {
  Ipv4Address,
  Ipv4Value,
  Ipv6Address,
  Ipv6Value,
  NumberValue,
  PlainValue,
  PortValue,
} from './literals.ts'
import type { WriteStatement } from './statements.ts'

/** Where an object lives. `comment`: at most 128 bytes, without quotation marks or control characters. */
export interface Placed {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly comment?: string
}

/** `flags` are honoured since 1.1.0, `comment` since 1.0.8; older releases ignore them without a word. */
export interface WriteTable {
  readonly family: Family
  readonly name: string
  readonly flags?: readonly TableFlag[]
  readonly comment?: string
}

/** A chain that is only jumped to: it has no hook and no policy. `comment` since 1.0.8. */
export interface WriteRegularChain extends Placed {
  readonly type?: never
  readonly hook?: never
  readonly prio?: never
  readonly policy?: never
  readonly dev?: never
}

/**
 * A chain that the kernel calls. All of type, hook, integer priority and policy, or none: with one missing, or with a
 * priority by name, nft makes a *regular* chain out of it, returns success, and the policy is gone.
 */
export interface WriteBaseChain extends Placed {
  readonly type: ChainType
  readonly hook: Exclude<Hook, 'ingress' | 'egress'>
  readonly prio: number
  readonly policy: ChainPolicy
  readonly dev?: never
}

/** A base chain on devices. Several devices in `dev` since 1.1.0. */
export interface WriteDeviceChain extends Placed {
  readonly type: 'filter'
  readonly hook: 'ingress' | 'egress'
  readonly prio: number
  readonly policy: ChainPolicy
  readonly dev: OneOrMany<string>
}

export type WriteChain = WriteRegularChain | WriteBaseChain | WriteDeviceChain

export interface WriteRule {
  readonly family: Family
  readonly table: string
  readonly chain: string
  readonly expr: readonly WriteStatement[]
  readonly comment?: string
}

/** Durations are seconds. `flags` is an array always: releases up to 1.1.3 ignore a string. */
export interface SetCommon extends Placed {
  readonly policy?: SetPolicy
  readonly flags?: readonly SetFlag[]
  readonly timeout?: number
  readonly 'gc-interval'?: number
  readonly size?: number
  readonly 'auto-merge'?: boolean
  readonly stmt?: readonly WriteStatement[]
}

/** Data types whose values are taken as numbers, since their names stand in files of the machine. */
export type NumberDataType = 'mark' | 'uid' | 'gid' | 'realm' | 'classid' | 'devgroup'
export type PlainDataType = Exclude<
  DataType,
  'ipv4_addr' | 'ipv6_addr' | 'inet_service' | NumberDataType
>

export interface SetOfType<Type, Value> extends SetCommon {
  readonly type: Type
  readonly elem?: readonly Element<Value>[]
}

export type ConcatType = readonly [DataType, DataType, ...DataType[]]
export type TypeOfSelector = { readonly typeof: WriteSelector }

export type WriteSet =
  | SetOfType<'ipv4_addr', Ipv4Value>
  | SetOfType<'ipv6_addr', Ipv6Value>
  | SetOfType<'inet_service', PortValue>
  | SetOfType<NumberDataType, NumberValue>
  | SetOfType<PlainDataType, PlainValue>
  | SetOfType<ConcatType, ConcatValue>
  | SetOfType<TypeOfSelector, ClosedValue>

export interface MapOfType<Type, Value> extends SetCommon {
  readonly type: DataType | ConcatType | TypeOfSelector
  readonly map: Type
  readonly elem?: readonly (readonly [Element<ClosedValue>, Value])[]
}

export type WriteMap =
  | MapOfType<'verdict', WriteVerdict>
  | MapOfType<MapObjectKind, string>
  | MapOfType<'ipv4_addr', Ipv4Value>
  | MapOfType<'ipv6_addr', Ipv6Value>
  | MapOfType<'inet_service', PortValue>
  | MapOfType<NumberDataType, NumberValue>
  | MapOfType<PlainDataType | ConcatType | TypeOfSelector, ClosedValue>

/** Elements of a set or (as pairs) of a map that stands elsewhere. */
export interface WriteElement {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly elem: readonly (
    | Element<ClosedValue>
    | readonly [Element<ClosedValue>, ClosedValue | WriteVerdict]
  )[]
}

export interface WriteFlowtable {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly hook: 'ingress'
  readonly prio: number
  readonly dev: OneOrMany<string>
}

export interface WriteCounter extends Placed {
  readonly packets?: Integer
  readonly bytes?: Integer
}

export interface WriteQuota extends Placed {
  readonly bytes: Integer
  readonly used?: Integer
  readonly inv?: boolean
}

export interface WriteLimit extends Placed {
  readonly rate: Integer
  readonly per: LimitPeriod
  readonly rate_unit?: LimitUnit
  readonly burst?: number
  readonly burst_unit?: LimitUnit
  readonly inv?: boolean
}

export interface WriteCtHelper extends Placed {
  readonly type: string
  readonly protocol: 'tcp' | 'udp'
  readonly l3proto?: 'ip' | 'ip6' | 'inet'
}

/** Seconds, by connection state. */
export type CtTimeoutPolicy = { readonly [S in CtTimeoutState]?: number }

export interface WriteCtTimeout extends Placed {
  readonly protocol: 'tcp' | 'udp'
  readonly l3proto?: 'ip' | 'ip6' | 'inet'
  readonly policy: CtTimeoutPolicy
}

/** `timeout` is milliseconds. */
export interface WriteCtExpectation extends Placed {
  readonly l3proto?: 'ip' | 'ip6' | 'inet'
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'dccp'
  readonly dport: number
  readonly timeout: number
  readonly size: number
}

export interface WriteSecmark extends Placed {
  readonly context: string
}

export interface WriteSynproxy extends Placed {
  readonly mss: number
  readonly wscale: number
  readonly flags?: readonly SynproxyFlag[]
}

interface TunnelCommon extends Placed {
  readonly id: number
  readonly sport?: number
  readonly dport?: number
  readonly tos?: number
  readonly ttl?: number
}

/** Since 1.1.6. Endpoints are of one family. */
export type WriteTunnel =
  | (TunnelCommon & { readonly 'src-ipv4': Ipv4Address; readonly 'dst-ipv4': Ipv4Address })
  | (TunnelCommon & { readonly 'src-ipv6': Ipv6Address; readonly 'dst-ipv6': Ipv6Address })

export interface WriteObjectBodies {
  readonly table: WriteTable
  readonly chain: WriteChain
  readonly rule: WriteRule
  readonly set: WriteSet
  readonly map: WriteMap
  readonly element: WriteElement
  readonly flowtable: WriteFlowtable
  readonly counter: WriteCounter
  readonly quota: WriteQuota
  readonly limit: WriteLimit
  readonly 'ct helper': WriteCtHelper
  readonly 'ct timeout': WriteCtTimeout
  readonly 'ct expectation': WriteCtExpectation
  readonly secmark: WriteSecmark
  readonly synproxy: WriteSynproxy
  readonly tunnel: WriteTunnel
}

export type WriteObject = Wrapped<WriteObjectBodies>
