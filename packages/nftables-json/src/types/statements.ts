/** Statements as they are written. */
import type { CtEvent, CtState, CtStatus, TcpFlag } from '../keywords/conntrack.ts'
import type {
  Comparison,
  LimitPeriod,
  LimitUnit,
  LogFlag,
  LogLevel,
  NatFlag,
  NatTypeFlag,
  QueueFlag,
  QuotaUnit,
  RejectCode,
  RejectType,
  SynproxyFlag,
} from '../keywords/statements.ts'
import type {
  Arithmetic,
  Computed,
  ConcatSelector,
  ConcatValue,
  ElementOf,
  ExactBits,
  Ipv4Selector,
  Ipv6Selector,
  Jhash,
  MapOf,
  Mapping,
  MaskedBits,
  MaskedIpv4,
  MaskedIpv6,
  NumberSelector,
  Operand,
  OrOf,
  PlainSelector,
  PortSelector,
  SetOf,
  WriteSelector,
  WriteVerdict,
} from './expressions.ts'
import type { Integer, Wrapped } from './json.ts'
import type {
  Ipv4Address,
  Ipv4Value,
  Ipv6Address,
  Ipv6Value,
  NumberValue,
  PlainValue,
  PortValue,
  SetReference,
} from './literals.ts'
import type {
  EventSelector,
  LabelSelector,
  StateSelector,
  StatusSelector,
  TcpFlagsSelector,
} from './selectors.ts'

export interface MatchOf<Left, Op, Right> {
  readonly op: Op
  readonly left: Left
  readonly right: Right
}

/**
 * Bit fields. `in` and `!` test bits (any of a list; none of a list), `==` and `!=` compare the whole field.
 * A list on the right of `==` would mean "exactly these bits", which is almost never what was meant and never true
 * of `ct state`: it cannot be said. Say `in`, or or the bits together.
 */
export type BitMatch<Selector, Bit> =
  | MatchOf<Selector, 'in' | '!', Bit | OrOf<Bit> | readonly [Bit, ...Bit[]]>
  | MatchOf<Selector, '==' | '!=', Operand<ExactBits<Bit>>>
  | MatchOf<
      MaskedBits<Selector, Bit>,
      '==' | '!=',
      ExactBits<Bit> | { readonly set: readonly ExactBits<Bit>[] }
    >

export type WriteMatch =
  | MatchOf<Ipv4Selector | MaskedIpv4, Comparison, Operand<Ipv4Value>>
  | MatchOf<Ipv6Selector | MaskedIpv6, Comparison, Operand<Ipv6Value>>
  | MatchOf<PortSelector, Comparison, Operand<PortValue>>
  | BitMatch<StateSelector, CtState>
  | BitMatch<StatusSelector, CtStatus>
  | BitMatch<EventSelector, CtEvent>
  | BitMatch<TcpFlagsSelector, TcpFlag>
  | BitMatch<LabelSelector, string>
  | MatchOf<NumberSelector | Arithmetic | Jhash, Comparison, Operand<NumberValue>>
  | MatchOf<PlainSelector, Comparison, Operand<PlainValue>>
  | MatchOf<ConcatSelector, '==' | '!=', SetOf<ConcatValue> | SetReference>

/** What is stored into a header field, a mark, ... */
export type WriteMangle =
  | { readonly key: Ipv4Selector; readonly value: Ipv4Address | Computed | MapOf<Ipv4Address> }
  | { readonly key: Ipv6Selector; readonly value: Ipv6Address | Computed | MapOf<Ipv6Address> }
  | { readonly key: PortSelector; readonly value: number | Computed | MapOf<number> }
  | { readonly key: EventSelector; readonly value: CtEvent | OrOf<CtEvent> | readonly CtEvent[] }
  | {
      readonly key: TcpFlagsSelector
      readonly value: TcpFlag | OrOf<TcpFlag> | readonly TcpFlag[] | Computed
    }
  | { readonly key: LabelSelector; readonly value: string }
  | { readonly key: NumberSelector; readonly value: Integer | Computed | MapOf<Integer> }
  | {
      readonly key: PlainSelector
      readonly value: string | Integer | boolean | Computed | MapOf<string | Integer | boolean>
    }

export type NatAddress = Ipv4Value | Ipv6Value
/** A mapping may yield an address, or address and port side by side. */
export type NatMapped = NatAddress | { readonly concat: readonly [NatAddress, PortValue] }

export interface WriteNat {
  readonly addr?: NatAddress | MapOf<NatMapped>
  readonly family?: 'ip' | 'ip6'
  readonly port?: PortValue | MapOf<PortValue>
  readonly flags?: readonly NatFlag[]
  readonly type_flags?: readonly NatTypeFlag[]
}

