/** Shapes as JSON Schema, draft 2020-12. */
import type { JsonObject } from '../types/json.ts'
import type { Definition, ShapeNode, ShapeNodes } from './shape.ts'

/** Whether keys that no shape names are refused (what is written) or let through (what is read). */
export type Strictness = 'strict' | 'lenient'

/** The schema that a shape says, with references into `#/$defs`. */
export function jsonSchemaOf(node: ShapeNode, strictness: Strictness): JsonObject {
  const inner = (shape: ShapeNode): JsonObject => jsonSchemaOf(shape, strictness)
  switch (node.kind) {
    case 'any':
      return {}
    case 'null':
      return { type: 'null' }
    case 'boolean':
      return { type: 'boolean' }
    case 'integer':
      return { type: 'integer', minimum: node.minimum, maximum: node.maximum }
    case 'string':
      return {
        type: 'string',
        ...(node.pattern === '' ? {} : { pattern: node.pattern }),
        ...(node.description === '' ? {} : { description: node.description }),
      }
    case 'literals':
      return node.values.length === 1 ? { const: node.values[0] ?? null } : { enum: node.values }
    case 'list':
      return {
        type: 'array',
        items: inner(node.of),
        ...(node.min === 0 ? {} : { minItems: node.min }),
      }
    case 'tuple':
      return {
        type: 'array',
        prefixItems: node.of.map(inner),
        minItems: node.of.length,
        ...(node.rest ? {} : { maxItems: node.of.length }),
      }
    case 'object':
      return {
        type: 'object',
        properties: { ...mapNodes(node.required, inner), ...mapNodes(node.optional, inner) },
        required: Object.keys(node.required),
        ...(node.open || strictness === 'lenient' ? {} : { additionalProperties: false }),
      }
    case 'wrapped':
      return wrappedSchema(mapNodes(node.bodies, inner), strictness)
    case 'union':
      return { anyOf: node.of.map(inner) }
    case 'all':
      return { allOf: node.of.map(inner) }
    case 'ref':
      return { $ref: `#/$defs/${node.name}` }
  }
}

function wrappedSchema(properties: JsonObject, strictness: Strictness): JsonObject {
  const limits = { minProperties: 1, maxProperties: 1 }
  if (strictness === 'lenient') return { type: 'object', properties, ...limits }
  return { type: 'object', properties, ...limits, additionalProperties: false }
}

function mapNodes(nodes: ShapeNodes, inner: (node: ShapeNode) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, inner(node)]))
}

/** Named shapes, and what each is for. */
export type Definitions = { readonly [name: string]: Definition }

/** A whole schema document whose root is the definition `root`. */
export function schemaDocument(options: {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly root: string
  readonly definitions: Definitions
  readonly strictness: Strictness
}): JsonObject {
  const all = new Map<string, Definition>()
  for (const [name, definition] of Object.entries(options.definitions)) {
    all.set(name, definition)
    collect(definition.node, all)
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: options.id,
    title: options.title,
    description: options.description,
    $ref: `#/$defs/${options.root}`,
    $defs: Object.fromEntries(
      [...all].map(([name, { node, description }]) => [
        name,
        { description, ...jsonSchemaOf(node, options.strictness) },
      ]),
    ),
  }
}

/** Adds the definitions that a shape brings along to `all`. */
function collect(node: ShapeNode, all: Map<string, Definition>): void {
  if (node.kind === 'ref') {
    if (node.definition === undefined || all.has(node.name)) return
    all.set(node.name, node.definition)
    collect(node.definition.node, all)
    return
  }
  for (const child of childrenOf(node)) collect(child, all)
}

function childrenOf(node: ShapeNode): readonly ShapeNode[] {
  switch (node.kind) {
    case 'list':
      return [node.of]
    case 'tuple':
    case 'union':
    case 'all':
      return node.of
    case 'object':
      return [...Object.values(node.required), ...Object.values(node.optional)]
    case 'wrapped':
      return Object.values(node.bodies)
    default:
      return []
  }
}
