/** Constructors of selectors. What the types admit is right. */
import type {
  CtDirection,
  CtKey,
  FibFlag,
  FibResult,
  MetaKey,
  PayloadBase,
  PayloadField,
  PayloadProtocol,
} from '../keywords/index.ts'
import type { ConcatSelector } from '../types/expressions.ts'
import type { CtOf, MetaOf, PayloadOf, RawPayload, ScalarSelector } from '../types/selectors.ts'
import { demand } from './problem.ts'

/** A field of a header: `payload('tcp', 'dport')`. */
export function payload<P extends PayloadProtocol, F extends PayloadField<P>>(
  protocol: P,
  field: F,
): PayloadOf<P, F> {
  return { payload: { protocol, field } }
}

/** Bits by place; offset and length are bits. */
export function rawPayload(base: PayloadBase, offset: number, len: number): RawPayload {
  demand(Number.isInteger(offset) && offset >= 0, 'an offset is a number of bits')
  demand(Number.isInteger(len) && len > 0, 'a length is a number of bits')
  return { payload: { base, offset, len } }
}

export function meta<K extends MetaKey>(key: K): MetaOf<K> {
  return { meta: { key } }
}

type Directed<K extends CtKey> = Extract<CtOf<K>, { readonly ct: { readonly dir: CtDirection } }>

/** A property of the connection; addresses, ports and protocols of one of its directions. */
export function ct<K extends CtKey>(
  key: K,
  ...direction: [Directed<K>] extends [never] ? [] : [CtDirection]
): CtOf<K>
export function ct(key: CtKey, direction?: CtDirection): object {
  return { ct: direction === undefined ? { key } : { key, dir: direction } }
}

export function fib<R extends FibResult>(
  result: R,
  ...flags: readonly [FibFlag, ...FibFlag[]]
): { readonly fib: { readonly result: R; readonly flags: readonly FibFlag[] } } {
  return { fib: { result, flags } }
}

/** Selectors side by side. */
export function concat(
  ...parts: readonly [ScalarSelector, ScalarSelector, ...ScalarSelector[]]
): ConcatSelector {
  return { concat: parts }
}
