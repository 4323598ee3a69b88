/**
 * Fits JSON to the shapes of a document. A statement, expression, object or item that does not fit becomes an opaque
 * node, as does one with a key too many: a key that a newer nft added may change what the node means
 * (`payload` gained `tunnel`, which looks at another packet altogether). Only objects keep unknown keys.
 */
import { escapePointer } from '../json/plain.ts'
import type { ShapeNode, ShapeNodes } from '../shape/shape.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { ReadDocument } from '../types/read-document.ts'
import type { Opaque, OpaqueReason } from '../types/read-expressions.ts'
import type { ReadDiagnostic } from './diagnostic.ts'
import { readDefinitions } from './shapes.ts'

/** A value that fits, with what is to be said about it; or nothing. */
type Fit =
  | { readonly ok: true; readonly value: unknown; readonly diagnostics: readonly ReadDiagnostic[] }
  | { readonly ok: false; readonly reason: OpaqueReason }

const none: readonly ReadDiagnostic[] = []
const misfit: Fit = { ok: false, reason: 'unknown-shape' }
const strange: Fit = { ok: false, reason: 'unknown-key' }

/** Nothing if the JSON is no object with an array `nftables`. */
export function fitDocument(json: JsonValue): {
  readonly document: ReadDocument | undefined
  readonly diagnostics: readonly ReadDiagnostic[]
} {
  const fitted = fit(readDefinitions.document.node, json, '')
  if (!fitted.ok) return { document: undefined, diagnostics: none }
  // The shapes are held against the types by the compiler, so what fits the one is the other.
  return { document: fitted.value as ReadDocument, diagnostics: fitted.diagnostics }
}

function fit(node: ShapeNode, json: JsonValue, pointer: string): Fit {
  switch (node.kind) {
    case 'any':
      return mentionsOpaque(json) ? strange : plain(json)
    case 'null':
      return json === null ? plain(json) : misfit
    case 'boolean':
      return typeof json === 'boolean' ? plain(json) : misfit
    case 'integer':
      return isInteger(json) ? plain(json) : misfit
    case 'string':
      return typeof json === 'string' ? plain(json) : misfit
    case 'literals':
      return node.values.some((value) => value === json) ? plain(json) : misfit
    case 'list':
      return fitList(node.of, json, pointer)
    case 'tuple':
      return fitTuple(node.of, json, pointer)
    case 'object':
      return fitObject(node, json, pointer)
    case 'wrapped':
      return fitWrapped(node.bodies, json, pointer)
    case 'union':
      return fitUnion(node.of, json, pointer)
    case 'all':
      throw new TypeError('the shapes that are read have no intersections')
    case 'ref':
      if (node.definition !== undefined) return fit(node.definition.node, json, pointer)
      return fitNamed(node.name, json, pointer)
  }
}

/** Not by spreading: a document can bring more diagnostics than a call takes arguments. */
function append(all: ReadDiagnostic[], some: readonly ReadDiagnostic[]): void {
  for (const diagnostic of some) all.push(diagnostic)
}

function plain(value: JsonValue): Fit {
  return { ok: true, value, diagnostics: none }
}

