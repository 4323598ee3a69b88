import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Sight } from './sight.ts'

/**
 * A process of its own that looks: one that hangs in a proof, or takes all the memory there is, is killed, and the watch goes
 * on and locks down. It stays between two looks, since a proof that has been made once is made much faster again.
 */
export interface Inspector {
  readonly look: () => Promise<Sight>
  /** Ends it; the next look starts another. */
  readonly abandon: () => void
}

/** What the other process is told; anything else ends it. */
const LOOK = 'look'

interface Running {
  readonly ask: () => Promise<Sight>
  readonly kill: () => void
}

/** `command`: how this program is started as an inspector. */
export const startInspector = (
  [program, ...words]: readonly [string, ...string[]],
  env: Readonly<Record<string, string | undefined>>,
): Inspector => {
  let running: Running | undefined
  const abandon = (): void => {
    running?.kill()
    running = undefined
  }
  const start = (): Running => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...env } })
    let answer: (sight: Sight) => void = () => {}
    const end = (why: string): void => {
      if (running === self) running = undefined
      answer({ kind: 'unseen', why })
    }
    child.on('error', () => end('the process that looks could not be started'))
    child.on('exit', (code, signal) => end(`the process that looks ended with ${signal ?? code}`))
    child.stdin.on('error', () => {})
    createInterface({ input: child.stdout }).on('line', (line) => answer(parseSight(line)))
    const self: Running = {
      ask: () =>
        new Promise((resolve) => {
          answer = resolve
          child.stdin.write(`${LOOK}\n`)
        }),
      kill: () => {
        child.kill('SIGKILL')
      },
    }
    return self
  }
  return {
    look: () => {
      running ??= start()
      return running.ask()
    },
    abandon,
  }
}

/** It is this program, and what it writes is believed; what is cut off by its end is not. */
const parseSight = (line: string): Sight => {
  try {
    return JSON.parse(line) as Sight
  } catch {
    return { kind: 'unseen', why: 'the process that looks said what makes no sense' }
  }
}

/** The other side: looks whenever it is told to, until its input ends. */
export const serveInspector = async (
  input: AsyncIterable<Uint8Array>,
  write: (text: string) => void,
  look: () => Promise<Sight>,
): Promise<void> => {
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + Buffer.from(chunk).toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line !== LOOK) return
      write(`${JSON.stringify(await look())}\n`)
    }
  }
}
