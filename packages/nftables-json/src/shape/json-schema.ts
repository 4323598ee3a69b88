/** Shapes as JSON Schema, draft 2020-12. */
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { ShapeNode, ShapeNodes } from './shape.ts'

/** The schema that a shape says, with references into `#/$defs`. */
export function jsonSchemaOf(node: ShapeNode): JsonObject {
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
        items: jsonSchemaOf(node.of),
        ...(node.min === 0 ? {} : { minItems: node.min }),
      }
    case 'tuple':
      return {
        type: 'array',
        prefixItems: node.of.map(jsonSchemaOf),
        minItems: node.of.length,
        ...(node.rest ? {} : { maxItems: node.of.length }),
      }
    case 'object':
      return {
        type: 'object',
        properties: { ...mapNodes(node.required), ...mapNodes(node.optional) },
        required: Object.keys(node.required),
        ...(node.open ? {} : { additionalProperties: false }),
      }
    case 'wrapped':
      return wrappedSchema(node.bodies)
    case 'union':
      return { anyOf: node.of.map(jsonSchemaOf) }
    case 'ref':
      return { $ref: `#/$defs/${node.name}` }
  }
}

function wrappedSchema(bodies: ShapeNodes): JsonObject {
  return {
    type: 'object',
    properties: mapNodes(bodies),
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  }
}

function mapNodes(nodes: ShapeNodes): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, jsonSchemaOf(node)]))
}

/** Named shapes, and what each is for. */
export type Definitions = {
  readonly [name: string]: { readonly node: ShapeNode; readonly description: string }
}

/** A whole schema document whose root is the definition `root`. */
export function schemaDocument(options: {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly root: string
  readonly definitions: Definitions
}): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: options.id,
    title: options.title,
    description: options.description,
    $ref: `#/$defs/${options.root}`,
    $defs: Object.fromEntries(
      Object.entries(options.definitions).map(([name, { node, description }]) => [
        name,
        { description, ...jsonSchemaOf(node) },
      ]),
    ),
  }
}
