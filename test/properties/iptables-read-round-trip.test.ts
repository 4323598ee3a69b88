/**
 * Goal: reading what was written gives the same tree: nothing is lost or changed on the way, so that what is judged is
 * what would be loaded. `read(write(tree)) == tree`, and `save` is a fixed point.
 * Method: files of random rules in many spellings, made by a generator that knows nothing of the reader.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RestoreFile } from '../../src/backends/iptables/read/index.ts'
import { readRestore, restoreFileText, saveText } from '../../src/backends/iptables/read/index.ts'
import { restoreText } from './arbitraries/iptables-text.ts'

const read = (text: string): RestoreFile => {
  const { value, diagnostics } = readRestore('generated', text, { family: 'ip4' })
  if (!value) throw new Error(`${diagnostics[0]?.message} in\n${text}`)
  return value
}

/** The tree as text, places aside: they are all that writing and reading again may change. */
const shape = (value: unknown): string =>
  JSON.stringify(value, (key, part) => {
    if (key === 'place') return undefined
    return typeof part === 'bigint' ? `${part}` : part
  })

/** Lists of addresses become one command a rule. */
const rulesOf = (file: RestoreFile): string => shape(file.tables)

test('read . write is the identity on trees', () => {
  fc.assert(
    fc.property(restoreText, (text) => {
      const tree = read(text)
      const again = read(restoreFileText(tree))
      expect(rulesOf(again)).toBe(rulesOf(tree))
      expect(shape(read(restoreFileText(again)))).toBe(shape(again))
    }),
    { numRuns: 500 },
  )
})

test('what iptables-save would print reads as itself', () => {
  fc.assert(
    fc.property(restoreText, (text) => {
      const saved = saveText(read(text))
      expect(saveText(read(saved))).toBe(saved)
    }),
    { numRuns: 300 },
  )
})

test('every place of an option is the text of that option', () => {
  fc.assert(
    fc.property(restoreText, (text) => {
      for (const { chains } of read(text).tables)
        for (const { rules } of chains)
          for (const { source, inInterface, place } of rules) {
            const at = (given: { offset: number; length: number }) =>
              text.slice(given.offset, given.offset + given.length)
            expect(at(place)).toMatch(/^-[AI] INPUT/)
            if (source) expect(at(source.place)).toMatch(/^(! )?(-s|--source) [0-9./,]+$/)
            if (inInterface) expect(at(inInterface.place)).toMatch(/^(! )?-i \S+$/)
          }
    }),
    { numRuns: 200 },
  )
})
