/**
 * Goal: one intent, one file, one test, one section of docs/intents.md, the same name everywhere.
 * Method: compare the names in the code with the files beside them, and the page with what the comments make of it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { intents, lockdownIntents } from '../../src/compiler/index.ts'
import { policyLimits } from '../../src/policy/index.ts'

const root = new URL('../../', import.meta.url)
const names = [...new Set([...intents, ...lockdownIntents].map(({ name }) => name))]

/** Two listeners that clients reach in the same way stand in one file. */
const sharedFiles: Readonly<Record<string, string>> = { 'socks-to-tor': 'serve-clients' }

test('every intent has its file and its test', () => {
  const missing = names.flatMap((name) =>
    [
      `src/compiler/intents/${sharedFiles[name] ?? name}.ts`,
      `test/compiler/intents/${name}.test.ts`,
    ].filter((path) => !existsSync(new URL(path, root))),
  )
  expect(missing).toEqual([])
})

test('the longest log prefix fits what iptables takes', () => {
  const logPrefixMaximum = 29
  const longest = Math.max(...names.map((name) => name.length))
  expect(policyLimits.logPrefix + ' '.length + longest + ': '.length).toBeLessThanOrEqual(
    logPrefixMaximum,
  )
})

test('docs/intents.md is what the doc comments say', async () => {
  const generator = new URL('scripts/generate-intents-doc.mjs', root).pathname
  const { intentsDoc }: { intentsDoc: () => string } = await import(generator)
  expect(readFileSync(new URL('docs/intents.md', root), 'utf8')).toBe(intentsDoc())
})

test('every leak class names intents that there are', () => {
  const leaks = readFileSync(new URL('docs/leaks.md', root), 'utf8')
  const rows = leaks.split('\n').filter((line) => /^\| L\d+ /.test(line))
  const named = rows.flatMap((row) => row.split('|')[3]?.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? [])
  expect(rows).toHaveLength(23)
  const others = ['mid-stream', 'fail-closed']
  expect(named.filter((name) => ![...names, ...others].includes(name))).toEqual([])
})