function isInteger(json: JsonValue): boolean {
  return typeof json === 'bigint' || (typeof json === 'number' && Number.isInteger(json))
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function fitList(of: ShapeNode, json: JsonValue, pointer: string): Fit {
  if (!Array.isArray(json)) return misfit
  const values: unknown[] = []
  const diagnostics: ReadDiagnostic[] = []
  for (const [index, item] of json.entries()) {
    const fitted = fit(of, item, `${pointer}/${index}`)
    if (!fitted.ok) return fitted
    values.push(fitted.value)
    append(diagnostics, fitted.diagnostics)
  }
  return { ok: true, value: values, diagnostics }
}

function fitTuple(of: readonly ShapeNode[], json: JsonValue, pointer: string): Fit {
  if (!Array.isArray(json) || json.length !== of.length) return misfit
  const values: unknown[] = []
  const diagnostics: ReadDiagnostic[] = []
  for (const [index, node] of of.entries()) {
    const fitted = fit(node, json[index], `${pointer}/${index}`)
    if (!fitted.ok) return fitted
    values.push(fitted.value)
    append(diagnostics, fitted.diagnostics)
  }
  return { ok: true, value: values, diagnostics }
}

function fitObject(
  node: ShapeNode & { readonly kind: 'object' },
  json: JsonValue,
  pointer: string,
): Fit {
  if (!isObject(json)) return misfit
  for (const key of Object.keys(node.required)) if (!Object.hasOwn(json, key)) return misfit
  const entries: [string, unknown][] = []
  const diagnostics: ReadDiagnostic[] = []
  for (const [key, value] of Object.entries(json)) {
    const shape = own(node.required, key) ?? own(node.optional, key)
    if (shape === undefined) {
      if (!node.open || mentionsOpaque(value) || key === 'opaque') return strange
      entries.push([key, value])
      if (isNamed(node)) diagnostics.push(unknownKey(`${pointer}/${escapePointer(key)}`, key))
      continue
    }
    const fitted = fit(shape, value, `${pointer}/${escapePointer(key)}`)
    if (!fitted.ok) return fitted
    entries.push([key, fitted.value])
    append(diagnostics, fitted.diagnostics)
  }
  return { ok: true, value: Object.fromEntries(entries), diagnostics }
}

/** An open object that names no key at all holds free JSON, where no key is unknown. */
function isNamed(node: ShapeNode & { readonly kind: 'object' }): boolean {
  return Object.keys(node.required).length + Object.keys(node.optional).length > 0
}

function fitWrapped(bodies: ShapeNodes, json: JsonValue, pointer: string): Fit {
  if (!isObject(json)) return misfit
  const entries = Object.entries(json)
  const [entry] = entries
  if (entry === undefined || entries.length > 1) return { ok: false, reason: 'ambiguous-key' }
  const [key, value] = entry
  const shape = own(bodies, key)
  if (shape === undefined) return strange
  const fitted = fit(shape, value, `${pointer}/${escapePointer(key)}`)
  if (!fitted.ok) return fitted
  return { ok: true, value: { [key]: fitted.value }, diagnostics: fitted.diagnostics }
}

/** The first shape that fits without an opaque node at its root; the last misfit otherwise. */
function fitUnion(of: readonly ShapeNode[], json: JsonValue, pointer: string): Fit {
  let last: Fit = misfit
  for (const node of of) {
    const target = node.kind === 'ref' ? definitionOf(node) : node
    const fitted = fit(target, json, pointer)
    if (fitted.ok) return fitted
    if (last.ok || last.reason === 'unknown-shape') last = fitted
  }
  return last
}

/** At a named shape, what does not fit becomes an opaque node; only the document itself does not. */
function fitNamed(name: string, json: JsonValue, pointer: string): Fit {
  const fitted = fit(readDefinitionOf(name), json, pointer)
  if (fitted.ok) return fitted
  const opaque: Opaque = { opaque: { json, reason: fitted.reason } }
  const diagnostic: ReadDiagnostic = {
    severity: 'warning',
    code: 'opaque',
    pointer,
    message: `this ${name} was not understood (${fitted.reason})`,
  }
  return { ok: true, value: opaque, diagnostics: [diagnostic] }
}

function definitionOf(node: ShapeNode & { readonly kind: 'ref' }): ShapeNode {
  return node.definition?.node ?? readDefinitionOf(node.name)
}

function readDefinitionOf(name: string): ShapeNode {
  const definitions: { readonly [name: string]: { readonly node: ShapeNode } } = readDefinitions
  const definition = definitions[name]
  if (definition === undefined) throw new TypeError(`no shape is called ${name}`)
  return definition.node
}

function own(nodes: ShapeNodes, key: string): ShapeNode | undefined {
  return Object.hasOwn(nodes, key) ? nodes[key] : undefined
}

function unknownKey(pointer: string, key: string): ReadDiagnostic {
  const name = JSON.stringify(key.slice(0, 64))
  return { severity: 'warning', code: 'unknown-key', pointer, message: `unknown key ${name}` }
}

/** JSON kept as it is must not hold what would later be taken for an opaque node of the reader's own. */
function mentionsOpaque(json: JsonValue): boolean {
  if (typeof json !== 'object' || json === null) return false
  if (Array.isArray(json)) return json.some(mentionsOpaque)
  return Object.entries(json).some(([key, value]) => key === 'opaque' || mentionsOpaque(value))
}
