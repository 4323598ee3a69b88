/**
 * Goal: a folder of artefacts is taken whole and unchanged, or not at all.
 * Method: the folder that is written, and each way in which it can be another: cut, changed, short of a file, with one more.
 */
import { describe, expect, test } from 'vitest'
import { compile, folderOf } from '../../src/artefacts/index.ts'
import { checkFolder, readFolder, readManifest, sha256 } from '../../src/host/folder/index.ts'
import { readState, writeState } from '../../src/host/state/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { fakeSystem } from '../support/fake-system.ts'

const gateway = definePolicy({ version: 1, environment: 'qubes-3' }).value?.gateway
const compilation = gateway && compile(gateway).value
if (!compilation) throw new Error('the policy is wrong')
const written = folderOf(compilation, true)

const contents = (change: (files: Map<string, string>) => void = () => {}) => {
  const files = new Map(written.map(({ name, text }) => [name, text]))
  change(files)
  return files
}

const check = (files: ReadonlyMap<string, string>) =>
  checkFolder(new Map([...files].map(([name, text]) => [name, Buffer.from(text)])))

const signed = (files: Map<string, string>): void => {
  const names = [...files.keys()].filter((name) => name !== 'SHA256SUMS')
  files.set(
    'SHA256SUMS',
    names.map((name) => `${sha256(files.get(name) ?? '')}  ${name}\n`).join(''),
  )
}

test('what is written is read', () => {
  const reading = check(contents())
  expect(reading.kind === 'folder' && [...reading.folder.texts.keys()]).toEqual(
    compilation.artefacts.map(({ target }) => target),
  )
  expect(reading.kind === 'folder' && reading.folder.manifest).toMatchObject({
    environment: 'qubes-3',
    isProved: true,
    torUid: null,
    isFilledAtBoot: true,
  })
})

describe('every file counts', () => {
  test.each(written.map(({ name }) => name))('%s', (name) => {
    const text = contents().get(name) ?? ''
    const changes: readonly ((files: Map<string, string>) => void)[] = [
      (files) => files.delete(name),
      (files) => files.set(name, text.slice(0, text.length / 2)),
      (files) => files.set(name, ''),
      (files) => files.set(name, `${text}more\n`),
      (files) =>
        files.set(
          name,
          text.replace(/[0-9a-z]/, (letter) => (letter === 'a' ? 'b' : 'a')),
        ),
    ]
    for (const change of changes) expect(check(contents(change)).kind).toBe('wrong')
  })
})

test.each<[string, (files: Map<string, string>) => void, RegExp]>([
  [
    'a file that nobody listed',
    (files) => files.set('more.nft', 'flush ruleset'),
    /not in SHA256SUMS/,
  ],
  [
    'a file that is listed and not in the manifest',
    (files) => {
      files.set('more.nft', 'flush ruleset')
      signed(files)
    },
    /not in the manifest/,
  ],
  [
    'a file that was changed and signed again',
    (files) => {
      files.set('qubes-tor-fw.nft', 'flush ruleset')
      signed(files)
    },
    /not the file of the manifest/,
  ],
  [
    'a path for a name',
    (files) => files.set('SHA256SUMS', `${sha256('')}  ../../etc/passwd\n`),
    /no list of digests/,
  ],
])('%s is refused', (_, change, why) => {
  const reading = check(contents(change))
  expect(reading.kind === 'wrong' && reading.why).toMatch(why)
})

const manifest = contents().get('manifest') ?? ''

test.each<[string, string]>([
  ['another format', manifest.replace('format 1', 'format 2')],
  ['no format', manifest.replace('format 1\n', '')],
  ['two of a key', `${manifest}proved yes\n`],
  ['no word of proof', manifest.replace('proved yes\n', '')],
  ['a path for a name', manifest.replace(' torrc torrc', ' torrc ../torrc')],
  ['an account that is none', `${manifest}tor-uid 0\n`],
  ['nothing', ''],
])('a manifest with %s is refused', (_, text) => expect(readManifest(text).kind).toBe('wrong'))

test('a manifest that says more is read', () => {
  expect(readManifest(`${manifest}colour blue\n`).kind).toBe('manifest')
})

describe('a folder on a disk', () => {
  const disk = (change?: (files: Map<string, string>) => void) =>
    new Map([...contents(change)].map(([name, text]) => [`/artefacts/${name}`, text]))
  const read = (files: Map<string, string>, path = '/artefacts') =>
    readFolder(fakeSystem({ programs: {}, files }), path)

  test('is read', () => expect(read(disk()).kind).toBe('folder'))
  test('may not be there', () => expect(read(disk(), '/elsewhere').kind).toBe('wrong'))
  test('may not be readable', () => {
    const { files, ...system } = fakeSystem({ programs: {}, files: disk() })
    const failed = { kind: 'failed', reason: 'the disk is broken' } as const
    for (const part of ['read', 'list'])
      expect(
        readFolder({ ...system, files: { ...files, [part]: () => failed } }, '/artefacts'),
      ).toMatchObject({
        kind: 'wrong',
      })
  })
})

test('the word that a run leaves is read as it was written', () => {
  const system = fakeSystem({ programs: {}, files: new Map() })
  const state = {
    verdict: 'lockdown',
    policySha256: '',
    artefactSha256: 'b'.repeat(64),
    backend: 'nft',
    since: 1_800_000_000,
    reason: 'two\nlines',
    listingSha256: '',
  } as const
  expect(readState(system, '/run/x')).toBeUndefined()
  writeState(system, '/run/x', state)
  expect(readState(system, '/run/x')).toEqual({ ...state, reason: 'two lines' })
  system.files.write('/run/x/state', 'verdict fine\n')
  expect(readState(system, '/run/x')).toBeUndefined()
})
