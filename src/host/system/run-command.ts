import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { hostLimits } from './limits.ts'
import type { Command, CommandResult } from './system.ts'

/**
 * Runs a command in a process group of its own, so that one that hangs is killed with all that it started, and in the
 * C locale, so that what it prints is the same everywhere. `held` are descriptors of locks that it keeps as long as it lives: a
 * run of ours that is killed leaves `nft` at work, and nobody else may start before that has ended.
 */
export const runCommand = (command: Command, held: readonly number[]): Promise<CommandResult> =>
  new Promise((resolve) => {
    const child = spawn(command.program, [...command.arguments], {
      stdio: ['pipe', 'pipe', 'pipe', ...held],
      detached: true,
      env: { ...process.env, LC_ALL: 'C' },
    })
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    let bytes = 0
    let timedOut = false
    let isFull = false
    const kill = () => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended in the meantime.
      }
    }
    const timer = setTimeout(() => {
      timedOut = true
      kill()
      // Whoever left its group and holds the pipes open must not hold us.
      for (const pipe of [child.stdout, child.stderr]) pipe?.destroy()
    }, command.milliseconds ?? hostLimits.commandMilliseconds)
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= hostLimits.commandBytes) into.push(chunk)
      else {
        isFull = true
        kill()
      }
    }
    const end = (code: number, told = '') => {
      clearTimeout(timer)
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString()
      resolve({ code, stdout: text(output.stdout), stderr: text(output.stderr) + told, timedOut })
    }
    child.stdout?.on('data', collect(output.stdout))
    child.stderr?.on('data', collect(output.stderr))
    child.on('error', () => end(127))
    child.on('close', (code, signal) => {
      if (isFull) return end(128, 'it printed more than the limit')
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on('error', () => {})
    child.stdin?.end(command.input ?? '')
  })
