/** Constructors of statements. */
import type { LimitPeriod, NatFlag, RejectCode, RejectType } from '../keywords/statements.ts'
import type { Integer } from '../types/json.ts'
import type { SetReference } from '../types/literals.ts'
import type {
  DynamicElement,
  WriteLog,
  WriteMatch,
  WriteNat,
  WriteNatPort,
  WriteStatement,
  WriteStatementBodies,
} from '../types/statements.ts'
import { logPrefixBytesMax, textProblem } from '../write/check-text.ts'
import { demand } from './problem.ts'

type StatementOf<K extends keyof WriteStatementBodies> = {
  readonly [P in K]: WriteStatementBodies[P]
}

export const accept: StatementOf<'accept'> = { accept: null }
export const drop: StatementOf<'drop'> = { drop: null }
export const continueRule: StatementOf<'continue'> = { continue: null }
export const returnToCaller: StatementOf<'return'> = { return: null }
export const notrack: StatementOf<'notrack'> = { notrack: null }

export function jump(target: string): StatementOf<'jump'> {
  return { jump: { target } }
}

export function goto(target: string): StatementOf<'goto'> {
  return { goto: { target } }
}

type Comparison<M> = M extends WriteMatch
  ? readonly [left: M['left'], op: M['op'], right: M['right']]
  : never

/** A comparison. Which operators and values fit depends on the selector: see {@link WriteMatch}. */
export function match(...comparison: Comparison<WriteMatch>): StatementOf<'match'> {
  const [left, op, right] = comparison
  return { match: { op, left, right } as WriteMatch }
}

/** Counts from zero; with a name, a counter object. */
export function counter(name?: string): StatementOf<'counter'> {
  return { counter: name ?? { packets: 0, bytes: 0 } }
}

/** Packets a period, with a burst. */
export function limit(rate: Integer, per: LimitPeriod, burst = 5): StatementOf<'limit'> {
  demand(rate > 0, 'a rate is positive')
  return { limit: { rate, per, burst } }
}

export function log(options: WriteLog = {}): StatementOf<'log'> {
  const problem = textProblem(options.prefix ?? '', logPrefixBytesMax)
  demand(problem === undefined, problem ?? '')
  return { log: Object.keys(options).length === 0 ? null : options }
}

export function reject(): StatementOf<'reject'>
export function reject<T extends RejectType>(type: T, code: RejectCode<T>): StatementOf<'reject'>
export function reject(type?: RejectType, code?: string): object {
  return { reject: type === undefined ? null : { type, expr: code } }
}

/** A TCP reset. */
export const rejectWithReset: StatementOf<'reject'> = { reject: { type: 'tcp reset' } }

export function dnat(translation: WriteNat): StatementOf<'dnat'> {
  return { dnat: translation }
}

export function snat(translation: WriteNat): StatementOf<'snat'> {
  return { snat: translation }
}

/** To the primary address of the interface that a packet came in by, at `port` if one is given. */
export function redirect(port?: number): StatementOf<'redirect'> {
  if (port === undefined) return { redirect: null }
  demand(Number.isInteger(port) && port >= 0 && port <= 65535, 'no port')
  return { redirect: { port } }
}

export function masquerade(...flags: readonly Exclude<NatFlag, 'netmap'>[]): {
  readonly masquerade: WriteNatPort | null
} {
  return { masquerade: flags.length === 0 ? null : { flags } }
}

/** Adds or refreshes an element of a named set. */
export function updateSet(
  set: SetReference,
  elem: DynamicElement,
  op: 'add' | 'update' | 'delete' = 'update',
): WriteStatement {
  return { set: { op, elem, set } }
}
