/**
 * Goal: a folder holds the old set or the new one, never a mixture, and nothing outside it is ever written.
 * Method: real folders; each step of the file system is made to fail in turn, and what is left is compared.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Operations } from '../../src/cli/write-all.ts'
import { writeAll } from '../../src/cli/write-all.ts'

let root: string
let folder: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'qubes-tor-fw-test-'))
  folder = join(root, 'out')
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const names = ['a.nft', 'b.torrc', 'c.conf']
const files = (text: string) => names.map((name) => ({ name, text: `${text} ${name}\n` }))
const contents = () =>
  Object.fromEntries(
    fs.readdirSync(folder).map((name) => [name, fs.readFileSync(join(folder, name), 'utf8')]),
  )
const expected = (text: string) =>
  Object.fromEntries(files(text).map((file) => [file.name, file.text]))

describe('a set of files', () => {
  test('is written whole into a new folder, readable by all whatever the umask, and twice is once', () => {
    const before = process.umask(0o077)
    try {
      for (let time = 0; time < 2; time++) {
        expect(writeAll(join(root, 'deep', 'out'), files('new'))).toEqual({ kind: 'written' })
      }
    } finally {
      process.umask(before)
    }
    folder = join(root, 'deep', 'out')
    expect(contents()).toEqual(expected('new'))
    for (const name of names) expect(fs.statSync(join(folder, name)).mode & 0o777).toBe(0o644)
  })

  test('leaves other files alone', () => {
    fs.mkdirSync(folder)
    fs.writeFileSync(join(folder, 'mine.txt'), 'mine')
    writeAll(folder, files('new'))
    expect(contents()).toEqual({ ...expected('new'), 'mine.txt': 'mine' })
  })
})

describe('a link', () => {
  test('in the place of a file is not followed', () => {
    const victim = join(root, 'victim')
    fs.writeFileSync(victim, 'precious')
    fs.mkdirSync(folder)
    fs.symlinkSync(victim, join(folder, 'b.torrc'))
    expect(writeAll(folder, files('new'))).toMatchObject({ kind: 'failed' })
    expect(fs.readFileSync(victim, 'utf8')).toBe('precious')
    expect(fs.readdirSync(folder)).toEqual(['b.torrc'])
  })

  test('in the place of the folder is not followed, also where it leads nowhere', () => {
    const elsewhere = join(root, 'elsewhere')
    fs.symlinkSync(elsewhere, folder)
    expect(writeAll(folder, files('new'))).toMatchObject({ kind: 'failed' })
    expect(fs.existsSync(elsewhere)).toBe(false)
    fs.mkdirSync(elsewhere)
    expect(writeAll(folder, files('new'))).toEqual({
      kind: 'failed',
      reason: 'it is a symbolic link',
    })
    expect(fs.readdirSync(elsewhere)).toEqual([])
  })

  test('to a file counts as the file: a hard link keeps its old text elsewhere', () => {
    fs.mkdirSync(folder)
    fs.writeFileSync(join(root, 'other'), 'old')
    fs.linkSync(join(root, 'other'), join(folder, 'a.nft'))
    expect(writeAll(folder, files('new'))).toEqual({ kind: 'written' })
    expect(fs.readFileSync(join(root, 'other'), 'utf8')).toBe('old')
  })
})

describe('what stands in the way', () => {
  test('is said, and nothing is written', () => {
    fs.mkdirSync(join(folder, 'c.conf'), { recursive: true })
    expect(writeAll(folder, files('new'))).toEqual({
      kind: 'failed',
      reason: 'c.conf in it is no plain file',
    })
    expect(fs.readdirSync(folder)).toEqual(['c.conf'])
    expect(
      writeAll(join(root, 'file', 'out'), files('new'), failing('mkdirSync', 1, 'EROFS')),
    ).toEqual({ kind: 'failed', reason: 'the file system is read-only' })
    fs.writeFileSync(join(root, 'plain'), '')
    expect(writeAll(join(root, 'plain'), files('new'))).toMatchObject({ reason: 'it is no folder' })
  })
})

/** The file system, of which the `nth` call of one operation fails. */
const failing = (name: keyof Operations, nth: number, code: string): Operations => {
  const real: Operations = { ...fs }
  let calls = 0
  const fail = (...values: readonly unknown[]): unknown => {
    calls++
    if (calls === nth) throw Object.assign(new Error(code), { code })
    return Reflect.apply(real[name], fs, values)
  }
  return { ...real, [name]: fail }
}

describe('a failure at any step', () => {
  const steps = (
    [
      'mkdtempSync',
      'openSync',
      'writeFileSync',
      'fchmodSync',
      'fsyncSync',
      'copyFileSync',
      'renameSync',
    ] as const
  ).flatMap((name) => [1, 2, 3].map((nth) => [name, nth] as const))

  test.each(steps.filter(([name, nth]) => name !== 'mkdtempSync' || nth === 1))(
    'leaves the old set: %s, call %i',
    (name, nth) => {
      writeAll(folder, files('old'))
      expect(writeAll(folder, files('new'), failing(name, nth, 'ENOSPC'))).toEqual({
        kind: 'failed',
        reason: 'no space is left',
      })
      expect(contents()).toEqual(expected('old'))
    },
  )

  test.each([1, 2, 3])('leaves no file where there was none: rename %i', (nth) => {
    writeAll(folder, files('new'), failing('renameSync', nth, 'EIO'))
    expect(contents()).toEqual({})
  })
})
