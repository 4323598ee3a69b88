/** Verdicts, and maps of them. */
import type { ReadExpression, ReadStatement } from 'nftables-json'
import type { HeldVerdict, Step, Tuple, VerdictEntry } from '../../../../ruleset/index.ts'
import type { Fault } from './constants.ts'
import { columnOf, faulty, fieldsOf, fitsSet, isLimited, refuseOverlap } from './match.ts'
import type { Column } from './members.ts'
import { pairOf, setElements, tupleOf } from './members.ts'
import { noteReading } from './protocols.ts'
import { readKey } from './read-key.ts'
import { isPlain, selectorOf } from './reading.ts'
import { choice, opaque, type RuleContext } from './rule-context.ts'

/** Of a statement, or of the value of a map; undefined for what is no verdict. */
export function verdictOf(node: ReadExpression | ReadStatement): HeldVerdict | undefined {
  if (typeof node !== 'object' || Array.isArray(node)) return undefined
  if ('accept' in node) return { kind: 'accept' }
  if ('drop' in node) return { kind: 'drop' }
  if ('continue' in node) return { kind: 'continue' }
  if ('return' in node) return { kind: 'return' }
  if ('jump' in node) return { kind: 'jump', chain: node.jump.target }
  if ('goto' in node) return { kind: 'goto', chain: node.goto.target }
  return undefined
}

type Entries = { readonly list: readonly VerdictEntry[]; readonly fault: Fault | undefined }

/** Pairs of key and verdict. */
export function verdictEntries(
  pairs: Iterable<ReadExpression>,
  columns: readonly Column[],
): Entries {
  const list: VerdictEntry[] = []
  let fault: Fault | undefined
  for (const element of pairs) {
    const pair = pairOf(element)
    const verdict = pair && verdictOf(pair[1])
    const tuple: Tuple | null | Fault = pair ? tupleOf(pair[0], columns) : 'unknown'
    if (typeof tuple === 'string') fault ??= tuple
    else if (verdict === undefined) fault ??= 'unknown'
    else if (tuple !== null) list.push({ tuple, verdict })
  }
  return { list, fault }
}

/** A map whose key is not known may lead to any of its verdicts, so it may end the rule in any way. */
export function lowerVerdictMap(
  context: RuleContext,
  statement: Extract<ReadStatement, { vmap: unknown }>,
): readonly Step[] {
  const { key, data } = statement.vmap
  const readings = readKey(key, context)
  for (const reading of readings) noteReading(context, reading, statement)
  const guards = readings.flatMap((reading) => reading.guards)
  const fields = fieldsOf(readings)
  const unknown = [...guards, opaque(context, statement, true)]
  if (fields === undefined) return unknown
  const selectors = fields.map(selectorOf)
  if (typeof data === 'string') {
    const map = context.sets.get(data.replace(/^@/, ''))
    if (map === undefined || !fields.every(isPlain)) return unknown
    if (map.kind !== 'map' || !fitsSet(context, fields, map)) {
      context.refuse('nft-load-value', `\`${data}\` is no map for such a key`, statement)
      return unknown
    }
    if (context.columnsOf(map) === undefined) return unknown
    const limits = isLimited(map) ? [choice(context, statement, 'set-update')] : []
    const named = { map: data.replace(/^@/, '') }
    return [...guards, ...limits, { kind: 'verdict-map', key: selectors, entries: named }]
  }
  const { list, fault } = verdictEntries(setElements(data) ?? [data], fields.map(columnOf))
  if (fault !== undefined) {
    faulty(context, fault, statement)
    return unknown
  }
  refuseOverlap(context, list, statement)
  return [...guards, { kind: 'verdict-map', key: selectors, entries: list }]
}
