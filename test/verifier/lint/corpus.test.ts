/**
 * Goal: rulesets of others are judged within seconds, none is too large, and the published list of shadowed rules is in
 * what is found.
 * Method: every file of the folder that CORPUS_DIR names; without it the test says that it is skipped.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import { lint, lints } from '../../../src/verifier/index.ts'

const corpus = process.env['CORPUS_DIR']
if (!corpus) console.warn('skipped: CORPUS_DIR names no folder with published rulesets')

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

/** What was blacked out before it was published is no ruleset: some port and some address stand for it. */
const published = (text: string): string =>
  text.replaceAll('60000:29', '60000:60029').replaceAll('XX:XX:XX:XX:XX:XX', '02:00:00:00:00:01')

test.skipIf(!corpus)('nothing is too large, and nothing takes long', { timeout: 240_000 }, () => {
  let [read, rules] = [0, 0]
  const counts = new Map<string, number>()
  const slow: string[] = []
  const only = lints.filter(({ level }) => level !== 'note').map(({ code }) => code)
  for (const name of filesBelow(corpus ?? '')) {
    const { value } = readMachine([{ name, text: published(readFileSync(name, 'utf8')) }])
    if (!value) continue
    const { machine, sysctls } = value
    read += 1
    for (const { chains } of machine.tables) for (const chain of chains) rules += chain.rules.length
    const start = performance.now()
    const report = lint({ machine, facts: null, sysctls, flushes: [] }, { only })
    if (performance.now() - start > 5_000) slow.push(`${name}: ${performance.now() - start} ms`)
    expect(report.unjudged, name).toEqual([])
    for (const { code } of report.findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  console.info(`${read} files, ${rules} rules`, Object.fromEntries([...counts].sort()), slow)
  expect(rules).toBeGreaterThan(5_000)
  expect(counts.get('rule-shadowed') ?? 0).toBeGreaterThan(150)
})
