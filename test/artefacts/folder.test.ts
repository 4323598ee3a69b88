/**
 * Goal: a folder says all that a loader without this tool has to know, and whether it is whole.
 * Method: the folders of the shipped policies; `sha256sum -c` of one on the disk, as it is and with a byte changed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compile, folderOf, targetsOf } from '../../src/artefacts/index.ts'
import { definePolicy, readPolicy, shippedPolicies } from '../../src/policy/index.ts'

const compiled = (name: string) => {
  const text = shippedPolicies.find((each) => each.name === name)?.text ?? ''
  const { value } = readPolicy(text, { source: name })
  const compilation = value && compile(value.gateway).value
  if (!compilation) throw new Error(`${name} does not compile`)
  return compilation
}

const manifestLines = (name: string, isProved = true): readonly string[] =>
  folderOf(compiled(name), isProved)
    .find((file) => file.name === 'manifest')
    ?.text.split('\n') ?? []

describe.each(shippedPolicies)('$name', ({ name }) => {
  const compilation = compiled(name)
  const files = folderOf(compilation, true)

  test('has every artefact, then the manifest, then the checksums, no name twice', () => {
    const names = files.map((file) => file.name)
    expect(names).toEqual([
      ...compilation.artefacts.map(({ fileName }) => fileName),
      'manifest',
      'SHA256SUMS',
    ])
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('lockdown.nft')
  })

  test('names each artefact in its manifest, by target and digest', () => {
    const lines = manifestLines(name).filter((line) => line.startsWith('file '))
    const { environment } = compilation.gateway
    expect(lines.map((line) => line.split(' ')[2])).toEqual(targetsOf(environment))
    expect(lines.every((line) => /^file [0-9a-f]{64} [a-z0-9-]+ [\w.-]+$/.test(line))).toBe(true)
  })

  test('is what sha256sum takes, and not with one byte changed in any file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-test-'))
    try {
      for (const file of files) writeFileSync(join(folder, file.name), file.text)
      const check = () =>
        spawnSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: folder }).status
      expect(check()).toBe(0)
      for (const { name: spoilt, text } of files.slice(0, -1)) {
        writeFileSync(join(folder, spoilt), `${text}\n`)
        expect(check(), spoilt).toBe(1)
        writeFileSync(join(folder, spoilt), text)
      }
      expect(check()).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the manifest', () => {
  test('begins with what it is of, in this order', () => {
    expect(manifestLines('torvm.yaml').slice(0, 7)).toEqual([
      'format 1',
      expect.stringMatching(/^version \S+$/),
      'environment qubes-4',
      'policy-name torvm.yaml',
      expect.stringMatching(/^policy-sha256 [0-9a-f]{64}$/),
      'proved yes',
      'client-facing at-boot',
    ])
  })

  test('names the uid that the rules name, and the addresses that they know', () => {
    expect(manifestLines('tor-only-gateway.yaml')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^tor-uid \d+$/)]),
    )
    expect(manifestLines('gateway.yaml')).toContain('client-facing 192.168.42.1')
  })

  test('says what is not proved', () => {
    expect(manifestLines('torvm.yaml', false)).toContain('proved no')
  })

  test('keeps to its lines whatever the policy is called', () => {
    const { value } = definePolicy({ version: 1 })
    if (!value) throw new Error('the empty policy is sound')
    const source = { ...value.gateway.source, name: 'a\nproved yes\r b.yaml' }
    const compilation = compile({ ...value.gateway, source }).value
    const manifest =
      compilation && folderOf(compilation, false).find(({ name }) => name === 'manifest')
    expect(manifest?.text).toContain('\npolicy-name a?proved yes? b.yaml\n')
    expect(manifest?.text.match(/^proved /gm)).toHaveLength(1)
  })
})
