/**
 * Goal: every document that the schema and the checks admit compiles for every target of its environment, twice to the
 * same bytes, and says in each of them what it says in the others.
 * Method: documents from `policyDocument`, which meets every option of the schema; compile each.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile, targetsOf } from '../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { policyDocument } from './arbitraries/policy.ts'

const runs = { numRuns: 100 }

const compiled = (document: PolicyDocument) => {
  const { value } = definePolicy(document)
  if (!value) throw new Error('the arbitrary gives documents that read')
  const compilation = compile(value.gateway).value
  if (!compilation) throw new Error('what reads compiles')
  return compilation
}

test('every admitted policy compiles for every target of its environment', () => {
  fc.assert(
    fc.property(policyDocument, (document) => {
      const { gateway, artefacts } = compiled(document)
      expect(artefacts.map(({ target }) => target)).toEqual(targetsOf(gateway.environment))
      for (const { text } of artefacts) expect(text.endsWith('\n')).toBe(true)
      expect(compiled(document).artefacts).toEqual(artefacts)
    }),
    runs,
  )
})

/** Characters that a name, comment or prefix could use to get out of its place. */
const control = /[^\P{Cc}\n\t]/u

test('nothing of a policy gets out of its place in an artefact', () => {
  fc.assert(
    fc.property(policyDocument, (document) => {
      for (const { target, text } of compiled(document).artefacts) {
        expect(text).not.toMatch(control)
        if (target !== 'nft') continue
        // nft's text has no escape for a quotation mark: each line has them in pairs.
        for (const line of text.split('\n')) expect((line.match(/"/g)?.length ?? 0) % 2).toBe(0)
      }
    }),
    runs,
  )
})
