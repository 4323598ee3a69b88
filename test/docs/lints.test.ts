/**
 * Goal: what docs/lints.md says of each lint is true: its first example has it, and the mended one has not.
 * Method: run `lint` over each example, by the program's own command line, asking for that code alone.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { lintCodes } from '../../src/diagnostics/index.ts'
import { lints } from '../../src/verifier/index.ts'
import { runLine } from '../cli/world.ts'
import type { Block } from './markdown.ts'
import { blocksOf, filesIn } from './markdown.ts'

const document = readFileSync(new URL('../../docs/lints.md', import.meta.url), 'utf8')
const blocks = blocksOf(document)

const lintBlock = async (block: Block) => {
  const files = filesIn(block.text, 'example.nft')
  const { exit, stdout, terminal } = await runLine(
    [
      ...['lint', '--format', 'json', '--only', block.heading, '--client-interface', 'vif*'],
      ...files.map(({ name }) => name),
    ],
    { files: Object.fromEntries(files.map(({ name, text }) => [`/here/${name}`, text])) },
  )
  return { exit, terminal, report: JSON.parse(stdout) }
}

const blockOf = (code: string, info: '' | 'mended'): Block => {
  const found = blocks.find((block) => block.heading === code && block.info === info)
  if (!found) throw new Error(`no example of ${code}`)
  return found
}

describe('docs/lints.md', () => {
  test('has a section for each lint, in the order in which they are asked, and no other', () => {
    const sections = [...document.matchAll(/^### `?([\w-]+)`?$/gm)].map(([, code]) => code)
    expect(sections).toEqual(lints.map(({ code }) => code))
    expect([...sections].sort()).toEqual(Object.keys(lintCodes).sort())
  })

  test('says of each section which level it is of', () => {
    const said = [...document.matchAll(/^### ([\w-]+)\n[\s\S]*?(An error|A warning|A note)\.$/gm)]
    const words = { error: 'An error', warning: 'A warning', note: 'A note' }
    expect(said.map(([, code, word]) => [code, word])).toEqual(
      lints.map(({ code, level }) => [code, words[level]]),
    )
  })

  test.each(lints)('$code: the first example has it', async ({ code, level }) => {
    const { exit, terminal, report } = await lintBlock(blockOf(code, ''))
    expect(report.findings.length, terminal).toBeGreaterThan(0)
    for (const found of report.findings) expect(found).toMatchObject({ code, severity: level })
    expect(exit).toBe(level === 'note' ? 0 : 1)
  })

  test.each(lints)('$code: the mended one has not', async ({ code }) => {
    const { exit, terminal, report } = await lintBlock(blockOf(code, 'mended'))
    expect(report, terminal).toMatchObject({ findings: [], unjudged: [] })
    expect(exit).toBe(0)
  })
})
