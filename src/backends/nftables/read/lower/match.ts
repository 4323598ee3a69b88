/** Matches. */
import type { ReadExpression, ReadStatement, ReadStatementBodies } from 'nftables-json'
import type { Interval } from '../../../../net/index.ts'
import type { Among, Members, Selector, Step, Test, Tuple } from '../../../../ruleset/index.ts'
import { type Fault, isCompound, isList, numberOf } from './constants.ts'
import { elidedNetwork } from './elided.ts'
import { lowerProtocolMatch } from './ether-type.ts'
import type { KernelSet } from './held.ts'
import { type Column, membersOf, setElements, tuplesOf } from './members.ts'
import { overlapOf } from './overlap.ts'
import { noteFact, noteReading } from './protocols.ts'
import { readKey } from './read-key.ts'
import { type FieldReading, isPlain, operate, type Reading, selectorOf, unread } from './reading.ts'
import { lowerRoutePresence } from './route-presence.ts'
import { choice, opaque, type RuleContext } from './rule-context.ts'
import { allBits } from './value-type.ts'

type Match = ReadStatementBodies['match']

/** Datatypes that are sets of bits, where no operator (`in`) and `!` test bits. */
const bitTypes: ReadonlySet<string> = new Set(['ct_state', 'ct_status', 'tcp_flag'])

export function lowerMatch(
  context: RuleContext,
  statement: Extract<ReadStatement, { match: unknown }>,
): readonly Step[] {
  const { match } = statement
  const special = lowerProtocolMatch(context, match) ?? lowerRoutePresence(match)
  if (special !== undefined) return special
  const readings = readKey(match.left, context)
  for (const reading of readings) noteReading(context, reading, statement)
  const guards = readings.flatMap((reading) => reading.guards)
  const fields = fieldsOf(readings)
  if (fields === undefined) {
    const why = readings.length === 1 && readings[0]?.kind === 'hidden' ? readings[0].why : null
    return [
      ...guards,
      why === null ? opaque(context, statement, false) : choice(context, statement, why),
    ]
  }
  noteFact(context, fields, match, statement)
  const steps = lowerFields(context, fields, match, statement)
  return [...guards, ...(steps ?? [opaque(context, statement, false)])]
}

/** All of them, if all are fields. */
export function fieldsOf(readings: readonly Reading[]): readonly FieldReading[] | undefined {
  const fields = readings.filter((reading) => reading.kind === 'field')
  return fields.length === readings.length ? fields : undefined
}

export const columnOf = (reading: FieldReading): Column => ({
  type: reading.type,
  unread: (interval) => unread(reading, interval),
})

function lowerFields(
  context: RuleContext,
  fields: readonly FieldReading[],
  match: Match,
  statement: ReadStatement,
): readonly Step[] | undefined {
  const { op, right } = match
  if (typeof right === 'string' && right.startsWith('@')) {
    return lookUp(context, fields, op, right.slice(1), statement)
  }
  const [only] = fields
  if (only !== undefined && fields.length === 1) {
    if (op === '<' || op === '>' || op === '<=' || op === '>=') {
      return ordered(context, only, op, right, statement)
    }
    if (isBitTest(only, match)) return bits(context, only, op, right, statement)
  }
  if (op !== '==' && op !== '!=' && op !== 'in') {
    context.refuse('nft-load-value', `\`${op}\` does not compare these`, statement)
    return undefined
  }
  if (isList(right) && only !== undefined && !bitTypes.has(only.type.name)) {
    context.refuse('nft-load-value', 'a list of bits, of what is no set of bits', statement)
    return undefined
  }
  return among(context, fields, op === '!=', right, statement)
}

const operators = ['&', '|', '^', '<<', '>>'] as const

/** A value or a list of them, of a field that nothing was done to; sets, ranges and prefixes compare as ever. */
function isBitTest({ type }: FieldReading, { op, left, right }: Match): boolean {
  if (op === '!') return true
  const isMasked = operators.some((operator) => isCompound(left) && operator in left)
  if (op !== 'in' || isMasked || !bitTypes.has(type.name)) return false
  return !isCompound(right) || !('set' in right || 'range' in right || 'prefix' in right)
}

/** `(field & bits) != 0`, or with `!` that it is 0. */
function bits(
  context: RuleContext,
  reading: FieldReading,
  op: string,
  right: ReadExpression,
  statement: ReadStatement,
): readonly Step[] | undefined {
  const value = numberOf(right, reading.type)
  if (typeof value === 'string') return faulty(context, value, statement)
  const masked = operate(reading, '&', value)
  if (masked.kind === 'hidden') return undefined
  const zero = { first: masked.flip, last: masked.flip }
  return [test([selectorOf(masked)], op !== '!', { kind: 'numbers', set: [zero] })]
}

