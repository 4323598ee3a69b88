import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../limits.ts'
import type { Boot } from './boot.ts'
import { bootEnvironment, programFolder, torrcOptions } from './boot.ts'
import { bootstrapped, listening } from './control.ts'
import { controlCookie, controlSocket, dataFolder, torFolder, torLog } from './torrc.ts'

/** The gateway's tor, as its unit runs it. */
export interface Tor {
  start(): Promise<void>
  /** `STOP` and `CONT` hold it and let it go on; `TERM` as `systemctl stop`, `KILL` as a crash, `HUP` as `systemctl reload`. */
  signal(name: 'TERM' | 'KILL' | 'HUP' | 'STOP' | 'CONT'): Promise<void>
  /** Whether it was started and has not ended since. */
  lives(): boolean
  /** Waits until clients can be served. */
  ready(): Promise<void>
}

const logBytes = 4000

const lastOfLog = async (): Promise<string> =>
  (await readFile(torLog, 'utf8').catch(() => 'no log')).slice(-logBytes)

/**
 * tor 0.4.9 aborts where it is asked for all its options as they are in a testing network (`--dump-config full`), and its
 * service asks that of it before each start. So what it is asked is without the testing network; what it runs is with it.
 */
const wrapper = (tor: string): string => `#!/bin/sh
for word; do
  [ "$word" != --dump-config ] || exec ${tor} "$@" --TestingTorNetwork 0
done
exec ${tor} "$@"
`

const writeWrapper = async ({ tor }: Boot): Promise<void> => {
  await mkdir(programFolder, { recursive: true })
  await writeFile(join(programFolder, 'tor'), wrapper(tor), { mode: 0o755 })
}

/** By what ships: the account's checks, its folders, its addresses on loopback, and the user's torrc looked through. */
const byService = async (boot: Boot): Promise<readonly string[]> => {
  await writeWrapper(boot)
  const service = join(boot.packaging, 'boot', 'tor-service')
  const own = [`QUBES_TOR_RUN=${torFolder}/run`, `QUBES_TOR_DATA=${dataFolder}`]
  const command = ['env', ...bootEnvironment(boot), ...own, service]
  await boot.world.gateway.mustExec('env', [...command.slice(1), 'prepare'])
  return [...command, 'run']
}

/** Where there is no account but root's, its service refuses: the same torrcs, run as they are. */
const byHand = async (boot: Boot): Promise<readonly string[]> => {
  await mkdir(dirname(controlSocket), { recursive: true, mode: 0o700 })
  const control = ['+ControlSocket', controlSocket, '--CookieAuthentication', '1']
  const options = [...control, '--CookieAuthFile', controlCookie, '--DataDirectory', dataFolder]
  return [boot.tor, ...(await torrcOptions(boot)), ...options, '--hush']
}

export const gatewayTor = (boot: Boot, uid: number): Tor => {
  const { gateway } = boot.world
  let ended: Promise<unknown> = Promise.resolve()
  let pid: number | undefined
  let lives = false
  const said: string[] = []
  return {
    start: async () => {
      await mkdir(torFolder, { recursive: true, mode: 0o755 })
      await gateway.mustExec('chown', ['-R', `${uid}:${uid}`, torFolder])
      const [command = '', ...options] = await (uid === 0 ? byHand(boot) : byService(boot))
      const child = gateway.spawn(command, options)
      pid = child.pid
      lives = true
      child.stdout.resume()
      said.length = 0
      child.stderr.on('data', (text: Buffer) => said.push(String(text)))
      child.once('exit', () => {
        if (child.pid === pid) lives = false
      })
      ended = new Promise((resolve) => child.once('close', resolve))
    },
    lives: () => lives,
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
          throw new Error(`tor does not bootstrap: ${said.join('')}\n${await lastOfLog()}`)
        await sleep(limits.pollMilliseconds)
      }
    },
  }
}
