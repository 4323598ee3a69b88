/** Expressions: immediates, operators, sets, maps, and the selectors they are made of. */
import { bitmaskTypes, type Datatypes, datatypesOf } from './datatypes.ts'
import { printElement } from './elements.ts'
import { body, describe, isBody, isList, wrapped } from './json.ts'
import { printName } from './names.ts'
import { at, maximumDepth, type Place, refuse } from './place.ts'
import { offsetText, selectors } from './selectors.ts'
import { integer, quote, symbol } from './values.ts'

/** Operators on bits, and how tightly they bind in nft's grammar. */
const operators: ReadonlyMap<string, number> = new Map([
  ['|', 1],
  ['^', 2],
  ['&', 3],
  ['<<', 4],
  ['>>', 4],
])

const verdicts: ReadonlySet<string> = new Set(['accept', 'drop', 'continue', 'return'])

/** An expression. `types` are the datatypes of the symbols in it, where that is known. */
export function printExpression(node: unknown, place: Place, types: Datatypes = []): string {
  if (place.depth > maximumDepth) return refuse(place, 'nested too deeply')
  if (typeof node === 'string') return symbol(node, place, types[0])
  if (typeof node === 'number' || typeof node === 'bigint') return integer(node, place)
  if (typeof node === 'boolean') return node ? 'exists' : 'missing'
  if (isList(node)) return printList(node, place, types, ',')
  const [key, value] = wrapped(node) ?? []
  if (key === undefined) return refuse(place, `${describe(node)} is no expression`)
  return printCompound(key, value, at(place, key), types)
}

function printCompound(key: string, value: unknown, place: Place, types: Datatypes): string {
  const selector = selectors.get(key)
  if (selector !== undefined) return selector(value, place)
  if (operators.has(key)) return printOperation(key, value, place, types)
  if (verdicts.has(key) || key === 'jump' || key === 'goto') return printVerdict(key, value, place)
  switch (key) {
    case 'concat':
      return printConcatenation(value, place, types)
    case 'set':
      return printSet(value, place, types)
    case 'map':
      return printMap(value, place)
    case 'prefix':
      return printPrefix(value, place, types)
    case 'range':
      return printRange(value, place, types)
    case 'jhash':
      return printJhash(value, place)
    case 'elem':
      return printElement(value, place, types)
    default:
      return refuse(place, `"${key}" is no expression that can be printed`)
  }
}

/** A list of values: bits that are or-ed. */
export function printList(
  nodes: readonly unknown[],
  place: Place,
  types: Datatypes,
  separator: string,
): string {
  if (nodes.length === 0) return refuse(place, 'an empty list')
  return nodes.map((node, index) => operand(node, at(place, index), types, 1)).join(separator)
}

/** An operand of an operator that binds so tightly: in parentheses where it binds less. */
function operand(node: unknown, place: Place, types: Datatypes, tightness: number): string {
  if (isList(node)) return `(${printList(node, place, types, ' | ')})`
  const text = printExpression(node, place, types)
  const [key] = wrapped(node) ?? []
  const own = key === undefined ? undefined : operators.get(key)
  return own !== undefined && own < tightness ? `(${text})` : text
}

/** `a & b`, and `a | b | c` whether the releases nested it or not. Mixed operators get parentheses. */
function printOperation(operator: string, value: unknown, place: Place, types: Datatypes): string {
  if (!isList(value) || value.length < 2) return refuse(place, 'an operator needs two operands')
  const inherited = types.length === 0 ? datatypesOf(value[0]) : types
  const tightest = 5
  const texts = value.map((node, index) => {
    const [key] = wrapped(node) ?? []
    const chains = index === 0 && key === operator
    return operand(node, at(place, index), inherited, chains ? 0 : tightest)
  })
  return texts.join(` ${operator} `)
}

function printVerdict(key: string, value: unknown, place: Place): string {
  if (key === 'jump' || key === 'goto') {
    const { target } = body(value, place, ['target'])
    return `${key} ${printName(target, at(place, 'target'))}`
  }
  return value === null ? key : refuse(place, 'a verdict carries nothing')
}

function printConcatenation(value: unknown, place: Place, types: Datatypes): string {
  if (!isList(value) || value.length < 2) {
    return refuse(place, 'a concatenation has two parts or more')
  }
  const parts = value.map((part, index) => {
    return printExpression(part, at(place, index), [types[index]])
  })
  return parts.join(' . ')
}

function printSet(value: unknown, place: Place, types: Datatypes): string {
  const members = isList(value) ? value : [value]
  if (members.length === 0) return refuse(place, 'an empty anonymous set')
  const texts = members.map((member, index) => {
    return printMember(member, isList(value) ? at(place, index) : place, types)
  })
  return `{ ${texts.join(', ')} }`
}

/** A member of a set, or a pair of key and value of a map. */
export function printMember(
  node: unknown,
  place: Place,
  types: Datatypes,
  valueTypes: Datatypes = [],
): string {
  if (!isList(node)) return printExpression(node, place, types)
  if (node.length !== 2) return refuse(place, 'an element of a map is a pair of key and value')
  const key = printExpression(node[0], at(place, 0), types)
  return `${key} : ${printExpression(node[1], at(place, 1), valueTypes)}`
}

function printMap(value: unknown, place: Place): string {
  const { key, data } = body(value, place, ['key', 'data'])
  const from = printExpression(key, at(place, 'key'))
  return `${from} map ${printExpression(data, at(place, 'data'), datatypesOf(key))}`
}

function printPrefix(value: unknown, place: Place, types: Datatypes): string {
  const { addr, len } = body(value, place, ['addr', 'len'])
  const address = printExpression(addr, at(place, 'addr'), types)
  return `${address}/${integer(len, at(place, 'len'))}`
}

function printRange(value: unknown, place: Place, types: Datatypes): string {
  if (!isList(value) || value.length !== 2) return refuse(place, 'a range has two ends')
  return value.map((end, index) => printRangeEnd(end, at(place, index), types)).join('-')
}

/** The lexer takes `-` for a part of a word, so words at the ends of a range need quotes. */
function printRangeEnd(node: unknown, place: Place, types: Datatypes): string {
  const text = printExpression(node, place, types)
  return typeof node === 'string' && /^[A-Za-z_]/.test(text) && !text.includes(':')
    ? quote(node, place)
    : text
}

function printJhash(value: unknown, place: Place): string {
  const hash = body(value, place, ['mod', 'expr', 'seed', 'offset'])
  const expression = printExpression(hash['expr'], at(place, 'expr'))
  const modulus = integer(hash['mod'], at(place, 'mod'))
  const seed = hash['seed'] === undefined ? '' : ` seed ${integer(hash['seed'], at(place, 'seed'))}`
  return `jhash ${expression} mod ${modulus}${seed}${offsetText(hash['offset'], place)}`
}

/**
 * The right side of a match. A plain list is a test of any bit after no operator (JSON: `in`), and one value,
 * the bits or-ed, after `==`: the text of the one must not turn into the other.
 */
export function printRight(node: unknown, place: Place, types: Datatypes, exact: boolean): string {
  const bits = bitmaskTypes.has(types[0] ?? '') || types.length === 0
  if (isList(node) && exact && bits) return printList(node, place, types, ' | ')
  return printExpression(node, place, types)
}

/** Whether a node combines bits by an operator. */
export function isOperation(node: unknown): boolean {
  const [key] = isBody(node) ? (wrapped(node) ?? []) : []
  return key !== undefined && operators.has(key)
}
