/**
 * Goal: the picture that the documents show is the one that the command draws today.
 * Method: make it again from a page of `verify --report`, and compare.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageOf } from '../report/page-of.ts'

const root = new URL('../../', import.meta.url)

test('docs/gateway.svg is current; if not, run `npm run build && node scripts/generate-picture.mjs`', async () => {
  const generator = new URL('scripts/generate-picture.mjs', root).href
  const { pictureOf }: { pictureOf: (page: string) => string } = await import(generator)
  const picture = pictureOf(await pageOf())
  expect(readFileSync(new URL('docs/gateway.svg', root), 'utf8') === picture).toBe(true)
})
