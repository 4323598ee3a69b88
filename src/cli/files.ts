import { closeSync, openSync, readSync } from 'node:fs'
import { isMissing, reasonOf } from './file-error.ts'
import type { Files, ReadResult } from './world.ts'
import { writeAll } from './write-all.ts'

/** The files of the machine. */
export const machineFiles: Files = { read: (path, bytesMax) => read(path, bytesMax), writeAll }

/** Reads until the end or the limit, so that pipes (`<(...)`) and devices without an end work too. */
const read = (path: string, bytesMax: number): ReadResult => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const bytes = Buffer.alloc(bytesMax)
    let length = 0
    while (length < bytesMax) {
      const count = readSync(descriptor, bytes, length, bytesMax - length, null)
      if (count === 0) break
      length += count
    }
    return { kind: 'read', bytes: bytes.subarray(0, length) }
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
