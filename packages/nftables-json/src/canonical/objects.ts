/** Canonical objects of a table. */
import { declaredDatatypes } from '../print/datatypes.ts'
import { canonicalExpression, canonicalMembers } from './expressions.ts'
import { withoutGuards } from './guards.ts'
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
import { canonicalStatement } from './statements.ts'

/**
 * Flags that say who may change a set, not what it matches. Releases before 1.0.9 do not print `dynamic`.
 */
const silentSetFlags = ['dynamic']

/** An object without its handle, in canonical form. */
export function canonicalObject(kind: string, object: PlainObject): PlainObject {
  const entries = Object.entries(object).filter(([key]) => key !== 'handle')
  switch (kind) {
    case 'table':
      return sorted([...entries, ['flags', flagList(object['flags'])]])
    case 'chain':
      return canonicalChain(object, entries)
    case 'rule':
      return canonicalRule(object, entries)
    case 'set':
    case 'map':
      return canonicalSetObject(object, entries)
    case 'element':
      return sorted([...entries, ['elem', canonicalMembers(object['elem'] ?? [], [undefined])]])
    case 'counter':
      return sorted(entries.filter(([key]) => key !== 'packets' && key !== 'bytes'))
    case 'quota':
    case 'limit':
      return canonicalStateObject(kind, object)
    default:
      return sorted([...entries, ['flags', flagList(object['flags'])]])
  }
}

function flagList(node: Plain | undefined, ignored: readonly string[] = []): Plain | undefined {
  if (node === undefined || node === null) return undefined
  const items = isPlainList(node) ? node : [node]
  const kept = items.filter((item) => typeof item !== 'string' || !ignored.includes(item))
  return kept.length === 0 ? undefined : sortedUnique(kept)
}

type Entries = readonly (readonly [string, Plain])[]

/** A base chain without a policy accepts. */
function canonicalChain(object: PlainObject, entries: Entries): PlainObject {
  const policy = object['policy'] === 'accept' ? undefined : object['policy']
  return sorted([...entries, ['policy', policy], ['dev', flagList(object['dev'])]])
}

function canonicalRule(object: PlainObject, entries: Entries): PlainObject {
  const family = String(object['family'])
  const { expr } = object
  const statements = isPlainList(expr) ? expr : []
  const canonical = statements.map((statement) => canonicalStatement(statement, family))
  return sorted([
    ...entries.filter(([key]) => key !== 'index'),
    ['expr', isPlainList(expr) || expr === undefined ? withoutGuards(canonical, family) : expr],
  ])
}

function canonicalSetObject(object: PlainObject, entries: Entries): PlainObject {
  const { elem, stmt, type, map } = object
  const members = canonicalMembers(elem ?? [], declaredDatatypes(type), declaredDatatypes(map))
  const statements = isPlainList(stmt) ? stmt.map((node) => canonicalStatement(node, '')) : stmt
  const merge = object['auto-merge'] === true ? true : undefined
  return sorted([
    ...entries.filter(([key]) => key !== 'elem'),
    ['type', canonicalType(type)],
    ['map', canonicalType(map)],
    ['elem', members.length === 0 ? undefined : members],
    ['flags', flagList(object['flags'], silentSetFlags)],
    ['policy', object['policy'] === 'performance' ? undefined : object['policy']],
    ['auto-merge', merge],
    ['stmt', isPlainList(statements) && statements.length === 0 ? undefined : statements],
  ])
}

/** A concatenation is a list, also where a release prints it as one string; a list of one is that one. */
function canonicalType(type: Plain | undefined): Plain | undefined {
  const [key, value] = unwrap(type)
  if (key === 'typeof' && value !== undefined) return { typeof: canonicalExpression(value) }
  const names = typeof type === 'string' ? type.split(' . ') : type
  if (!isPlainList(names)) return type
  return names.length === 1 ? names[0] : names
}

const identity = ['family', 'table', 'name', 'comment']

function canonicalStateObject(kind: string, object: PlainObject): PlainObject {
  if (!isState(kind)) return object
  const state = canonicalState(kind, object)
  const own = Object.entries(object).filter(([key]) => identity.includes(key))
  return sorted([...own, ...(isPlainObject(state) ? Object.entries(state) : [])])
}
