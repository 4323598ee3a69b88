/** Values by the datatypes that are expected: constants, ranges, sets, maps, and what is computed. */
import type { Integer, ReadExpression } from 'nftables-json'
import { describeType, numberConstant, symbolConstant } from './constants.ts'
import { bitmasks, type Datatype, integer, unknownType } from './datatypes.ts'
import { folded, keyOf, operationNode } from './keys.ts'
import { countExpansion, type Reader, resolved, type SetTypes } from './reader.ts'
import type { ElementSyntax, Syntax } from './syntax.ts'

/** The types of the parts of a value: one, or one for each part of a concatenation. */
type Types = readonly Datatype[]

/** A value where values of these types are expected. */
export function valueNode(reader: Reader, syntax: Syntax, types: Types): ReadExpression {
  if (reader.expanding > 0 && !countExpansion(reader, syntax.at)) return ''
  if (syntax.kind === 'variable') {
    // A definition may hold others, each of which may hold others: depth and number are bounded.
    reader.expanding += 1
    const node = valueNode(reader, resolved(syntax), types)
    reader.expanding -= 1
    return node
  }
  const type = types[0] ?? unknownType
  switch (syntax.kind) {
    case 'symbol':
      return isWhole(reader, syntax, types)
        ? symbolConstant(reader, syntax.text, type, syntax.at)
        : ''
    case 'number':
      return isWhole(reader, syntax, types)
        ? numberConstant(reader, syntax.value, type, syntax.at)
        : ''
    case 'boolean':
      return syntax.value
    case 'reference':
      return `@${syntax.name}`
    case 'selector':
      return syntax.node
    case 'verdict':
      if (type.name !== 'verdict') mismatch(reader, 'a verdict', type, syntax)
      return syntax.node
    case 'nothing':
      return ''
    default:
      return compoundNode(reader, syntax, types)
  }
}

type Compound = Of<'operation' | 'prefix' | 'range' | 'concat' | 'list' | 'set' | 'map'>

function compoundNode(reader: Reader, syntax: Compound, types: Types): ReadExpression {
  if (!reader.input.enter()) return ''
  const node = shallowNode(reader, syntax, types)
  reader.input.leave()
  return node
}

function shallowNode(reader: Reader, syntax: Compound, types: Types): ReadExpression {
  const type = types[0] ?? unknownType
  switch (syntax.kind) {
    case 'operation':
      return operationValue(reader, syntax, type)
    case 'prefix':
      return prefixNode(reader, syntax, type)
    case 'range':
      return rangeNode(reader, syntax, type)
    case 'concat':
      return concatNode(reader, syntax.parts, types, syntax)
    case 'list':
      return listNode(reader, syntax, type)
    case 'set':
      return { set: elementNodes(reader, syntax.elements, { key: types, value: undefined }) }
    case 'map':
      return mapNode(reader, syntax, types)
  }
}

/** A single value where a concatenation is expected fits nothing. */
function isWhole(reader: Reader, value: Syntax, types: Types): boolean {
  if (types.length <= 1) return true
  const message = `${types.length} values side by side are expected here, not one`
  reader.input.report('nft-wrong-type', message, value.at)
  return false
}

function mismatch(reader: Reader, what: string, type: Datatype, value: Syntax): void {
  reader.input.report('nft-wrong-type', `${what} is no ${describeType(type)}`, value.at)
}

type Of<Kind> = Extract<Syntax, { readonly kind: Kind }>

function operationValue(reader: Reader, value: Of<'operation'>, type: Datatype): ReadExpression {
  const shift = value.operator === '<<' || value.operator === '>>'
  const nodes = value.operands.map((operand, index) => {
    return valueNode(reader, operand, [shift && index > 0 ? integer(32) : type])
  })
  return folded(value.operator, nodes) ?? operationNode(value.operator, nodes)
}

function prefixNode(reader: Reader, value: Of<'prefix'>, type: Datatype): ReadExpression {
  const addr = valueNode(reader, value.address, [type])
  const bits = type.name === 'address' || type.name === 'unknown' ? addressBits(addr) : type.bits
  if (bits === undefined) mismatch(reader, 'a prefix', type, value)
  else if (value.length > bits) {
    const message = `a prefix of ${value.length} bits, of a value of ${bits} bits`
    reader.input.report('nft-out-of-range', message, value.at)
  }
  return { prefix: { addr, len: value.length } }
}

function addressBits(address: ReadExpression): number {
  return typeof address === 'string' && address.includes(':') ? 128 : 32
}

function rangeNode(reader: Reader, value: Of<'range'>, type: Datatype): ReadExpression {
  const low = valueNode(reader, value.low, [type])
  const high = valueNode(reader, value.high, [type])
  const [from, to] = [orderOf(low), orderOf(high)]
  // From six in the evening to six in the morning is no mistake.
  const circular = type.name === 'hour' || type.name === 'day'
  if (from !== undefined && to !== undefined && from > to && !circular) {
    reader.input.report('nft-out-of-range', 'a range that ends before it begins', value.at)
  }
  return { range: [low, high] }
}

