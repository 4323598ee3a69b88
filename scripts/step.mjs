import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs one step of the tests and gives back `{ passed, failed, skipped, failures }`. Its output is shown as it comes, or
 * where it `isBeside` another step, when it has ended.
 * A step that counts tests writes its counts where QUBES_TOR_FW_COUNTS says; any other is one check.
 * A step that may be skipped ends well and writes no counts where it cannot run; it says itself why.
 * A step that fails without a failed test (it crashed, it ran no test, its time was up) is a failure of its own.
 */
export const runStep = async ({ title, command, minutesMax, countsTests, maySkip, isBeside }) => {
  const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-counts-'))
  const countsPath = join(folder, 'counts.json')
  const outputPath = isBeside ? join(folder, 'output') : undefined
  const started = performance.now()
  try {
    if (!isBeside) process.stdout.write(`\n=== ${title}\n`)
    const problem = await runCommand(command, { countsPath, outputPath, minutesMax })
    if (outputPath) process.stdout.write(`\n=== ${title}\n${readFileSync(outputPath, 'utf8')}`)
    const counts = countsTests ? readCounts(countsPath) : { ...noCounts, passed: problem ? 0 : 1 }
    const isSkipped = !problem && maySkip && !existsSync(countsPath)
    if (isSkipped)
      counts.skipped = [{ name: title, why: 'it cannot run here; its output says why' }]
    else if (counts.failed === 0 && (problem || counts.passed === 0)) {
      counts.failed = 1
      counts.failures = [{ name: title, why: problem ?? 'it ran no test' }]
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const outcome = isSkipped
      ? 'SKIPPED'
      : counts.failed === 0
        ? 'passed'
        : `FAILED (${problem ?? 'see above'})`
    process.stdout.write(`=== ${title}: ${outcome} in ${seconds} s\n`)
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Why it failed, or undefined. A whole process group is stopped where its time is up. */
const runCommand = ([program, ...words], { countsPath, outputPath, minutesMax }) =>
  new Promise((resolve) => {
    const output = outputPath ? openSync(outputPath, 'w') : 'inherit'
    const child = spawn(program, words, {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, QUBES_TOR_FW_COUNTS: countsPath },
      detached: true,
    })
    let timeIsUp = false
    const timer = setTimeout(() => {
      timeIsUp = true
      process.kill(-child.pid, 'SIGKILL')
    }, minutesMax * 60_000)
    if (outputPath) closeSync(output)
    // Every step that runs is stopped before this process ends.
    const stop = (signal) => {
      process.kill(-child.pid, signal)
      setImmediate(() => process.exit(1))
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const end = (problem) => {
      clearTimeout(timer)
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve(timeIsUp ? `stopped after ${minutesMax} minutes` : problem)
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) =>
      end(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`),
    )
  })

const noCounts = { passed: 0, failed: 0, skipped: [], failures: [] }

const readCounts = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return { ...noCounts }
  }
}