/** Masquerade and redirect choose the address themselves. */
export interface WriteNatPort {
  readonly port?: PortValue | MapOf<PortValue>
  readonly flags?: readonly Exclude<NatFlag, 'netmap'>[]
}

export type WriteReject =
  | null
  | { readonly type: 'tcp reset' }
  | { [T in RejectType]: { readonly type: T; readonly expr?: RejectCode<T> } }[RejectType]

/** At most 127 bytes of `prefix`, without quotation marks or control characters: nft's text has no escape for them. */
export interface WriteLog {
  readonly prefix?: string
  readonly group?: number
  readonly snaplen?: number
  readonly 'queue-threshold'?: number
  readonly level?: LogLevel
  readonly flags?: readonly LogFlag[]
}

export interface WriteQuotaStatement {
  readonly val: Integer
  readonly val_unit?: QuotaUnit
  readonly used?: Integer
  readonly used_unit?: QuotaUnit
  readonly inv?: boolean
}

export interface WriteLimitStatement {
  readonly rate: Integer
  readonly per: LimitPeriod
  readonly rate_unit?: LimitUnit
  readonly burst?: number
  readonly burst_unit?: LimitUnit
  readonly inv?: boolean
}

export interface WriteSynproxyStatement {
  readonly mss?: number
  readonly wscale?: number
  readonly flags?: readonly SynproxyFlag[]
}

/** The element that a packet adds to a set: a selector's value, perhaps with a timeout. */
export type DynamicElement = WriteSelector | ElementOf<WriteSelector>

export interface WriteSetStatement {
  readonly op: 'add' | 'update' | 'delete'
  readonly elem: DynamicElement
  readonly set: SetReference
  readonly stmt?: readonly WriteStatement[]
}

/** Since 1.0.9. */
export interface WriteMapStatement {
  readonly op: 'add' | 'update' | 'delete'
  readonly elem: DynamicElement
  readonly data: Computed | Integer | Ipv4Address | Ipv6Address
  readonly map: SetReference
  readonly stmt?: readonly WriteStatement[]
}

/** An object's name, or a mapping that yields one. */
export type ObjectReference = string | MapOf<string>

export interface WriteStatementBodies {
  readonly accept: null
  readonly drop: null
  readonly continue: null
  readonly return: null
  readonly jump: { readonly target: string }
  readonly goto: { readonly target: string }
  readonly match: WriteMatch
  readonly vmap: Mapping<WriteVerdict>
  readonly counter: null | { readonly packets: Integer; readonly bytes: Integer } | ObjectReference
  /** Since 1.0.8. */
  readonly last: null
  readonly quota: WriteQuotaStatement | ObjectReference
  readonly limit: WriteLimitStatement | ObjectReference
  readonly mangle: WriteMangle
  readonly notrack: null
  readonly snat: WriteNat
  readonly dnat: WriteNat
  readonly masquerade: null | WriteNatPort
  readonly redirect: null | WriteNatPort
  readonly tproxy: {
    readonly family?: 'ip' | 'ip6'
    readonly addr?: Ipv4Address | Ipv6Address
    readonly port?: number
  }
  readonly reject: WriteReject
  readonly log: null | WriteLog
  readonly queue: null | {
    readonly num?: PortValue | Computed | MapOf<PortValue>
    readonly flags?: readonly QueueFlag[]
  }
  readonly fwd: {
    readonly dev: string | MapOf<string>
    readonly family?: 'ip' | 'ip6'
    readonly addr?: Ipv4Address | Ipv6Address | MapOf<Ipv4Address | Ipv6Address>
  }
  readonly dup: {
    readonly addr: Ipv4Address | Ipv6Address | MapOf<Ipv4Address | Ipv6Address>
    readonly dev?: string | MapOf<string>
  }
  readonly flow: { readonly op: 'add'; readonly flowtable: SetReference }
  readonly set: WriteSetStatement
  readonly map: WriteMapStatement
  readonly meter: {
    readonly name: string
    readonly key: WriteSelector
    readonly stmt: WriteStatement
    readonly size?: number
  }
  readonly 'ct helper': ObjectReference
  readonly 'ct timeout': ObjectReference
  readonly 'ct expectation': ObjectReference
  readonly secmark: ObjectReference
  /** Since 1.1.6. */
  readonly tunnel: ObjectReference
  readonly 'ct count': { readonly val: number; readonly inv?: boolean }
  readonly synproxy: null | WriteSynproxyStatement | ObjectReference
  readonly reset: { readonly 'tcp option': { readonly name: string } }
}

export type WriteStatement = Wrapped<WriteStatementBodies>
