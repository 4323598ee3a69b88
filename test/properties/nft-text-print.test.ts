/**
 * Goal: read . print == id: the text that nftables-json prints of a document is read as that document.
 * Method: random documents of one table, printed, read, and compared in canonical form.
 */
import fc from 'fast-check'
import { print } from 'nftables-json'
import { expect, test } from 'vitest'
import { canonical } from '../../packages/nftables-json/src/canonical/index.ts'
import { documents } from '../../packages/nftables-json/test/print-documents.ts'
import { readNftText } from '../../src/backends/nftables/read/text/index.ts'

test('what is printed is read as it was', () => {
  let printed = 0
  fc.assert(
    fc.property(documents, (document) => {
      const result = print(document)
      // What text cannot say is refused by the printer, and there is nothing to read.
      if (!('text' in result)) return
      printed += 1
      const { document: read, diagnostics } = readNftText('printed', result.text)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(canonical(read)).toEqual(canonical(document))
    }),
    { numRuns: 500 },
  )
  expect(printed).toBeGreaterThan(250)
})
