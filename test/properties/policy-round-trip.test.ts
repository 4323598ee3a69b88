/**
 * Goal: a policy is the same policy however it comes: built, written, read.
 * Method: random valid documents through formatPolicy and readPolicy, and spelt as JSON, which is YAML too.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeDocument } from '../../src/policy/complete.ts'
import { definePolicy, formatPolicy, readPolicy } from '../../src/policy/index.ts'
import { policyDocument } from './arbitraries/policy.ts'

const read = (text: string) => readPolicy(text, { source: 'test.yaml' })
const runs = { numRuns: 200 }

describe('round trips', () => {
  test('read . format == id', () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        expect(read(formatPolicy(document)).value?.document).toEqual(document)
      }),
      runs,
    )
  })

  test('format . read . format == format', () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        const text = formatPolicy(document)
        const again = read(text).value
        expect(again && formatPolicy(again.document)).toBe(text)
      }),
      runs,
    )
  })

  test('builder, canonical YAML and JSON give one digest', () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        const built = definePolicy(document).value?.gateway.source.digest
        expect(built).toMatch(/^[0-9a-f]{64}$/)
        expect(read(formatPolicy(document)).value?.gateway.source.digest).toBe(built)
        expect(read(JSON.stringify(document)).value?.gateway.source.digest).toBe(built)
        expect(read(JSON.stringify(document, null, 2)).value?.gateway.source.digest).toBe(built)
      }),
      runs,
    )
  })

  test('stating the defaults changes nothing', () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        const complete = completeDocument(document)
        expect(completeDocument(complete)).toEqual(complete)
        const digests = [document, complete].map(
          (each) => definePolicy(each).value?.gateway.source.digest,
        )
        expect(digests[1]).toBe(digests[0])
      }),
      runs,
    )
  })

  test('reading is deterministic', () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        const text = formatPolicy(document)
        expect(read(text)).toEqual(read(text))
      }),
      runs,
    )
  })
})
