/**
 * Goal: a page says of each guarantee what its doc comment says, which is its theorem.
 * Method: make the module again from the comments, and compare.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { theorems } from '../../src/report/theorems.generated.ts'
import { guaranteeIds } from '../../src/verifier/index.ts'

const root = new URL('../../', import.meta.url)

test('src/report/theorems.generated.ts is what scripts/generate-theorems.mjs makes', async () => {
  const generator = new URL('scripts/generate-theorems.mjs', root).href
  const { theoremsModule }: { theoremsModule: () => string } = await import(generator)
  expect(readFileSync(new URL('src/report/theorems.generated.ts', root), 'utf8')).toBe(
    theoremsModule(),
  )
})

test('every guarantee has a theorem, in whole sentences', () => {
  expect(Object.keys(theorems)).toEqual([...guaranteeIds])
  for (const paragraph of Object.values(theorems).flat()) expect(paragraph).toMatch(/^[A-Z].*\.$/)
})
