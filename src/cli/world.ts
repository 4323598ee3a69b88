import type { System } from '../host/system/index.ts'

/** All that a run can see or touch. A test makes one of its own; src/cli/main.ts makes that of the process. */
export interface World {
  /** The arguments behind the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** How this program is started, before its arguments. */
  readonly self: readonly [program: string, ...words: string[]]
  /** Absolute. */
  readonly cwd: string
  readonly stdin: () => AsyncIterable<Uint8Array>
  /** One line from standard input, within so many seconds; or, in its place, why none came. */
  readonly answer: (seconds: number) => Promise<string>
  readonly stdout: Output
  readonly stderr: Output
  readonly files: Files
  /** The machine that a command changes or reads as it runs; made only where one is asked for it. */
  readonly system: () => Promise<System>
}

export interface Output {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
}

/** Paths are absolute. Nothing throws: what goes wrong is a value with a reason that a person understands. */
export interface Files {
  /** At most `bytesMax` bytes from the start. */
  readonly read: (path: string, bytesMax: number) => ReadResult
  /** All of the files or none: each is complete on the disk before the first is put in its place. */
  readonly writeAll: (folder: string, files: readonly NewFile[]) => WriteResult
}

export type ReadResult =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string }

export interface NewFile {
  /** A name within the folder. */
  readonly name: string
  readonly text: string
}

export type WriteResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly reason: string }
