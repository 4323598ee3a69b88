import { spawnSync } from 'node:child_process'

/** Debian's z3, run as a process on a script of SMT-LIB; how it is got: scripts/lab-tools.mjs. */

/** Seconds that one question may take. */
const SECONDS = 15

const hasZ3 = (): boolean => spawnSync('z3', ['--version']).status === 0

/** Whether z3 is at hand, after it was installed where that may be done. */
export const ensureZ3 = (): boolean => {
  if (hasZ3()) return true
  spawnSync(process.execPath, ['scripts/lab-tools.mjs', 'z3'], { stdio: 'inherit' })
  return hasZ3()
}

/** What z3 prints for the script, line by line; `timeout` in the place of an answer that took too long. */
export const runZ3 = (script: string): readonly string[] => {
  const { stdout, error } = spawnSync('z3', ['-in', '-smt2', `-T:${SECONDS}`], {
    input: script,
    encoding: 'utf8',
    timeout: (SECONDS + 5) * 1000,
    maxBuffer: 2 ** 28,
  })
  if (error) throw error
  const lines = stdout.split('\n').filter((line) => line !== '')
  const complaint = lines.find((line) => line.includes('error'))
  if (complaint !== undefined) throw new Error(`z3: ${complaint}`)
  return lines
}
