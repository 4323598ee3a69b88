/** Canonical statements. */
import { datatypesOf } from '../print/datatypes.ts'
import { canonicalExpression, canonicalMapping } from './expressions.ts'
import { pointOf } from './intervals.ts'
import { canonicalMatch } from './matches.ts'
import {
  isPlainList,
  isPlainObject,
  type Plain,
  type PlainObject,
  sorted,
  sortedUnique,
  unwrap,
} from './plain.ts'
import { canonicalState, isState } from './state.ts'

/** A statement of a rule in a table of that family. */
export function canonicalStatement(node: Plain, family: string): Plain {
  const [key, value] = unwrap(node)
  if (key === undefined || value === undefined) return node
  if (isState(key)) return { [key]: canonicalReference(canonicalState(key, value)) }
  switch (key) {
    case 'match':
      return isPlainObject(value) ? { match: canonicalMatch(value) } : node
    case 'vmap':
      return isPlainObject(value) ? { vmap: canonicalMapping(value) } : node
    case 'mangle':
      return isPlainObject(value) ? { mangle: canonicalMangle(value) } : node
    case 'snat':
    case 'dnat':
    case 'masquerade':
    case 'redirect':
    case 'tproxy':
      return { [key]: canonicalNat(value, family) }
    case 'reject':
      return { reject: canonicalReject(value, family) }
    case 'log':
      return { log: canonicalLog(value) }
    case 'queue':
      return { queue: canonicalQueue(value) }
    case 'set':
    case 'map':
    case 'meter':
      return isPlainObject(value) ? { [key]: canonicalDynamic(value, family) } : node
    case 'synproxy':
      return { synproxy: canonicalReference(canonicalOptions(value)) }
    default:
      return { [key]: canonicalOperands(value) }
  }
}

/** A name, or a map that yields names. */
function canonicalReference(node: Plain): Plain {
  return unwrap(node)[0] === 'map' ? canonicalExpression(node) : node
}

function canonicalMangle(value: PlainObject): Plain {
  const { key, value: written } = value
  if (key === undefined || written === undefined) return value
  return sorted([
    ...Object.entries(value),
    ['key', canonicalExpression(key)],
    ['value', canonicalExpression(written, datatypesOf(key))],
  ])
}

/** The items of a flags property in a fixed order; undefined where there are none. */
function canonicalFlags(
  node: Plain | undefined,
  ignored: readonly string[] = [],
): Plain | undefined {
  if (node === undefined || node === null) return undefined
  const items = isPlainList(node) ? node : [node]
  const kept = items.filter((item) => typeof item !== 'string' || !ignored.includes(item))
  return kept.length === 0 ? undefined : sortedUnique(kept)
}

/** Options that say nothing are null. */
function nullIfEmpty(object: PlainObject): Plain {
  return Object.keys(object).length === 0 ? null : object
}

/**
 * Translation. The family follows from an address or from the table; `interval` and `concat` follow from the map;
 * `netmap` is what `prefix` sets besides.
 */
function canonicalNat(value: Plain, family: string): Plain {
  if (!isPlainObject(value)) return value
  const address = value['addr'] === undefined ? undefined : canonicalExpression(value['addr'])
  const implied = family === 'ip' || family === 'ip6' || isAddress(address)
  const netmap = canonicalFlags(value['flags'])
  const types = canonicalFlags(value['type_flags'], ['interval', 'concat'])
  const prefix = isPlainList(netmap) && netmap.includes('netmap') ? ['prefix'] : types
  return nullIfEmpty(
    sorted([
      ...Object.entries(value),
      ['addr', address],
      ['port', value['port'] === undefined ? undefined : canonicalExpression(value['port'])],
      ['family', implied ? undefined : value['family']],
      ['flags', canonicalFlags(value['flags'], ['netmap'])],
      ['type_flags', prefix],
    ]),
  )
}

function isAddress(node: Plain | undefined): boolean {
  const [key, ends] = unwrap(node)
  const first = key === 'range' && isPlainList(ends) ? ends[0] : node
  const line = pointOf(first)?.line
  return line === 'ipv4' || line === 'ipv6'
}

const defaultRejections: Readonly<Record<string, string>> = {
  ip: 'icmp',
  ip6: 'icmpv6',
  inet: 'icmpx',
  bridge: 'icmpx',
  netdev: 'icmpx',
}

/** A rejection with nothing said is "port unreachable" of the family's kind. */
function canonicalReject(value: Plain, family: string): Plain {
  if (!isPlainObject(value)) return value
  const { type, expr } = value
  if (expr === 'port-unreachable' && type === defaultRejections[family]) return null
  return nullIfEmpty(value)
}

/** Level `warn` is the default of logging to the kernel log. */
function canonicalLog(value: Plain): Plain {
  if (!isPlainObject(value)) return value
  const level =
    value['level'] === 'warn' && value['group'] === undefined ? undefined : value['level']
  return nullIfEmpty(
    sorted([
      ...Object.entries(value),
      ['level', level],
      ['flags', canonicalFlags(value['flags'])],
      ['snaplen', value['snaplen'] === 0 ? undefined : value['snaplen']],
      ['queue-threshold', value['queue-threshold'] === 0 ? undefined : value['queue-threshold']],
    ]),
  )
}

/** No number is queue 0. */
function canonicalQueue(value: Plain): Plain {
  if (value === null) return { num: 0 }
  if (!isPlainObject(value)) return value
  return sorted([
    ...Object.entries(value),
    ['num', canonicalExpression(value['num'] ?? 0)],
    ['flags', canonicalFlags(value['flags'])],
  ])
}

function canonicalOptions(value: Plain): Plain {
  if (!isPlainObject(value)) return value
  return nullIfEmpty(sorted([...Object.entries(value), ['flags', canonicalFlags(value['flags'])]]))
}

/** A statement that fills a set or a map, or a meter. */
function canonicalDynamic(value: PlainObject, family: string): Plain {
  const entries = Object.entries(value).map(([key, node]): readonly [string, Plain | undefined] => {
    if (key === 'elem' || key === 'data' || key === 'key') return [key, canonicalExpression(node)]
    if (key !== 'stmt') return [key, node]
    if (!isPlainList(node)) return [key, canonicalStatement(node, family)]
    const statements = node.map((statement) => canonicalStatement(statement, family))
    return [key, statements.length === 0 ? undefined : statements]
  })
  return sorted(entries)
}

/** Statements whose parts are expressions: dup, fwd, ct helper and the like. */
function canonicalOperands(value: Plain): Plain {
  if (!isPlainObject(value)) return value
  const [key] = unwrap(value)
  if (key === 'map') return canonicalExpression(value)
  return sorted(Object.entries(value).map(([name, node]) => [name, canonicalExpression(node)]))
}
