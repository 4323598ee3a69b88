/** Holds a value against a strict shape and says where it does not fit. The JSON Schema says the same to others. */
import { escapePointer } from '../json/plain.ts'
import type { ShapeNode, ShapeNodes } from '../shape/shape.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { WriteError } from './error.ts'
import { writeDefinitions } from './shapes-commands.ts'

const fits: readonly WriteError[] = []

/** Errors of a whole document; none if it fits. */
export function checkDocument(json: JsonValue): readonly WriteError[] {
  return check({ kind: 'ref', name: 'document', definition: undefined }, json, '')
}

function check(node: ShapeNode, json: JsonValue, pointer: string): readonly WriteError[] {
  switch (node.kind) {
    case 'any':
      return fits
    case 'null':
      return json === null ? fits : wrong(pointer, 'null is needed')
    case 'boolean':
      return typeof json === 'boolean' ? fits : wrong(pointer, 'true or false is needed')
    case 'integer':
      return checkInteger(node, json, pointer)
    case 'string':
      return checkString(node, json, pointer)
    case 'literals':
      if (node.values.some((value) => value === json)) return fits
      return wrong(pointer, `one of these is needed: ${node.values.slice(0, 12).join(', ')}`)
    case 'list':
      return checkList(node, json, pointer)
    case 'tuple':
      if (!Array.isArray(json) || json.length !== node.of.length)
        return wrong(pointer, `an array of ${node.of.length} is needed`)
      return node.of.flatMap((inner, index) => check(inner, json[index], `${pointer}/${index}`))
    case 'object':
      return checkObject(node, json, pointer)
    case 'wrapped':
      return checkWrapped(node.bodies, json, pointer)
    case 'union':
      return checkUnion(node.of, json, pointer)
    case 'all':
      return node.of.flatMap((inner) => check(inner, json, pointer))
    case 'ref':
      return check(definitionOf(node), json, pointer)
  }
}

function wrong(pointer: string, reason: string): readonly WriteError[] {
  return [{ code: 'shape', pointer, reason }]
}

function checkInteger(
  node: ShapeNode & { readonly kind: 'integer' },
  json: JsonValue,
  pointer: string,
): readonly WriteError[] {
  const integer = typeof json === 'bigint' || (typeof json === 'number' && Number.isInteger(json))
  if (!integer) return wrong(pointer, 'an integer is needed')
  if (json >= node.minimum && json <= node.maximum) return fits
  return wrong(pointer, `an integer from ${node.minimum} to ${node.maximum} is needed`)
}

function checkString(
  node: ShapeNode & { readonly kind: 'string' },
  json: JsonValue,
  pointer: string,
): readonly WriteError[] {
  if (typeof json === 'string' && patternOf(node.pattern).test(json)) return fits
  return wrong(pointer, 'a string of another form is needed')
}

/** Each pattern compiled once. */
const patterns = new Map<string, RegExp>()
function patternOf(source: string): RegExp {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const pattern = new RegExp(source, 'u')
  patterns.set(source, pattern)
  return pattern
}

function checkList(
  node: ShapeNode & { readonly kind: 'list' },
  json: JsonValue,
  pointer: string,
): readonly WriteError[] {
  if (!Array.isArray(json)) return wrong(pointer, 'an array is needed')
  if (json.length < node.min) return wrong(pointer, `an array of at least ${node.min} is needed`)
  return json.flatMap((item, index) => check(node.of, item, `${pointer}/${index}`))
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function checkObject(
  node: ShapeNode & { readonly kind: 'object' },
  json: JsonValue,
  pointer: string,
): readonly WriteError[] {
  if (!isObject(json)) return wrong(pointer, 'an object is needed')
  const errors: WriteError[] = []
  for (const key of Object.keys(node.required))
    if (!Object.hasOwn(json, key)) errors.push(...wrong(pointer, `\`${key}\` is missing`))
  for (const [key, value] of Object.entries(json)) {
    const shape = own(node.required, key) ?? own(node.optional, key)
    const place = `${pointer}/${escapePointer(key)}`
    if (shape !== undefined) errors.push(...check(shape, value, place).slice(0, errorsPerKey))
    else if (!node.open) errors.push(...wrong(place, 'unknown key: nft would ignore it'))
  }
  return errors
}

/** No caller shows more, and a call takes only so many arguments. */
const errorsPerKey = 1000

function checkWrapped(bodies: ShapeNodes, json: JsonValue, pointer: string): readonly WriteError[] {
  if (!isObject(json)) return wrong(pointer, 'an object with one key is needed')
  const entries = Object.entries(json)
  const [entry] = entries
  if (entry === undefined || entries.length > 1) return wrong(pointer, 'exactly one key is needed')
  const [key, value] = entry
  const shape = own(bodies, key)
  const place = `${pointer}/${escapePointer(key)}`
  return shape === undefined ? wrong(place, 'unknown key') : check(shape, value, place)
}

/** The errors of the alternative that has the fewest, and of those with as many the one that came furthest. */
function checkUnion(
  of: readonly ShapeNode[],
  json: JsonValue,
  pointer: string,
): readonly WriteError[] {
  let best: readonly WriteError[] = []
  for (const node of of) {
    const errors = check(node, json, pointer)
    if (errors.length === 0) return fits
    if (best.length === 0 || isNearer(errors, best)) best = errors
  }
  return best.length > 0 ? best : wrong(pointer, 'nothing fits here')
}

function isNearer(errors: readonly WriteError[], best: readonly WriteError[]): boolean {
  if (errors.length !== best.length) return errors.length < best.length
  return depthOf(errors[0]) > depthOf(best[0])
}

function depthOf(error: WriteError | undefined): number {
  return error === undefined ? 0 : error.pointer.split('/').length
}

function own(nodes: ShapeNodes, key: string): ShapeNode | undefined {
  return Object.hasOwn(nodes, key) ? nodes[key] : undefined
}

function definitionOf(node: ShapeNode & { readonly kind: 'ref' }): ShapeNode {
  const definition = node.definition ?? writeDefinitions[node.name]
  if (definition === undefined) throw new TypeError(`no shape is called ${node.name}`)
  return definition.node
}
