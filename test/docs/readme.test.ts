/**
 * Goal: what README.md shows works as it stands.
 * Method: read its policy, play its sessions one after the other, run its program against the library as it is bundled, and
 * look for the files it links.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import { blocksOf } from './markdown.ts'
import type { WorldFiles } from './session.ts'
import { playSession } from './session.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = blocksOf(readme)
const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const only = (language: string): string => {
  const [block, ...others] = blocks.filter((each) => each.language === language)
  expect(others).toEqual([])
  return block?.text ?? ''
}

test('its policy is a good one', () => {
  const { value, diagnostics } = readPolicy(only('yaml'), { source: 'README.md' })
  expect(diagnostics).toEqual([])
  expect(value?.gateway.environment).toBe('standalone')
})

test('its program compiles a policy by the library', async () => {
  const file = join(folder, 'example.ts')
  const outfile = join(folder, 'example.mjs')
  writeFileSync(file, `${only('ts')}\nexport const found = compile(value.gateway)\n`)
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    alias: {
      'qubes-tor-fw': join(root, 'src/index.ts'),
      yaml: join(root, 'node_modules/yaml/browser/index.js'),
    },
    logLevel: 'silent',
  })
  const { found } = await import(pathToFileURL(outfile).href)
  expect(found.value.artefacts).toHaveLength(7)
})

test('it lists every policy that ships', () => {
  for (const { name } of shippedPolicies) expect(readme).toContain(`policy/${name}`)
})

test('its two commands are the ones that package.json and .ci/run have', () => {
  const [commands = ''] = blocks
    .filter(({ language }) => language === 'console')
    .map(({ text }) => text)
  expect(commands.split('\n')).toEqual(
    expect.arrayContaining(['$ npm ci && npx qubes-tor-fw compile', '$ npm ci && npm test']),
  )
  const ci = readFileSync(join(root, '.ci/run'), 'utf8')
  expect(ci).toMatch(/^npm ci\nnpm test$/m)
})

test('its sessions go as they are shown, one after the other', async () => {
  const named = blocks.filter(({ language, info }) => language !== 'console' && info !== '')
  let files: WorldFiles = Object.fromEntries(named.map(({ info, text }) => [`/here/${info}`, text]))
  // The first is npm's, which the test above knows.
  const sessions = blocks.filter(({ language }) => language === 'console').slice(1)
  expect(sessions.length).toBeGreaterThan(3)
  for (const { text } of sessions) files = await playSession(text, files)
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['/here/report.html', '/here/build/torrc']),
  )
}, 120_000)
