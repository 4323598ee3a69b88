import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program that tells what happens, line by line, until it ends. */
export interface Monitor {
  /** Undefined: it could not be started. */
  readonly pid: number | undefined
  readonly stop: () => void
}

export interface MonitorHandlers {
  readonly onLine: (line: string) => void
  /** What it says on standard error: it never has to. */
  readonly onComplaint: (line: string) => void
  /** Once, with the reason in half a sentence. */
  readonly onEnd: (why: string) => void
}

export type StartMonitor = (kind: MonitorKind, handlers: MonitorHandlers) => Monitor

/** What there is to listen to, and the netlink protocol that it comes by. */
export const monitorKinds = {
  ruleset: { program: 'nft', arguments: ['monitor'], protocol: 12 },
  interface: {
    program: 'ip',
    arguments: ['-o', 'monitor', 'link', 'address', 'netconf'],
    protocol: 0,
  },
} as const
export type MonitorKind = keyof typeof monitorKinds

/** Starts one on this machine. It ends with us: what nobody reads ends at its next line. */
export const startMonitor: StartMonitor = (kind, { onLine, onComplaint, onEnd }) => {
  const { program, arguments: words } = monitorKinds[kind]
  const child = spawn(program, [...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  })
  let isOver = false
  const end = (why: string) => {
    if (isOver) return
    isOver = true
    onEnd(why)
  }
  child.on('error', () => end(`${program} could not be started`))
  child.on('exit', (code, signal) =>
    end(`${program} ended with ${signal === null ? code : signal}`),
  )
  createInterface({ input: child.stdout }).on('line', onLine)
  createInterface({ input: child.stderr }).on('line', onComplaint)
  return {
    pid: child.pid,
    stop: () => {
      isOver = true
      child.kill('SIGKILL')
    },
  }
}
