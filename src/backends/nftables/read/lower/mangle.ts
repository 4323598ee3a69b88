/** What a rule writes: marks, header fields, and the rest. */
import type { ReadExpression, ReadStatement } from 'nftables-json'
import type { SetMark, Step } from '../../../../ruleset/index.ts'
import { isCompound, numberOf } from './constants.ts'
import { columnOf, fieldsOf, test } from './match.ts'
import { membersOf, pairOf, setElements, tuplesOf } from './members.ts'
import { noteReading } from './protocols.ts'
import { readKey, readSelector } from './read-key.ts'
import { canBeMissing, presence, selectorOf } from './reading.ts'
import { note, opaque, type RuleContext } from './rule-context.ts'
import { allBits, integerType } from './value-type.ts'

type Mark = SetMark['target']
type Mangle = Extract<ReadStatement, { mangle: unknown }>

/** Keys of `meta` and `ct` that only traffic control, tracing and watchers read. Security marks are for a security module. */
const harmless: ReadonlySet<string> = new Set([
  ...['meta priority', 'meta nftrace', 'meta rtclassid', 'meta secmark'],
  ...['ct event', 'ct label', 'ct secmark'],
])

/**
 * The rest may matter: `ct zone` chooses another entry of conntrack, `meta broute` lifts a frame off the bridge, and
 * bits written by place may be an address.
 */
export function lowerMangle(context: RuleContext, statement: Mangle): readonly Step[] {
  const { key, value } = statement.mangle
  const name = keyName(key)
  if (name === 'meta mark' || name === 'ct mark') return lowerMark(context, name, value, statement)
  if (harmless.has(name)) return [note(context, statement)]
  // Options of TCP say how to send, not where to.
  if (isCompound(key) && 'tcp option' in key) return [note(context, statement)]
  const reading = readSelector(key, context)
  noteReading(context, reading, statement)
  if (reading.kind === 'hidden' || reading.type.isName) return [opaque(context, statement, true)]
  const number = numberOf(value, reading.type)
  if (number === 'refused')
    context.refuse('nft-load-value', 'a value that the field cannot have', statement)
  const guard = canBeMissing(reading.field) ? [presence(reading.field)] : []
  const written = typeof number === 'string' ? null : number
  return [...reading.guards, ...guard, { kind: 'set-field', field: reading.field, value: written }]
}

function keyName(key: ReadExpression): string {
  if (!isCompound(key)) return ''
  if ('meta' in key) return `meta ${key.meta.key}`
  return 'ct' in key ? `ct ${key.ct.key}` : ''
}

const all = allBits(32)

/** `(target & keep) ^ (source & take) ^ flip`. */
interface Form {
  readonly keep: bigint
  readonly take: bigint
  readonly flip: bigint
}

function lowerMark(
  context: RuleContext,
  target: Mark,
  value: ReadExpression,
  statement: Mangle,
): readonly Step[] {
  const source: Mark = target === 'meta mark' ? 'ct mark' : 'meta mark'
  const form = formOf(value, target)
  // A mark that is not known: written as a field of unknown value.
  if (form === undefined) {
    return [
      ...mapGuard(context, value, statement),
      { kind: 'set-field', field: target, value: null },
    ]
  }
  // `(mark & 0) ^ ...` reads it all the same, and without an entry of conntrack breaks the rule.
  const guard = readsConnection(value) ? [presence('ct mark')] : []
  const reads = form.take !== 0n
  return [...guard, { kind: 'set-mark', target, ...form, source: reads ? source : null }]
}

function formOf(node: ReadExpression, target: Mark): Form | undefined {
  const constant = numberOf(node, { ...integerType(32), name: 'mark' })
  if (typeof constant === 'bigint') return { keep: 0n, take: 0n, flip: constant }
  if (!isCompound(node)) return undefined
  const name = keyName(node)
  if (name === 'meta mark' || name === 'ct mark') {
    return name === target ? { keep: all, take: 0n, flip: 0n } : { keep: 0n, take: all, flip: 0n }
  }
  if ('&' in node) return joined(node['&'], target, and)
  if ('|' in node) return joined(node['|'], target, or)
  if ('^' in node) return joined(node['^'], target, xor)
  return undefined
}

function joined(
  nodes: readonly ReadExpression[],
  target: Mark,
  join: (left: Form, right: Form) => Form | undefined,
): Form | undefined {
  let result: Form | undefined
  for (const [index, node] of nodes.entries()) {
    const form = formOf(node, target)
    if (form === undefined) return undefined
    result = index === 0 || result === undefined ? form : join(result, form)
    if (result === undefined) return undefined
  }
  return result
}

const isConstant = ({ keep, take }: Form): boolean => keep === 0n && take === 0n

function and(left: Form, right: Form): Form | undefined {
  const [form, { flip: mask }] = isConstant(right) ? [left, right] : [right, left]
  if (!isConstant(left) && !isConstant(right)) return undefined
  return { keep: form.keep & mask, take: form.take & mask, flip: form.flip & mask }
}

const xor = (left: Form, right: Form): Form => ({
  keep: left.keep ^ right.keep,
  take: left.take ^ right.take,
  flip: left.flip ^ right.flip,
})

const support = ({ keep, take, flip }: Form): bigint => keep | take | flip

/** `x | y` is `x ^ y` where no bit can be in both; and where one is constant, its bits are cleared in the other first. */
function or(left: Form, right: Form): Form | undefined {
  if ((support(left) & support(right)) === 0n) return xor(left, right)
  if (isConstant(right)) return constantOr(left, right.flip)
  return isConstant(left) ? constantOr(right, left.flip) : undefined
}

const constantOr = ({ keep, take, flip }: Form, value: bigint): Form => ({
  keep: keep & ~value,
  take: take & ~value,
  flip: (flip & ~value) | value,
})

function readsConnection(node: ReadExpression): boolean {
  if (!isCompound(node)) return false
  if (keyName(node) === 'ct mark') return true
  for (const operator of ['&', '|', '^'] as const) {
    const operands = Object.hasOwn(node, operator) ? operandsOf(node, operator) : []
    if (operands.some(readsConnection)) return true
  }
  return false
}

function operandsOf(node: ReadExpression, operator: '&' | '|' | '^'): readonly ReadExpression[] {
  if (!isCompound(node)) return []
  if (operator === '&' && '&' in node) return node['&']
  if (operator === '|' && '|' in node) return node['|']
  return '^' in node ? node['^'] : []
}

/** A map whose key is not in it breaks the rule; any other reading that cannot be told may break it, too. */
function mapGuard(context: RuleContext, value: ReadExpression, statement: Mangle): readonly Step[] {
  if (!isCompound(value) || !('map' in value)) return [opaque(context, statement, false)]
  const readings = readKey(value.map.key, context)
  for (const reading of readings) noteReading(context, reading, statement)
  const guards = readings.flatMap((reading) => reading.guards)
  const fields = fieldsOf(readings)
  const elements = setElements(value.map.data)
  if (fields === undefined || elements === undefined)
    return [...guards, opaque(context, statement, false)]
  const columns = fields.map(columnOf)
  const keys = elements.map((element) => pairOf(element)?.[0] ?? element)
  const { list, fault } = tuplesOf(keys, columns)
  if (fault !== undefined) return [...guards, opaque(context, statement, false)]
  return [...guards, test(fields.map(selectorOf), false, membersOf(list, columns))]
}
