/**
 * Goal: what docs/diagnostics.md says of a code is true: its example has it, and the mended one is free of errors.
 * Method: read each example by the reader that its language names. Guarantees have their examples, and the test of
 * them, in docs/guarantees.md; lints in docs/lints.md; what a running machine has, in test/host/status.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { lowerRestore, readArptables, readRestore } from '../../src/backends/iptables/index.ts'
import {
  readNftJsonMachine,
  readNftText,
  readNftTextMachine,
} from '../../src/backends/nftables/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { readSysctl } from '../../src/backends/sysctl/index.ts'
import { readTorrc } from '../../src/backends/torrc/index.ts'
import {
  artefactCodes,
  diagnosticCodes,
  differenceCodes,
  guaranteeCodes,
  lintCodes,
  statusCodes,
} from '../../src/diagnostics/codes.ts'
import type { Diagnostic } from '../../src/diagnostics/index.ts'
import { parsePacket } from '../../src/netfilter/index.ts'
import { readPolicy } from '../../src/policy/index.ts'
import type { Block } from './markdown.ts'
import { blocksOf, filesIn, policyOf } from './markdown.ts'

const document = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')

/** `includes-itself`: an example of includes. `load`: what a kernel would say is asked too. */
const readNft = (text: string, info: string): readonly Diagnostic[] => {
  if (info.includes('load')) return readNftTextMachine('example.nft', text).diagnostics
  const files = new Map([
    ['self.nft', 'include "self.nft"\n'],
    ['empty.nft', ''],
  ])
  return readNftText('example.nft', text, info.includes('includes-itself') ? { files } : {})
    .diagnostics
}

const readIptables = (text: string): readonly Diagnostic[] => {
  const { value, diagnostics } = readRestore('example.rules', text)
  const lowered = value ? lowerRestore(value, { engine: 'legacy' }).diagnostics : []
  return [...diagnostics, ...lowered]
}

const readers: Readonly<Record<string, (text: string, info: string) => readonly Diagnostic[]>> = {
  yaml: (text) => readPolicy(text, { source: 'example.yaml' }).diagnostics,
  files: (text) => readMachine(filesIn(text, 'example')).diagnostics,
  nft: readNft,
  json: (text) => readNftJsonMachine('example.json', text).diagnostics,
  iptables: readIptables,
  arptables: (text) => readArptables('example.rules', text, { engine: 'legacy' }).diagnostics,
  sysctl: (text) => readSysctl('example.conf', text).diagnostics,
  torrc: (text) => readTorrc('torrc', text).diagnostics,
  packet: (text) => parsePacket(text.trimEnd()).diagnostics,
}
const blocks = blocksOf(document).filter(({ language }) => language in readers)
/** Some examples are as large as a limit, so each is read once. */
const known = new Map<Block, readonly Diagnostic[]>()
const diagnosticsOf = (block: Block): readonly Diagnostic[] => {
  const found = known.get(block) ?? readers[block.language]?.(policyOf(block), block.info) ?? []
  known.set(block, found)
  return found
}

const isMended = ({ info }: Block) => info.includes('mended')
/** Faults of the compiler have none: no text of a user's brings them about, and test/cli/refusal.test.ts does. */
const codesWithExample = Object.keys(diagnosticCodes).filter(
  (code) =>
    !(
      code in guaranteeCodes ||
      code in lintCodes ||
      code in statusCodes ||
      code in differenceCodes ||
      code in artefactCodes
    ),
)

describe('docs/diagnostics.md', () => {
  test.each(codesWithExample)('%s has an example that brings it about', (code) => {
    const examples = blocks.filter((block) => block.heading === code && !isMended(block))
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples)
      expect(diagnosticsOf(example).map((found) => found.code)).toContain(code)
  })

  test.each(blocks.filter(isMended))('$heading, mended, is free of errors, and of it', (block) => {
    const found = diagnosticsOf(block)
    expect(
      found.filter(({ severity, code }) => severity === 'error' || code === block.heading),
    ).toEqual([])
  })

  test('says “a warning” of warnings, and of nothing else', () => {
    const sections = document.split(/^### /m).slice(1)
    const said = sections
      .filter((section) => /A warning[.,;]/.test(section))
      .map((section) => section.split('\n')[0])
    const warnings = blocks
      .filter((block) => !isMended(block))
      .filter((block) =>
        diagnosticsOf(block).some(
          ({ code, severity }) => code === block.heading && severity === 'warning',
        ),
      )
      .map(({ heading }) => heading)
    expect(said).toEqual(warnings)
  })
})