function ordered(
  context: RuleContext,
  reading: FieldReading,
  op: '<' | '>' | '<=' | '>=',
  right: ReadExpression,
  statement: ReadStatement,
): readonly Step[] | undefined {
  if (reading.type.isName) return undefined
  const value = numberOf(right, reading.type)
  if (typeof value === 'string') return faulty(context, value, statement)
  const interval = unread(reading, orderedInterval(op, value, allBits(reading.type.bits)))
  if (interval === undefined) return undefined
  const set = interval === null || interval.first > interval.last ? [] : [interval]
  return [test([selectorOf(reading)], false, { kind: 'numbers', set })]
}

function orderedInterval(op: '<' | '>' | '<=' | '>=', value: bigint, maximum: bigint): Interval {
  switch (op) {
    case '<':
      return { first: 0n, last: value - 1n }
    case '<=':
      return { first: 0n, last: value }
    case '>':
      return { first: value + 1n, last: maximum }
    case '>=':
      return { first: value, last: maximum }
  }
}

/** Elements in place, or one value. */
function among(
  context: RuleContext,
  fields: readonly FieldReading[],
  negated: boolean,
  right: ReadExpression,
  statement: ReadStatement,
): readonly Step[] | undefined {
  const columns = fields.map(columnOf)
  const { list, fault } = tuplesOf(setElements(right) ?? [right], columns)
  if (fault !== undefined) return faulty(context, fault, statement)
  const doubt = negated ? undefined : elidedNetwork(context, fields, right, statement)
  return [
    test(fields.map(selectorOf), negated, membersOf(list, columns)),
    ...(doubt === undefined ? [] : [doubt]),
  ]
}

/** A map in place has no key twice. */
export function refuseOverlap(
  context: RuleContext,
  entries: readonly { readonly tuple: Tuple }[],
  statement: object,
): void {
  const tuples = entries.map(({ tuple }) => tuple)
  if (overlapOf(tuples, false) === 'none') return
  context.refuse('nft-load-overlap', 'keys of this map overlap', statement)
}

/** A value that cannot be told leaves the match open; one that nft refuses, the whole file. */
export function faulty(context: RuleContext, fault: Fault, statement: ReadStatement): undefined {
  if (fault === 'refused') {
    context.refuse('nft-load-value', 'a value that the field cannot have', statement)
  } else if (fault === 'hostname') {
    const message = 'a name in the place of an address: nft asks the resolver when it loads'
    context.doubt('nft-load-hostname', message, statement, 'write the address')
  }
  return undefined
}

export const test = (key: readonly Selector[], negated: boolean, members: Members): Test =>
  testAmong(key, negated, { kind: 'members', members })

const testAmong = (key: readonly Selector[], negated: boolean, among: Among): Test => ({
  kind: 'test',
  key,
  negated,
  among,
  hotdrop: false,
})

function lookUp(
  context: RuleContext,
  fields: readonly FieldReading[],
  op: string,
  name: string,
  statement: ReadStatement,
): readonly Step[] | undefined {
  const set = context.sets.get(name)
  if (set === undefined) return undefined
  if (op !== '==' && op !== '!=' && op !== 'in') {
    context.refuse('nft-load-value', `\`${op}\` does not compare with a set`, statement)
    return undefined
  }
  if (!fitsSet(context, fields, set)) {
    context.refuse('nft-load-value', `\`@${name}\` holds elements of another type`, statement)
    return undefined
  }
  if (set.kind === 'map' || !fields.every(isPlain)) return undefined
  if (context.columnsOf(set) === undefined) return undefined
  const step = testAmong(fields.map(selectorOf), op === '!=', { kind: 'set', name })
  return isLimited(set) ? [step, choice(context, statement, 'set-update')] : [step]
}

/** As many columns as the key has selectors, names against names. */
export function fitsSet(
  context: RuleContext,
  fields: readonly FieldReading[],
  set: KernelSet,
): boolean {
  const columns = context.columnsOf(set)
  if (columns === undefined) return true
  return (
    columns.length === fields.length &&
    columns.every(({ type }, index) => type.isName === fields[index]?.type.isName)
  )
}

const limiting = ['limit', 'quota', 'ct count'] as const

/** Limits in elements are asked whenever one is found (`nft_set_elem_update_expr`), and may break the rule. */
export function isLimited({ body, elements }: KernelSet): boolean {
  const stated = body.stmt?.some((statement) => limiting.some((key) => key in statement)) === true
  if (stated) return true
  for (const element of elements.values()) {
    const key = isList(element) ? element[0] : element
    if (key === undefined || !isCompound(key) || !('elem' in key)) continue
    const { elem } = key
    if (limiting.some((each) => elem[each] !== undefined)) return true
  }
  return false
}
