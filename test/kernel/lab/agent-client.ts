import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Counters, Reply, Report, Request } from './agent-protocol.ts'

/** The test's end of one agent. Every call waits for the agent's answer. */
export interface Agent {
  ask(request: Exclude<Request, { kind: 'counters' | 'reports' }>): Promise<void>
  counters(): Promise<Counters>
  reports(): Promise<readonly Report[]>
  /** Ends the process at once, as a crash would: its sockets become nobody's. */
  kill(): Promise<void>
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const call = (child: ChildProcessWithoutNullStreams) => {
  const waiting = new Map<number, Waiting>()
  const errors: string[] = []
  let last = 0
  let ended = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply: Reply = JSON.parse(line)
    const waiter = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.ok) waiter?.resolve(reply.value)
    else waiter?.reject(new Error(`agent: ${reply.error}`))
  })
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  child.stdin.on('error', () => {})
  child.on('close', () => {
    ended = true
    for (const waiter of waiting.values())
      waiter.reject(new Error(`agent ended: ${errors.join('').slice(0, 2000)}`))
    waiting.clear()
  })
  return (request: Request): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(new Error(`agent has ended: ${errors.join('').slice(0, 2000)}`))
        return
      }
      last += 1
      waiting.set(last, { resolve, reject })
      child.stdin.write(`${JSON.stringify({ id: last, request })}\n`)
    })
}

/**
 * Starts the agent in a network namespace, where asked as another user: `tor-only` lets one uid out and no other.
 * `bundle` is the agent as one plain JavaScript file, which any Node of the project's range runs.
 */
export const startAgent = (namespace: string, bundle: string, uid?: number): Agent => {
  const command = ['netns', 'exec', namespace]
  const asUser = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, '--clear-groups']
  const child = spawn('ip', [...command, ...asUser, process.execPath, bundle], { stdio: 'pipe' })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  child.on('error', () => {})
  const request = call(child)
  return {
    ask: async (what) => {
      await request(what)
    },
    counters: async () => (await request({ kind: 'counters' })) as Counters,
    reports: async () => (await request({ kind: 'reports' })) as readonly Report[],
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
