/**
 * Goal: the schema makes an editor complete and explain, says the same as the reader, and is the one source.
 * Method: walk every property; hold its default and examples against it with ajv, patterns included;
 * generate it anew and compare; compare its defaults with what an empty document resolves to.
 */
import { readFileSync } from 'node:fs'
import type { Static } from '@sinclair/typebox'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeDocument } from '../../src/policy/complete.ts'
import type { PolicyDocument, SchemaNode } from '../../src/policy/index.ts'
import { policySchema } from '../../src/policy/index.ts'
import type { policySchema as source } from '../../src/policy/schema/index.ts'
import { policyDocument } from '../properties/arbitraries/policy.ts'

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T

/** The generated type and TypeBox's own are the same: each is assignable to the other, or this does not compile. */
const toDocument = (document: Static<typeof source>): PolicyDocument => document
const toSource = (document: Mutable<PolicyDocument>): Static<typeof source> => document

interface Property {
  readonly name: string
  readonly schema: SchemaNode & {
    readonly default?: unknown
    readonly examples?: readonly unknown[]
  }
  readonly required: boolean
}

const propertiesOf = (schema: SchemaNode, name: string): readonly Property[] => [
  ...(schema.anyOf ?? []).flatMap((branch) => propertiesOf(branch, name)),
  ...(schema.items ? propertiesOf(schema.items, `${name}[]`) : []),
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    { name: `${name}.${key}`, schema: inner, required: schema.required?.includes(key) ?? false },
    ...propertiesOf(inner, `${name}.${key}`),
  ]),
]

const properties = propertiesOf(policySchema, 'policy')
const ajv = new Ajv2020({ strict: true, allErrors: true })

describe('policy.schema.json', () => {
  test('the generated type is the type of its source', () => {
    const document: PolicyDocument = toDocument(toSource({ version: 1 }))
    expect(document).toEqual({ version: 1 })
  })

  test('is what the source generates', async () => {
    // The build's scripts are plain JavaScript, without types.
    const script = new URL('../../scripts/generate-policy-schema.mjs', import.meta.url).href
    const { readSchema }: { readSchema: () => Promise<unknown> } = await import(script)
    const committed = readFileSync(
      new URL('../../policy/policy.schema.json', import.meta.url),
      'utf8',
    )
    expect(JSON.parse(committed)).toEqual(await readSchema())
    expect(JSON.parse(committed)).toEqual(policySchema)
  })

  test('is about many properties', () => {
    expect(properties.length).toBeGreaterThan(45)
  })

  test.each(properties.map((property) => [property.name, property] as const))(
    '%s explains itself, and its default and examples hold',
    (_, { schema, required }) => {
      expect(schema.title).toMatch(/\S/)
      expect(schema.description).toMatch(/\.$/)
      expect(schema.examples?.length).toBeGreaterThan(0)
      const inBranch = required || schema.default !== undefined
      expect(inBranch).toBe(true)
      const validate = ajv.compile(schema)
      for (const value of [
        ...(schema.examples ?? []),
        ...(schema.default === undefined ? [] : [schema.default]),
      ]) {
        validate(value)
        expect(validate.errors ?? []).toEqual([])
      }
    },
  )

  test('its defaults are those of an empty document', () => {
    const holds = (
      schema: SchemaNode & { default?: unknown },
      value: unknown,
      path: string,
    ): number => {
      if (schema.properties && typeof value === 'object' && value !== null)
        return Object.entries(schema.properties)
          .map(([key, inner]) => holds(inner, Reflect.get(value, key), `${path}.${key}`))
          .reduce((sum, count) => sum + count, 0)
      expect(value, path).toEqual(schema.default)
      return 1
    }
    expect(holds(policySchema, completeDocument({}), 'policy')).toBeGreaterThan(25)
  })

  test('its patterns, which only editors use, admit whatever the reader admits', () => {
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(policySchema)
    fc.assert(
      fc.property(policyDocument, (document) => {
        validate(document)
        expect(validate.errors ?? []).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
