/**
 * Goal: whatever the text, reading it ends, throws nothing, says the same again, and refuses with a place in the text.
 * Method: random text of nft's own words and signs, and a whole file with random cuts, swaps and insertions.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNftText } from '../../src/backends/nftables/read/text/index.ts'

const path = new URL('../fixtures/nft-text/gateway.nft', import.meta.url)
const whole = readFileSync(path, 'utf8')
const words = [...new Set(whole.split(/\s+/)), ...'{}()[];:,.-/@$"#*\\|&^!=<>\n'].filter(Boolean)
const files = new Map([
  ['sets/a.nft', 'define first = 1\n'],
  ['a', 'include "a"\n'],
])

function check(text: string): void {
  const one = readNftText('x', text, { files })
  const other = readNftText('x', text, { files })
  const seen = ({ document, diagnostics }: typeof one) =>
    JSON.stringify([document, diagnostics], (_key, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
  expect(seen(one)).toBe(seen(other))
  const errors = one.diagnostics.filter(({ severity }) => severity === 'error')
  expect(one.document === undefined).toBe(errors.length > 0)
  for (const { span } of one.diagnostics) {
    expect(span).toBeDefined()
    const length = files.get(span?.source ?? '')?.length ?? text.length
    expect(span?.start.offset).toBeLessThanOrEqual(length)
    expect(span?.end.offset).toBeLessThanOrEqual(length)
  }
}

test('random words', () => {
  const soup = fc.array(fc.constantFrom(...words, ' ', '\n'), { maxLength: 60 })
  fc.assert(
    fc.property(soup, (parts) => check(parts.join(' '))),
    { numRuns: 2000 },
  )
})

test('random words where a rule is expected', () => {
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 12 })
  fc.assert(
    fc.property(soup, (parts) => check(`add rule inet t c ${parts.join(' ')}\n`)),
    { numRuns: 2000 },
  )
})

test('a file with a piece cut out, repeated or put in', () => {
  const place = fc.nat({ max: whole.length })
  const edit = fc.record({
    at: place,
    cut: fc.nat({ max: 40 }),
    put: fc.constantFrom('', ...words),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = whole
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut)
      check(text)
    }),
    { numRuns: 1000 },
  )
})

test('binary', () => {
  const bytes = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(bytes, (text) => check(text)),
    { numRuns: 1000 },
  )
})
