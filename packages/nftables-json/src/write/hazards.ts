/**
 * What nft would take without a word and turn into something else. Each check runs on any JSON, before its shape is
 * held against the types, so that the error says what would have happened.
 */
import type { JsonObject, JsonValue } from '../types/json.ts'
import { checkText } from './check-text.ts'
import { checkValue } from './check-value.ts'
import type { WriteError } from './error.ts'
import { declaredTypesOf, type ValueType, valueTypesOf } from './value-type.ts'
import { isObject, type Visit, visitDocument } from './visit.ts'

/** All hazards of a document, in its order. */
export function findHazards(json: JsonValue): readonly WriteError[] {
  const errors: WriteError[] = []
  const report = (error: WriteError): void => {
    errors.push(error)
  }
  const declared = declaredSets(json)
  visitDocument(json, (visit) => {
    checkText(visit, report)
    if (visit.kind === 'object' && visit.key === 'element')
      checkElements(visit, declared.get(setName(visit)) ?? undeclared, report)
    else if (visit.kind === 'object') checkObject(visit, report)
    else if (visit.kind === 'statement') checkStatement(visit, report)
    else if (visit.kind === 'expression' && visit.key === 'map') checkMapping(visit, report)
  })
  return errors
}

type Report = (error: WriteError) => void

type Types = ValueType | readonly ValueType[]

/** The types of keys and values of a set or map. */
interface Declaration {
  readonly keys: Types
  readonly values: Types
}

/** Of a set that another document declared, nothing is known: a word in it could be a host name. */
const undeclared: Declaration = { keys: 'unknown', values: 'unknown' }

function setName(visit: Visit): string {
  if (!isObject(visit.body)) return ''
  const { family, table, name } = visit.body
  return JSON.stringify([String(family), String(table), String(name)])
}

/** The sets and maps that the document itself adds. */
function declaredSets(json: JsonValue): ReadonlyMap<string, Declaration> {
  const sets = new Map<string, Declaration>()
  visitDocument(json, (visit) => {
    const isSet = visit.kind === 'object' && (visit.key === 'set' || visit.key === 'map')
    if (!isSet || !isObject(visit.body) || !Object.hasOwn(visit.body, 'type')) return
    const { type, map } = visit.body
    sets.set(setName(visit), { keys: declaredTypesOf(type), values: declaredTypesOf(map) })
  })
  return sets
}

function checkElements(visit: Visit, { keys, values }: Declaration, report: Report): void {
  if (!isObject(visit.body) || !Array.isArray(visit.body['elem'])) return
  for (const [index, item] of visit.body['elem'].entries()) {
    const place = `${visit.pointer}/elem/${index}`
    if (Array.isArray(item)) checkPair(keys, values, item, place, report)
    else checkValue(keys, item, place, report)
  }
}

function checkObject(visit: Visit, report: Report): void {
  if (!isObject(visit.body)) return
  if (visit.key === 'chain' && (visit.command === 'add' || visit.command === 'create'))
    checkChain(visit.body, visit.pointer, report)
  if (visit.key !== 'set' && visit.key !== 'map') return
  const { type, map, elem } = visit.body
  if (!Array.isArray(elem)) return
  const keys = declaredTypesOf(type)
  for (const [index, item] of elem.entries()) {
    const place = `${visit.pointer}/elem/${index}`
    if (visit.key === 'map') checkPair(keys, declaredTypesOf(map), item, place, report)
    else checkValue(keys, item, place, report)
  }
}

const baseKeys = ['type', 'hook', 'prio', 'policy'] as const

function checkChain(chain: JsonObject, pointer: string, report: Report): void {
  const present = baseKeys.filter((key) => Object.hasOwn(chain, key))
  if (present.length === 0) return
  const missing = baseKeys.filter((key) => !Object.hasOwn(chain, key))
  if (missing.length > 0)
    report({
      code: 'incomplete-base-chain',
      pointer,
      reason: `\`${missing.join('`, `')}\` missing: nft would make a regular chain of it, without hook or policy`,
    })
  const { prio } = chain
  if (prio !== undefined && typeof prio !== 'number')
    report({
      code: 'incomplete-base-chain',
      pointer: `${pointer}/prio`,
      reason: 'a priority is an integer: with a name, nft would make a regular chain of it',
    })
}

function checkStatement(visit: Visit, report: Report): void {
  const { key, body, pointer } = visit
  if (!isObject(body)) return
  switch (key) {
    case 'match':
      checkMatch(body, pointer, report)
      return
    case 'vmap':
      checkMapping(visit, report)
      return
    case 'mangle':
      checkValue(valueTypesOf(body['key']), body['value'] ?? null, `${pointer}/value`, report)
      return
    case 'snat':
    case 'dnat':
    case 'masquerade':
    case 'redirect':
    case 'tproxy':
    case 'dup':
    case 'fwd':
      checkTranslation(body, pointer, report)
      return
    default:
  }
}

function checkMatch(match: JsonObject, pointer: string, report: Report): void {
  const types = valueTypesOf(match['left'])
  const right = match['right'] ?? null
  const whole = match['op'] === '==' || match['op'] === '!='
  if (whole && Array.isArray(right))
    report({
      code: 'list-compared-as-whole',
      pointer: `${pointer}/right`,
      reason: 'a list after `==` means exactly these bits; say `in`, or join them with `|`',
    })
  checkValue(types, right, `${pointer}/right`, report)
}

/** The keys of a mapping, for `vmap` and `map` alike. */
function checkMapping(visit: Visit, report: Report): void {
  if (!isObject(visit.body)) return
  const { key, data } = visit.body
  if (!isObject(data) || !Array.isArray(data['set'])) return
  const types = valueTypesOf(key)
  for (const [index, item] of data['set'].entries())
    checkPair(types, 'free', item, `${visit.pointer}/data/set/${index}`, report)
}

function checkPair(
  keys: ValueType | readonly ValueType[],
  values: ValueType | readonly ValueType[],
  item: JsonValue,
  pointer: string,
  report: Report,
): void {
  if (!Array.isArray(item)) return
  checkValue(keys, item[0] ?? null, `${pointer}/0`, report)
  checkValue(values, item[1] ?? null, `${pointer}/1`, report)
}

function checkTranslation(body: JsonObject, pointer: string, report: Report): void {
  const { addr, port, family } = body
  if (addr !== undefined) checkValue(addressTypeOf(addr, family), addr, `${pointer}/addr`, report)
  if (port !== undefined) checkValue('port', port, `${pointer}/port`, report)
}

function addressTypeOf(addr: JsonValue, family: JsonValue | undefined): ValueType {
  if (family === 'ip6') return 'ipv6'
  if (family === 'ip') return 'ipv4'
  return looksLikeIpv6(addr) ? 'ipv6' : 'ipv4'
}

/** Without a family, the first literal says which it is. */
function looksLikeIpv6(addr: JsonValue): boolean {
  if (typeof addr === 'string') return addr.includes(':')
  if (Array.isArray(addr)) return addr.some(looksLikeIpv6)
  return isObject(addr) && Object.values(addr).some(looksLikeIpv6)
}
