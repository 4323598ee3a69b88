/** Expressions as they are written. */
import type { CtEvent, CtState, CtStatus, TcpFlag } from '../keywords/conntrack.ts'
import type { Keyword } from '../keywords/symbols.ts'
import type { Integer } from './json.ts'
import type {
  EtherAddress,
  InterfaceName,
  Ipv4Address,
  Ipv4Value,
  Ipv6Address,
  Ipv6Value,
  NumberValue,
  PlainValue,
  PortValue,
  Prefix,
  Range,
  SetReference,
} from './literals.ts'
import type {
  BitSelector,
  EventSelector,
  Ipv4Selector,
  Ipv6Selector,
  LabelSelector,
  NumberSelector,
  PlainSelector,
  PortSelector,
  ScalarSelector,
  StateSelector,
  StatusSelector,
  TcpFlagsSelector,
} from './selectors.ts'

export interface Jhash {
  readonly jhash: {
    readonly mod: number
    readonly expr: ScalarSelector | ConcatSelector
    readonly seed?: number
    readonly offset?: number
  }
}

/** Two selectors or more side by side, matched against concatenated values. */
export interface ConcatSelector {
  readonly concat: readonly [ScalarSelector, ScalarSelector, ...ScalarSelector[]]
}

/** `elem` wraps a set's element to give it a timeout (seconds) or a comment. */
export interface ElementOf<Value> {
  readonly elem: { readonly val: Value; readonly timeout?: number; readonly comment?: string }
}

/** `*` is the element that catches whatever no other does. */
export type Element<Value> = Value | ElementOf<Value> | '*'

/** A set in place. */
export interface SetOf<Value> {
  readonly set: readonly (Value | ElementOf<Value>)[]
}

/** What a selector is compared with: a value, a set in place, or a named set. */
export type Operand<Value> = Value | SetOf<Value> | SetReference

/** Or-ed bits. nft before 1.1.0 takes exactly two operands; nest them. */
export interface OrOf<Value> {
  readonly '|': readonly [OrOf<Value> | Value, OrOf<Value> | Value, ...(OrOf<Value> | Value)[]]
}

/** A component of a concatenation. Strings are closed, so that no host or service name fits. */
export type ConcatPart =
  | Ipv4Value
  | Ipv6Value
  | EtherAddress
  | NumberValue
  | Keyword
  | InterfaceName
  | boolean

export interface ConcatValue {
  readonly concat: readonly [ConcatPart, ConcatPart, ...ConcatPart[]]
}

/** A value where no selector says what it must look like (elements of a set that stands elsewhere). */
export type ClosedValue = ConcatPart | ConcatValue

/** An operand of arithmetic on bits. */
export type ArithmeticOperand = ScalarSelector | Jhash | Arithmetic | Integer
type Operands = readonly [ArithmeticOperand, ArithmeticOperand, ...ArithmeticOperand[]]
export type Arithmetic =
  | { readonly '&': Operands }
  | { readonly '|': Operands }
  | { readonly '^': Operands }
  | { readonly '<<': Operands }
  | { readonly '>>': Operands }

/** An address masked before it is compared. */
export interface MaskedIpv4 {
  readonly '&': readonly [Ipv4Selector, Ipv4Address]
}
export interface MaskedIpv6 {
  readonly '&': readonly [Ipv6Selector, Ipv6Address]
}
/** A bit field masked before it is compared; in a mask, a list and `|` mean the same. */
export interface MaskedBits<Selector, Bit> {
  readonly '&': readonly [Selector, Bit | Integer | OrOf<Bit> | readonly Bit[]]
}

/** What a bit field may be compared with as a whole: never a list, which reads like a test of bits but is none. */
export type ExactBits<Bit> = Bit | Integer | OrOf<Bit>

export type WriteVerdict =
  | { readonly accept: null }
  | { readonly drop: null }
  | { readonly continue: null }
  | { readonly return: null }
  | { readonly jump: { readonly target: string } }
  | { readonly goto: { readonly target: string } }

/** Key and values of one kind of mapping. */
export interface MappingOf<Selector, Key, Value> {
  readonly key: Selector
  readonly data: MappingData<Key, Value>
}
export type MappingData<Key, Value> =
  | { readonly set: readonly (readonly [Element<Key>, Value])[] }
  | SetReference

/** A mapping from what a selector yields to `Value`. */
export type Mapping<Value> =
  | MappingOf<Ipv4Selector, Ipv4Value, Value>
  | MappingOf<Ipv6Selector, Ipv6Value, Value>
  | MappingOf<PortSelector, PortValue, Value>
  | MappingOf<StateSelector, ExactBits<CtState>, Value>
  | MappingOf<StatusSelector, ExactBits<CtStatus>, Value>
  | MappingOf<EventSelector, ExactBits<CtEvent>, Value>
  | MappingOf<TcpFlagsSelector, ExactBits<TcpFlag>, Value>
  | MappingOf<LabelSelector, ExactBits<string>, Value>
  | MappingOf<NumberSelector | Arithmetic | Jhash, NumberValue, Value>
  | MappingOf<PlainSelector, PlainValue, Value>
  | MappingOf<ConcatSelector, ConcatValue, Value>

export interface MapOf<Value> {
  readonly map: Mapping<Value>
}

/** What is computed per packet, to be stored or compared. */
export type Computed = ScalarSelector | Jhash | Arithmetic

/** Any expression that a document can hold in place of a selector. */
export type WriteSelector = ScalarSelector | ConcatSelector | Jhash

export type {
  BitSelector,
  Ipv4Selector,
  Ipv6Selector,
  NumberSelector,
  PlainSelector,
  PortSelector,
  Prefix,
  Range,
  ScalarSelector,
}
