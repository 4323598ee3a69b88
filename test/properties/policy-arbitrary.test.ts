/**
 * Goal: properties that draw from `policyDocument` are about the whole language.
 * Method: walk the schema for every property, word, kind of choice and truth value; draw documents until
 * each has been met, stated and left out. Print what share of candidates the reader refuses, and for what.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SchemaNode } from '../../src/policy/index.ts'
import { definePolicy, policySchema } from '../../src/policy/index.ts'
import { policyCandidate, policyDocument } from './arbitraries/policy.ts'

const kindsOf = (schema: SchemaNode, path: string): readonly string[] => {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => kindsOf(branch, path))
  if (schema.enum) return schema.enum.map((word) => `${path} = ${word}`)
  if (schema.const !== undefined) return [`${path} = ${schema.const}`]
  if (schema.type === 'boolean') return [`${path} = true`, `${path} = false`]
  if (schema.type === 'array') return [`${path}: list`, ...kindsOf(schema.items ?? {}, `${path}[]`)]
  if (schema.additionalProperties)
    return [`${path}: mapping`, ...kindsOf(schema.additionalProperties, `${path}.*`)]
  if (schema.type === 'object')
    return [
      `${path}: mapping`,
      ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
        ...(schema.required?.includes(key) ? [] : [`${path}.${key} left out`]),
        ...kindsOf(inner, `${path}.${key}`),
      ]),
    ]
  return [`${path}: ${schema.type === 'integer' ? 'number' : schema.type}`]
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Notes what of the schema a value meets, in the same words as `kindsOf`. */
const meet = (value: unknown, schema: SchemaNode, path: string, met: Set<string>): void => {
  for (const branch of schema.anyOf ?? [schema]) {
    if (Array.isArray(value)) {
      met.add(`${path}: list`)
      for (const item of value) meet(item, branch.items ?? {}, `${path}[]`, met)
    } else if (isMapping(value) && branch.type === 'object') meetMapping(value, branch, path, met)
    else if (!isMapping(value)) {
      met.add(`${path} = ${value}`)
      met.add(`${path}: ${value === null ? 'null' : typeof value}`)
    }
  }
}

const meetMapping = (
  value: Record<string, unknown>,
  schema: SchemaNode,
  path: string,
  met: Set<string>,
): void => {
  const { properties = {}, required = [] } = schema
  if (!schema.additionalProperties && !required.every((key) => Object.hasOwn(value, key))) return
  met.add(`${path}: mapping`)
  for (const [key, inner] of Object.entries(value)) {
    if (schema.additionalProperties) meet(inner, schema.additionalProperties, `${path}.*`, met)
    else meet(inner, properties[key] ?? {}, `${path}.${key}`, met)
  }
  for (const key of Object.keys(properties))
    if (!Object.hasOwn(value, key)) met.add(`${path}.${key} left out`)
}

describe('the arbitrary of policies', () => {
  test('meets every option and every value of the schema', () => {
    const wanted = kindsOf(policySchema, 'policy')
    const met = new Set<string>()
    for (const document of fc.sample(policyDocument, { numRuns: 700, seed: 1 }))
      meet(document, policySchema, 'policy', met)
    expect(wanted.length).toBeGreaterThan(100)
    expect(wanted.filter((kind) => !met.has(kind))).toEqual([])
    console.log(`policyDocument meets all ${wanted.length} options and values of the schema`)
  })

  test('has to discard few candidates', () => {
    const candidates = fc.sample(policyCandidate, { numRuns: 700, seed: 2 })
    const refused = candidates.map(definePolicy).filter(({ value }) => value === undefined)
    const codes = new Map<string, number>()
    for (const { diagnostics } of refused)
      for (const { code, severity } of diagnostics)
        if (severity === 'error') codes.set(code, (codes.get(code) ?? 0) + 1)
    const share = (100 * refused.length) / candidates.length
    console.log(
      `discarded: ${share.toFixed(1)} % of ${candidates.length}`,
      Object.fromEntries(codes),
    )
    expect(share).toBeLessThan(5)
  })
})
