import * as fs from 'node:fs'
import { join } from 'node:path'
import { assert } from '../assert.ts'
import { isMissing, reasonOf } from '../host/files/index.ts'
import type { NewFile, WriteResult } from './world.ts'

/** Everyone may read a ruleset; nobody but its owner may change it. */
const FILE_MODE = 0o644

/** What of the file system is used, so that a test can make any step of it fail. */
export type Operations = Pick<
  typeof fs,
  | 'closeSync'
  | 'copyFileSync'
  | 'fchmodSync'
  | 'fsyncSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'mkdtempSync'
  | 'openSync'
  | 'renameSync'
  | 'rmSync'
  | 'writeFileSync'
>

/**
 * Writes a set of files into a folder: all of them or none.
 * A loader that met a new ruleset beside an old torrc would torify by ports where nobody listens. So every file
 * is written in full and synced in a private folder inside `folder` first, and only then do renames put them in
 * place; where a rename fails, those before it are undone. The last file vouches for the others (SHA256SUMS): it is put
 * in place when they are there for good, so that whatever kills this leaves a folder that is the old one, the new one,
 * or one of which the digests say that it is neither.
 * Neither the folder nor a file may be a symbolic link: who could plant one would choose which file is overwritten.
 */
export const writeAll = (
  folder: string,
  files: readonly NewFile[],
  operations: Operations = fs,
): WriteResult => {
  for (const { name } of files) assert(isPlainName(name), `\`${name}\` is a plain file name`)
  let staging: string | undefined
  try {
    const obstacle = prepareFolder(folder, operations) ?? findObstacle(folder, files, operations)
    if (obstacle !== undefined) return { kind: 'failed', reason: obstacle }
    staging = operations.mkdtempSync(join(folder, '.qubes-tor-fw-'))
    for (const file of files) writeOne(staging, file, operations)
    moveAll(staging, folder, files, operations)
    syncFolder(folder, operations)
    return { kind: 'written' }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (staging !== undefined) operations.rmSync(staging, { recursive: true, force: true })
  }
}

/** A name of something in a folder, which leads nowhere else. */
const isPlainName = (name: string): boolean =>
  !['', '.', '..'].includes(name) && !/[/\0]/.test(name)

const prepareFolder = (folder: string, operations: Operations): string | undefined => {
  operations.mkdirSync(parentOf(folder), { recursive: true })
  try {
    operations.mkdirSync(folder)
    return undefined
  } catch (error) {
    const stats = operations.lstatSync(folder, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink()) return 'it is a symbolic link'
    if (stats?.isDirectory()) return undefined
    if (stats) return 'it is no folder'
    throw error
  }
}

const parentOf = (folder: string): string => join(folder, '..')

/** What stands where a file should go, and is no plain file that may be replaced. */
const findObstacle = (
  folder: string,
  files: readonly NewFile[],
  operations: Operations,
): string | undefined => {
  for (const { name } of files) {
    const stats = operations.lstatSync(join(folder, name), { throwIfNoEntry: false })
    if (stats?.isSymbolicLink()) return `${name} in it is a symbolic link`
    if (stats && !stats.isFile()) return `${name} in it is no plain file`
  }
  return undefined
}

const writeOne = (staging: string, { name, text }: NewFile, operations: Operations): void => {
  // `wx`: a file that is there already was not put there by us.
  const descriptor = operations.openSync(join(staging, name), 'wx', FILE_MODE)
  try {
    operations.writeFileSync(descriptor, text)
    operations.fchmodSync(descriptor, FILE_MODE)
    operations.fsyncSync(descriptor)
  } finally {
    operations.closeSync(descriptor)
  }
}

/** Keeps a copy of each file that it replaces, so that all of it can be undone. */
const moveAll = (
  staging: string,
  folder: string,
  files: readonly NewFile[],
  operations: Operations,
): void => {
  const undo: (() => void)[] = []
  try {
    for (const [index, { name }] of files.entries()) {
      if (index === files.length - 1) syncFolder(folder, operations)
      const place = join(folder, name)
      const kept = join(staging, `${name}.before`)
      const replaces = keep(place, kept, operations)
      operations.renameSync(join(staging, name), place)
      undo.push(() =>
        replaces ? operations.renameSync(kept, place) : operations.rmSync(place, { force: true }),
      )
    }
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw error
  }
}

const keep = (place: string, kept: string, operations: Operations): boolean => {
  try {
    operations.copyFileSync(place, kept)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** The renames themselves survive a loss of power only once the folder is on the disk. */
const syncFolder = (folder: string, operations: Operations): void => {
  const descriptor = operations.openSync(folder, 'r')
  try {
    operations.fsyncSync(descriptor)
  } finally {
    operations.closeSync(descriptor)
  }
}
