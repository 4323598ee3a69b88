import { resolve } from 'node:path'
import { visible } from '../diagnostics/index.ts'
import { reasonOf } from '../host/files/index.ts'
import type { ReadResult, World } from './world.ts'

/** A text and the name it goes by in diagnostics, or why it could not be read. */
export type Input =
  | { readonly kind: 'text'; readonly source: string; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string }

/** The longest character of UTF-8. One that the limit cuts in two is left out, and is no fault of the text. */
const CHARACTER_BYTES_MAX = 4

/**
 * Reads UTF-8 text from a file, or from standard input where the name is `-`.
 * Of a text longer than `bytesMax` comes a piece from its start that is longer than that too, so that
 * whoever judges the text can say that it is too long.
 */
export const readInput = async (world: World, name: string, bytesMax: number): Promise<Input> => {
  const source = name === '-' ? '<stdin>' : name
  const failed = (reason: string): Input => ({
    kind: 'failed',
    reason: `cannot read \`${visible(source)}\`: ${reason}`,
  })
  const limit = bytesMax + CHARACTER_BYTES_MAX
  const result = name === '-' ? await readStandard(world, limit) : readFile(world, name, limit)
  switch (result.kind) {
    case 'missing':
      return failed('there is no such file')
    case 'failed':
      return failed(result.reason)
    case 'read':
      return { kind: 'text', source, text: decode(result.bytes, result.bytes.length === limit) }
  }
}

const readFile = (world: World, name: string, bytesMax: number) =>
  world.files.read(resolve(world.cwd, name), bytesMax)

/** Stops as soon as it has enough: an endless stream must not fill the memory. */
const readStandard = async (world: World, bytesMax: number): Promise<ReadResult> => {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of world.stdin()) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= bytesMax) break
    }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  }
  return { kind: 'read', bytes: Buffer.concat(chunks).subarray(0, bytesMax) }
}

/** Bytes that are no UTF-8 become U+FFFD, which no policy may hold: its reader then says where. */
const decode = (bytes: Uint8Array, isCut: boolean): string =>
  new TextDecoder().decode(bytes, { stream: isCut })
