/**
 * Goal: the manual page is that of this command table, and man(1) shows it without a complaint.
 * Method: make it anew and compare with the file; have groff read it with all its warnings on.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands, globalOptions, manPage } from '../../src/cli/index.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('man/qubes-tor-fw.8')

test('man/qubes-tor-fw.8 is in sync; if not, run `node scripts/generate-man.mjs`', () => {
  expect(page).toBe(manPage(commands, JSON.parse(read('package.json')).version))
})

const hasGroff = spawnSync('groff', ['--version']).error === undefined

test('groff has no warning, and shows every option', ({ skip }) => {
  skip(!hasGroff, 'groff is not on this machine')
  const groff = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {
    input: page,
    encoding: 'utf8',
  })
  expect({ status: groff.status, stderr: groff.stderr }).toEqual({ status: 0, stderr: '' })
  const options = [...globalOptions, ...commands.flatMap(({ options }) => options)]
  for (const { name } of options) expect(groff.stdout).toContain(`--${name}`)
  for (const { examples } of commands)
    for (const { line } of examples) expect(groff.stdout).toContain(line)
})
