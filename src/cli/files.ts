import { closeSync, openSync, readSync } from 'node:fs'
import { isMissing, reasonOf } from '../host/files/index.ts'
import type { Files, ReadResult } from './world.ts'
import { writeAll } from './write-all.ts'

/** The files of the machine. */
export const machineFiles: Files = { read: (path, bytesMax) => read(path, bytesMax), writeAll }

/** Limits are far above what files mostly have: memory is taken as it is needed. */
const CHUNK_BYTES = 128 * 1024

/** Reads until the end or the limit, so that pipes (`<(...)`) and devices without an end work too. */
const read = (path: string, bytesMax: number): ReadResult => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const chunks: Uint8Array[] = []
    let length = 0
    while (length < bytesMax) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, bytesMax - length))
      const count = readSync(descriptor, chunk, 0, chunk.length, null)
      if (count === 0) break
      chunks.push(chunk.subarray(0, count))
      length += count
    }
    return { kind: 'read', bytes: Buffer.concat(chunks) }
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
