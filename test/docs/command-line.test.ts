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
import { runLine } from '../cli/world.ts'
import { blocksOf } from './markdown.ts'

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

interface Step {
  readonly line: string
  readonly shown: string
}

const stepsOf = (text: string): readonly Step[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [line = '', ...shown] = step.split('\n')
      return { line, shown: shown.join('\n') }
    })

/** Words as a shell splits them, as far as examples need it: single quotes hold words together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** `…` alone on a line stands for any lines, also none. */
const patternOf = (shown: string): RegExp => {
  const parts = shown.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(?:.*\\n)*')}$`)
}

describe('docs/command-line.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(5))

  test.each(examples)('line $line, under $heading', async ({ text }) => {
    let files: Readonly<Record<string, string | Uint8Array>> = documentFiles
    let last: number | undefined
    for (const { line, shown } of stepsOf(text)) {
      if (line === 'echo $?') {
        expect(`${last}\n`).toBe(shown)
        continue
      }
      const [program, ...argv] = wordsOf(line)
      expect(program).toBe('qubes-tor-fw')
      const result = await runLine(argv, { files })
      expect(result.terminal).toMatch(patternOf(shown))
      last = result.exit
      files = Object.fromEntries(result.files)
    }
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
