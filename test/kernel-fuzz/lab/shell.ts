import { spawn } from 'node:child_process'

/** A shell that stays open inside a namespace: starting one for each command would cost more than the commands. */
export interface Shell {
  /** Runs a script and returns its exit code and all that it said. */
  run(script: string): Promise<{ readonly code: number; readonly output: string }>
  /** As `run`; any failure is a bug of the lab. */
  must(script: string): Promise<string>
  close(): Promise<void>
}

/** How long one script may take. */
const scriptMilliseconds = 30_000

export const openShell = (namespace: string): Shell => {
  const child = spawn('ip', ['netns', 'exec', namespace, 'sh'], { stdio: 'pipe' })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let text = ''
  let number = 0
  let look = () => {}
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    look()
  })
  child.stdin.on('error', () => {})
  const run = (script: string): Promise<{ code: number; output: string }> =>
    new Promise((resolve, reject) => {
      number += 1
      text = ''
      const end = new RegExp(`\\n?@end ${number} (\\d+)\\n$`)
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`the shell hangs at: ${script.slice(0, 500)}`))
      }, scriptMilliseconds)
      look = () => {
        const found = end.exec(text)
        if (!found) return
        clearTimeout(timer)
        look = () => {}
        resolve({ code: Number(found[1]), output: text.slice(0, found.index) })
      }
      child.stdin.write(`(\n${script}\n) 2>&1 </dev/null; echo "\n@end ${number} $?"\n`)
    })
  return {
    run,
    must: async (script) => {
      const { code, output } = await run(script)
      if (code !== 0) throw new Error(`exit ${code}: ${output}\n${script.slice(0, 2000)}`)
      return output
    },
    close: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
