/**
 * Goal: what docs/diagnostics.md says of a code is true: its example has it, and the mended one is free of errors.
 * Method: read each example by the reader that its language names. Guarantees have their examples, and the test of
 * them, in docs/guarantees.md.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagnosticCodes, guaranteeCodes } from '../../src/diagnostics/codes.ts'
import { readPolicy } from '../../src/policy/index.ts'
import { blocksOf, policyOf } from './markdown.ts'

const document = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')
const blocks = blocksOf(document).filter(({ language }) => language === 'yaml')
const diagnosticsOf = (text: string) => readPolicy(text, { source: 'example.yaml' }).diagnostics

const isMended = ({ info }: { readonly info: string }) => info === 'mended'

const codesWithExample = Object.keys(diagnosticCodes).filter((code) => !(code in guaranteeCodes))

describe('docs/diagnostics.md', () => {
  test.each(codesWithExample)('%s has an example that brings it about', (code) => {
    const examples = blocks.filter((block) => block.heading === code && !isMended(block))
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples)
      expect(diagnosticsOf(policyOf(example)).map((found) => found.code)).toContain(code)
  })

  test.each(blocks.filter(isMended))(
    '$heading, mended, is free of errors, and of it',
    ({ heading, text }) => {
      const found = diagnosticsOf(text)
      expect(
        found.filter(({ severity, code }) => severity === 'error' || code === heading),
      ).toEqual([])
    },
  )

  test('says “a warning” of warnings, and of nothing else', () => {
    const sections = document.split(/^### /m).slice(1)
    const said = sections
      .filter((section) => /A warning[.,;]/.test(section))
      .map((section) => section.split('\n')[0])
    const examples = blocks.filter((block) => !isMended(block))
    const warnings = examples
      .filter((block) =>
        diagnosticsOf(policyOf(block)).some(
          ({ code, severity }) => code === block.heading && severity === 'warning',
        ),
      )
      .map(({ heading }) => heading)
    expect(said).toEqual(warnings)
  })
})
