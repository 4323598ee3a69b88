/**
 * Goal: what docs/guarantees.md says of each guarantee is true: its first ruleset breaks it, and the mended one keeps it.
 * Method: run the command of each section, by the program's own command line, over the section's files.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { guaranteeIds } from '../../src/verifier/index.ts'
import { runLine } from '../cli/world.ts'
import type { Block } from './markdown.ts'
import { blocksOf } from './markdown.ts'

const document = readFileSync(new URL('../../docs/guarantees.md', import.meta.url), 'utf8')
const blocks = blocksOf(document)

/** Words as a shell splits them: single quotes hold words together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** The block of that language; where there is no mended one, the one there is. */
const pick = (section: readonly Block[], language: string, info: '' | 'mended') => {
  const all = section.filter((block) => block.language === language)
  return (all.find((block) => block.info === info) ?? all[0])?.text ?? ''
}

/** The section's command over its files: the last words name them. */
const runSection = async (id: string, info: '' | 'mended') => {
  const section = blocks.filter(({ heading }) => heading === id)
  const [, line = ''] = /^\$ qubes-tor-fw (.*)$/m.exec(pick(section, 'console', '')) ?? []
  const argv = wordsOf(line)
  const names = argv.filter((word) => word.endsWith('.nft') || word === 'torrc')
  const files = Object.fromEntries(
    names.map((name) => [`/here/${name}`, pick(section, name === 'torrc' ? 'torrc' : 'nft', info)]),
  )
  expect(names.length).toBeGreaterThan(0)
  expect(argv).toContain(id)
  return runLine(argv, { files })
}

describe('docs/guarantees.md', () => {
  test('has a section for each guarantee, in the order in which they are told, and no other', () => {
    const headings = [...document.matchAll(/^## `?([\w-]+)`?$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Words', ...guaranteeIds])
  })

  test.each(guaranteeIds)('%s: the first ruleset breaks it', async (id) => {
    const { exit, terminal } = await runSection(id, '')
    expect(exit, terminal).toBe(1)
  })

  test.each(guaranteeIds)('%s: the mended one keeps it', async (id) => {
    const { exit, terminal } = await runSection(id, 'mended')
    expect(exit, terminal).toBe(0)
  })
})
