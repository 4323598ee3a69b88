import { closeSync, openSync } from 'node:fs'
import { machineFiles, reasonOf } from '../files/index.ts'
import { machineClock } from './clock.ts'
import { runCommand } from './run-command.ts'
import type { LockResult, System } from './system.ts'

/** The system that this process runs on. */
export const machineSystem = (): System => {
  const held = new Set<number>()
  return {
    run: (command) => runCommand(command, [...held]),
    files: { ...machineFiles, lock: (path, seconds) => lock(path, seconds, held) },
    clock: machineClock,
  }
}

/** What flock(1) is told to end with where another has the lock. */
const BUSY = 75

/**
 * A lock of flock(2) belongs to the open file, not to the process: flock(1) takes it on a descriptor that it shares
 * with us, and leaves it with us when it ends.
 */
const lock = async (path: string, seconds: number, held: Set<number>): Promise<LockResult> => {
  let descriptor: number
  try {
    descriptor = openSync(path, 'a', 0o644)
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  }
  const { code, stderr } = await runCommand(
    {
      program: 'flock',
      arguments: [
        '--exclusive',
        '--timeout',
        String(seconds),
        '--conflict-exit-code',
        String(BUSY),
        '3',
      ],
      milliseconds: (seconds + 5) * 1_000,
    },
    [descriptor],
  )
  if (code === 0) {
    held.add(descriptor)
    const release = () => {
      held.delete(descriptor)
      closeSync(descriptor)
    }
    return { kind: 'held', release }
  }
  closeSync(descriptor)
  if (code === BUSY) return { kind: 'busy' }
  return { kind: 'failed', reason: code === 127 ? 'flock is not installed' : stderr.trim() }
}
