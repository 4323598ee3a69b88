import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { hostLimits } from '../system/limits.ts'
import type { FileChange, FileReading, FolderReading, SystemFiles } from '../system/system.ts'
import { isMissing, reasonOf } from './file-error.ts'

/** Everyone may read what we write; nobody but its owner may change it. */
const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

/** The files of the machine; locks are taken in machine-system.ts, by a command. */
export const machineFiles: Omit<SystemFiles, 'lock'> = {
  read: (path) => read(path),
  list: (folder) => list(folder),
  write: (path, text) => changing(() => writeWhole(path, text)),
  set: (path, text) => changing(() => fs.writeFileSync(path, text, { flag: 'r+' })),
  makeFolder: (path) =>
    changing(() => void fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE })),
  remove: (path) => changing(() => fs.rmSync(path, { recursive: true, force: true })),
  rename: (from, to) => changing(() => fs.renameSync(from, to)),
}

/** Most files of /proc are shorter than the first piece; to make room for more costs more than to read them. */
const FIRST_CHUNK_BYTES = 4 * 1024
const CHUNK_BYTES = 128 * 1024

/** Reads to the end: files of /proc tell no size. */
const read = (path: string): FileReading => {
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, 'r')
    const chunks: Uint8Array[] = []
    let length = 0
    let size = FIRST_CHUNK_BYTES
    for (;;) {
      const chunk = Buffer.alloc(size)
      const count = fs.readSync(descriptor, chunk, 0, chunk.length, null)
      if (count === 0) break
      chunks.push(chunk.subarray(0, count))
      length += count
      if (count === size) size = CHUNK_BYTES
      if (length > hostLimits.fileBytes)
        return { kind: 'failed', reason: 'it is larger than any file of ours' }
    }
    const bytes = Buffer.concat(chunks)
    return { kind: 'read', text: bytes.toString('utf8'), bytes }
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

const list = (folder: string): FolderReading => {
  try {
    return { kind: 'read', names: fs.readdirSync(folder).sort() }
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) }
  }
}

const changing = (change: () => void): FileChange => {
  try {
    change()
    return { kind: 'done' }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  }
}

/** A loss of power leaves the old file or the new one: the text is on the disk before the name is. */
const writeWhole = (path: string, text: string): void => {
  const staging = `${path}.${process.pid}.new`
  try {
    fs.rmSync(staging, { force: true })
    // `wx`: a file that is there all the same was not put there by us.
    const descriptor = fs.openSync(staging, 'wx', FILE_MODE)
    try {
      fs.writeFileSync(descriptor, text)
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
    fs.renameSync(staging, path)
  } catch (error) {
    fs.rmSync(staging, { force: true })
    throw error
  }
  const folder = fs.openSync(dirname(path), 'r')
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}
