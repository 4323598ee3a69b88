import { mkdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../limits.ts'
import type { Namespace } from '../world/namespace.ts'
import { bootstrapped, listening } from './control.ts'
import { torFolder, torLog } from './torrc.ts'

/** The gateway's tor, as its unit runs it. */
export interface Tor {
  start(): Promise<void>
  /** `STOP` and `CONT` hold it and let it go on; `TERM` as `systemctl stop`, `KILL` as a crash, `HUP` as `systemctl reload`. */
  signal(name: 'TERM' | 'KILL' | 'HUP' | 'STOP' | 'CONT'): Promise<void>
  /** Waits until clients can be served. */
  ready(): Promise<void>
}

const logBytes = 4000

const lastOfLog = async (): Promise<string> =>
  (await readFile(torLog, 'utf8').catch(() => 'no log')).slice(-logBytes)

export const gatewayTor = (
  gateway: Namespace,
  program: string,
  torrcs: readonly string[],
  uid: number,
): Tor => {
  let ended: Promise<unknown> = Promise.resolve()
  let pid: number | undefined
  const asUser = uid === 0 ? [] : [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
  return {
    start: async () => {
      await mkdir(torFolder, { recursive: true, mode: 0o700 })
      await gateway.mustExec('chown', ['-R', `${uid}:${uid}`, torFolder])
      const child = gateway.spawn('setpriv', [...asUser, program, ...torrcs, '--hush'])
      pid = child.pid
      child.stdout.resume()
      child.stderr.resume()
      ended = new Promise((resolve) => child.once('close', resolve))
    },
    signal: async (name) => {
      if (pid === undefined) throw new Error('tor was not started')
      process.kill(pid, `SIG${name}`)
      if (name === 'HUP') await listening()
      else if (name === 'TERM' || name === 'KILL') await ended
    },
    ready: async () => {
      const end = performance.now() + limits.bootstrapMilliseconds
      while (!(await bootstrapped())) {
        if (performance.now() > end)
          throw new Error(`tor does not bootstrap:\n${await lastOfLog()}`)
        await sleep(limits.pollMilliseconds)
      }
    },
  }
}
