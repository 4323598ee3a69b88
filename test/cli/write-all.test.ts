/**
 * Goal: a folder holds the old set or the new one, never a mixture, and nothing outside it is ever written.
 * Method: real folders; each step of the file system is made to fail in turn, and what is left is compared.
 */
import { createHash } from 'node:crypto'
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

/** The file system up to its `nth` call, after which whoever used it is dead: nothing of it happens any more. */
const dyingAt = (nth: number): Operations => {
  const real: Operations = { ...fs }
  let calls = 0
  const until =
    (name: keyof Operations) =>
    (...values: readonly unknown[]): unknown => {
      calls++
      if (calls > nth) throw Object.assign(new Error('killed'), { code: 'EKILLED' })
      return Reflect.apply(real[name], fs, values)
    }
  const names = Object.keys(dying) as (keyof Operations)[]
  return Object.fromEntries(names.map((name) => [name, until(name)])) as unknown as Operations
}
const dying: Record<keyof Operations, true> = {
  closeSync: true,
  copyFileSync: true,
  fchmodSync: true,
  fsyncSync: true,
  lstatSync: true,
  mkdirSync: true,
  mkdtempSync: true,
  openSync: true,
  renameSync: true,
  rmSync: true,
  writeFileSync: true,
}

describe('a death at any call', () => {
  const sealed = (text: string) => {
    const listed = files(text)
    const sums = listed.map(
      (each) => `${createHash('sha256').update(each.text).digest('hex')}  ${each.name}\n`,
    )
    return [...listed, { name: 'SHA256SUMS', text: sums.join('') }]
  }
  /** As `sha256sum -c` in that folder. */
  const isWhole = (): boolean =>
    fs
      .readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n')
      .every((line) => {
        const [digest, name = ''] = line.split('  ')
        return (
          createHash('sha256')
            .update(fs.readFileSync(join(folder, name)))
            .digest('hex') === digest
        )
      })
  const stateOf = (): 'old' | 'new' | 'mixed' => {
    const texts = names.map((name) => fs.readFileSync(join(folder, name), 'utf8').split(' ')[0])
    const [first, ...others] = new Set(texts)
    return others.length > 0 || (first !== 'old' && first !== 'new') ? 'mixed' : first
  }

  test('leaves a folder that is old or new, or whose digests do not hold', () => {
    const seen = new Map<string, number>()
    for (let nth = 1; ; nth++) {
      writeAll(folder, sealed('old'))
      let died = true
      try {
        died = writeAll(folder, sealed('new'), dyingAt(nth)).kind === 'failed'
      } catch {
        // The staging folder stays.
      }
      const state = `${stateOf()} ${isWhole() ? 'whole' : 'not whole'}`
      seen.set(state, (seen.get(state) ?? 0) + 1)
      fs.rmSync(folder, { recursive: true })
      if (!died) break
      expect(nth).toBeLessThan(200)
    }
    expect([...seen.keys()].sort()).toEqual([
      'mixed not whole',
      'new not whole',
      'new whole',
      'old whole',
    ])
  })
})
