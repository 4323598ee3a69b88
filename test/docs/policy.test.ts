/**
 * Goal: docs/policy.md tells every property as the schema has it, and its examples are good ones.
 * Method: make the page again and compare; hold each example against the schema.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { blocksOf } from './markdown.ts'

const root = new URL('../../', import.meta.url)
const document = readFileSync(new URL('docs/policy.md', root), 'utf8')
const schema = JSON.parse(readFileSync(new URL('policy/policy.schema.json', root), 'utf8'))
const validate = new Ajv2020({ strict: false }).compile(schema)

describe('docs/policy.md', () => {
  test('is what scripts/generate-policy-doc.mjs makes', async () => {
    const generator = new URL('scripts/generate-policy-doc.mjs', root).href
    const { policyDoc }: { policyDoc: () => string } = await import(generator)
    expect(document).toBe(policyDoc())
  })

  test('names every property of the schema', () => {
    const names = new Set<string>()
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if ('properties' in node)
        for (const name of Object.keys(Object(node.properties))) names.add(name)
      for (const value of Object.values(node)) collect(value)
    }
    collect(schema)
    expect([...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(document))).toEqual([])
    expect(names.size).toBeGreaterThan(40)
  })

  test.each(blocksOf(document).map(({ heading, text }) => ({ heading, text })))(
    '$heading: its example is as the schema asks',
    ({ text }) => {
      expect(validate({ version: 1, ...parse(text) }), JSON.stringify(validate.errors)).toBe(true)
    },
  )
})
