import { spawn } from 'node:child_process'
import { limits } from './limits.ts'

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end, with `input` on its standard input. A command that cannot start counts as code 127. */
export const run = (command: string, args: readonly string[], input = ''): Promise<CommandResult> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'pipe', timeout: limits.commandMilliseconds })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let bytes = 0
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limits.commandBytes) child.kill('SIGKILL')
      else into.push(chunk)
    }
    child.stdout.on('data', collect(stdout))
    child.stderr.on('data', collect(stderr))
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }))
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout).toString(),
        stderr: `${Buffer.concat(stderr)}${signal ? `\nended by ${signal}` : ''}`,
      }),
    )
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })

/** As `run`, for what the lab itself needs: any failure is a bug or a missing tool. */
export const mustRun = async (
  command: string,
  args: readonly string[],
  input = '',
): Promise<string> => {
  const result = await run(command, args, input)
  if (result.code !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit ${result.code}\n${result.stderr}`)
  return result.stdout
}
