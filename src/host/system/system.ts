/**
 * All that this room can do to a machine. Everything in `host/` is given one and touches nothing else, so that a test
 * can make any step of anything fail, hang or be the last one.
 */
export interface System {
  /** Runs a command to its end. Never throws: what goes wrong is in the result. */
  readonly run: (command: Command) => Promise<CommandResult>
  readonly files: SystemFiles
  readonly clock: Clock
}

export interface Command {
  /** Looked for on the PATH. */
  readonly program: string
  readonly arguments: readonly string[]
  /** Its standard input; left out: none. */
  readonly input?: string
  /** Left out: `hostLimits.commandMilliseconds`. */
  readonly milliseconds?: number
}

export interface CommandResult {
  /** As a shell tells it: 127 where it could not be started, 128 and the signal's number where one ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Whether it was killed because it took too long. */
  readonly timedOut: boolean
}

/** Paths are absolute. Nothing throws: what goes wrong is a value with a reason that a person understands. */
export interface SystemFiles {
  /** A text that is longer than `hostLimits.fileBytes` is no text that we read: `failed`. */
  readonly read: (path: string) => FileReading
  /** Names in a folder, sorted; `missing` where there is no such folder. */
  readonly list: (folder: string) => FolderReading
  /** Writes whole or not at all: a temporary file beside it, synced and renamed. */
  readonly write: (path: string, text: string) => FileChange
  /** Writes into a file that is there, at once: for /proc/sys, where nothing can be renamed. */
  readonly set: (path: string, text: string) => FileChange
  /** With the folders above it; one that is there already is fine. */
  readonly makeFolder: (path: string) => FileChange
  /** A file or a folder with all that is in it; one that is not there is fine. */
  readonly remove: (path: string) => FileChange
  /** Puts a file or folder in another's place, which must not be a folder with anything in it. */
  readonly rename: (from: string, to: string) => FileChange
  /**
   * Takes an exclusive lock (flock(2)) that ends with this process and the commands that it started, however they end.
   */
  readonly lock: (path: string, seconds: number) => Promise<LockResult>
}

export type FileReading =
  | { readonly kind: 'read'; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string }

export type FolderReading =
  | { readonly kind: 'read'; readonly names: readonly string[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string }

export type FileChange =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }

export type LockResult =
  | { readonly kind: 'held'; readonly release: () => void }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Clock {
  /** Milliseconds since some moment, which never go back. */
  readonly monotonic: () => number
  /** Whole seconds since 1970. */
  readonly epochSeconds: () => number
  readonly wait: (milliseconds: number) => Promise<void>
}
