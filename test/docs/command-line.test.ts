/**
 * Goal: what docs/command-line.md shows is what a person sees.
 * Method: run each line that begins with `$` in a world where the files of the document lie, and hold what appears
 * on the terminal against what is shown; tables are compared with the program's own.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { targetsOf } from '../../src/artefacts/index.ts'
import { commands, exitCodes, globalOptions } from '../../src/cli/index.ts'
import { shippedPolicies } from '../../src/policy/index.ts'
import { blocksOf } from './markdown.ts'
import { playSession } from './session.ts'

const document = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
const blocks = blocksOf(document)
const examples = blocks.filter(({ language }) => language === 'console')

/** Policies that ship lie where they do in the project; a `yaml` or `nft` block with a name is a file of that name. */
const documentFiles = Object.fromEntries([
  ...shippedPolicies.map(({ name, text }) => [`/here/policy/${name}`, text] as const),
  ...blocks
    .filter(({ language, info }) => ['yaml', 'nft'].includes(language) && info !== '')
    .map(({ info, text }) => [`/here/${info}`, text] as const),
])

describe('docs/command-line.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(5))

  test.each(examples)('line $line, under $heading', async ({ text }) => {
    await playSession(text, documentFiles)
  })

  test('has the exit codes', () => {
    for (const { code, meaning } of Object.values(exitCodes))
      expect(document).toContain(`| ${code} | ${meaning} |`)
  })

  test('has a section for each command, and every option', () => {
    for (const { name } of commands) expect(document).toContain(`\n## ${name}\n`)
    for (const { name } of [...globalOptions, ...commands.flatMap(({ options }) => options)])
      expect(document).toContain(`\`--${name}`)
  })

  test('has the targets of each environment', () => {
    const rows = [...document.matchAll(/^\| `([a-z][\w-]*)` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm)]
    const listed = (column: number) =>
      rows.filter((row) => (row[column] ?? '').trim() !== '').map((row) => row[1])
    expect(listed(2)).toEqual(targetsOf('qubes-4'))
    expect(listed(3)).toEqual(targetsOf('qubes-3'))
    expect(listed(3)).toEqual(targetsOf('standalone'))
  })
})
