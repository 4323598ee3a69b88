/**
 * Goal: no guarantee is without its test.
 * Method: compare the files here with the guarantees that there are.
 */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guaranteeIds } from '../../../src/verifier/index.ts'

test('each guarantee has a file here, and each file a guarantee', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) =>
    name.endsWith('.test.ts'),
  )
  const named = files.map((name) => name.replace('.test.ts', '')).filter((name) => name !== 'every')
  expect(named).toEqual([...guaranteeIds].sort())
})