/** Numbers and IPv4 addresses by their order; others are left to the kernel. */
function orderOf(node: ReadExpression): Integer | undefined {
  if (typeof node === 'number' || typeof node === 'bigint') return node
  if (typeof node !== 'string' || !/^\d+\.\d+\.\d+\.\d+$/.test(node)) return undefined
  return node.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function concatNode(
  reader: Reader,
  parts: readonly Syntax[],
  types: Types,
  at: Syntax,
): ReadExpression {
  const anything = types.length === 1 && types[0] === unknownType
  if (!anything && parts.length !== types.length) {
    const message = `${parts.length} values side by side where ${types.length} are expected`
    reader.input.report('nft-wrong-type', message, at.at)
    return ''
  }
  const nodes = parts.map((part, index) => {
    return valueNode(reader, part, [anything ? unknownType : (types[index] ?? unknownType)])
  })
  return { concat: nodes }
}

/** `a,b`: bits of a mask; of anything else nft refuses a list. */
function listNode(reader: Reader, value: Of<'list'>, type: Datatype): ReadExpression {
  if (!bitmasks.has(type.name) && type !== unknownType) {
    const help = 'write a set: `{ a, b }`'
    const message = `a list without braces, of what is no set of bits (${describeType(type)})`
    reader.input.report('nft-wrong-type', message, value.at, help)
  }
  return value.items.map((item) => valueNode(reader, item, [type]))
}

function mapNode(reader: Reader, value: Of<'map'>, types: Types): ReadExpression {
  const key = keyOf(reader, value.key)
  return { map: { key: key.node, data: dataNode(reader, value.data, key.types, types) } }
}

/** The data of a map: a set's name, or pairs of key and value. */
export function dataNode(
  reader: Reader,
  syntax: Syntax,
  key: Types,
  value: Types | 'verdict',
): ReadExpression {
  const data = resolved(syntax)
  if (data.kind === 'reference') return `@${data.name}`
  if (data.kind === 'set') return { set: elementNodes(reader, data.elements, { key, value }) }
  if (data.kind !== 'nothing') {
    reader.input.report('nft-wrong-type', 'a map needs `{ key : value }` or a set', data.at)
  }
  return { set: [] }
}

/** Elements of a set or a map. A variable among them that holds a set gives its own. */
export function elementNodes(
  reader: Reader,
  elements: readonly ElementSyntax[],
  types: SetTypes,
): ReadExpression[] {
  const nodes: ReadExpression[] = []
  for (const element of elements) addElement(reader, element, types, nodes)
  return nodes
}

function addElement(
  reader: Reader,
  element: ElementSyntax,
  types: SetTypes,
  nodes: ReadExpression[],
): void {
  if (reader.expanding > 0 && !countExpansion(reader, element.at)) return
  const key = element.key === '*' ? '*' : resolved(element.key)
  if (key !== '*' && key.kind === 'set') {
    if (!reader.input.enter()) return
    if (key !== element.key) reader.expanding += 1
    for (const inner of key.elements) addElement(reader, inner, types, nodes)
    if (key !== element.key) reader.expanding -= 1
    reader.input.leave()
    return
  }
  const val = key === '*' ? '*' : valueNode(reader, key, types.key)
  const keyed =
    Object.keys(element.options).length === 0 ? val : { elem: { val, ...element.options } }
  const node = types.value === undefined ? keyed : pairOf(reader, element, keyed, types)
  if (types.value === undefined && element.value !== undefined) {
    reader.input.report('nft-wrong-type', 'a value behind `:` in what is no map', element.at)
  }
  if (reader.keepsElements) reader.places.set(node, element.at)
  nodes.push(node)
}

function pairOf(
  reader: Reader,
  element: ElementSyntax,
  key: ReadExpression,
  types: SetTypes,
): ReadExpression {
  if (element.value === undefined) {
    const anywhere = types.key[0] === unknownType
    if (!anywhere) reader.input.report('nft-wrong-type', 'a map needs `key : value`', element.at)
    return key
  }
  return [key, mappedNode(reader, element.value, types.value)]
}

function mappedNode(reader: Reader, syntax: Syntax, types: SetTypes['value']): ReadExpression {
  const value = resolved(syntax)
  if (types === 'verdict') {
    if (value.kind === 'verdict') return value.node
    if (value.kind !== 'nothing') {
      reader.input.report('nft-wrong-type', 'a verdict map needs a verdict here', value.at)
    }
    return ''
  }
  if (types === 'object') {
    if (value.kind === 'symbol') return value.text
    if (value.kind !== 'nothing') {
      reader.input.report('nft-wrong-type', "an object's name is expected here", value.at)
    }
    return ''
  }
  return valueNode(reader, value, types ?? [unknownType])
}
