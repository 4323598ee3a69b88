import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LogEntry } from '../../../src/host/watch/index.ts'
import type { Router } from '../lab/index.ts'
import { programPath } from '../lab/program.ts'

/** An entry of the watch's log, and when it came, in milliseconds. */
export interface Told {
  readonly entry: LogEntry
  readonly at: number
}

export interface WatchProcess {
  readonly told: readonly Told[]
  readonly pid: number
  readonly stateFolder: string
  /** The first entry from there on that is wanted; fails where none comes in time. */
  readonly next: (from: number, wanted: (entry: LogEntry) => boolean) => Promise<Told>
  /** Waits until it has nothing to tell any more, and how much it has told then. */
  readonly quiet: () => Promise<number>
  /** Asks it to end, and gives its exit code. */
  readonly stop: () => Promise<number | null>
  readonly ended: Promise<number | null>
}

const WAIT_MILLISECONDS = 8_000

/** Starts `watch` on a router, as root there. */
export const startWatch = (router: Router, ...words: readonly string[]): WatchProcess => {
  const stateFolder = mkdtempSync(join(tmpdir(), 'watch-'))
  const line = [programPath, 'watch', '--format', 'json', '--state', stateFolder, ...words]
  const child = spawn('ip', ['netns', 'exec', router.namespace, process.execPath, ...line], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: Told[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    told.push({ entry: JSON.parse(text) as LogEntry, at: performance.now() })
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const pause = (milliseconds: number) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds))
  const next: WatchProcess['next'] = async (from, wanted) => {
    const late = performance.now() + WAIT_MILLISECONDS
    for (;;) {
      const found = told.slice(from).find(({ entry }) => wanted(entry))
      if (found) return found
      if (performance.now() > late)
        throw new Error(`not told in time; told were ${JSON.stringify(told.slice(from))}`)
      await pause(5)
    }
  }
  const quiet = async (): Promise<number> => {
    let known = -1
    while (known !== told.length) {
      known = told.length
      await pause(350)
    }
    return known
  }
  return {
    told,
    pid: child.pid ?? 0,
    stateFolder,
    next,
    quiet,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
    ended,
  }
}
