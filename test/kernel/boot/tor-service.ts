import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandResult } from '../lab/command.ts'
import type { Router } from '../lab/index.ts'
import type { Box } from './box.ts'

/** As Debian calls it. */
export const account = { name: 'debian-tor', uid: 4711 } as const

/** A Tor that the service became. */
export interface Running {
  /** Of tor itself. */
  pid(): Promise<number>
  stop(): Promise<void>
}

/** The service in the gateway of a box. */
export interface TorService {
  /** What it keeps while it runs. */
  readonly folder: string
  call(what: string, environment?: Readonly<Record<string, string>>): Promise<CommandResult>
  run(): Running
  clientGone(): Promise<CommandResult>
}

const installed = (name: string): string =>
  fileURLToPath(new URL(`../../../packaging/boot/${name}`, import.meta.url))

export const torServiceIn = (
  gateway: Pick<Router, 'namespace' | 'exec'>,
  box: Box,
  tor: string,
): TorService => {
  const bin = join(box.folder, 'tor-bin')
  mkdirSync(bin)
  if (tor.includes('/')) symlinkSync(tor, join(bin, 'tor'))
  const folder = join(box.folder, 'tor')
  const set = (more: Readonly<Record<string, string>> = {}) =>
    Object.entries({
      QUBES_TOR_FW_PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`,
      QUBES_TOR_FW_STATE: box.state,
      QUBES_TOR_FW_CONFIG: box.config,
      QUBES_TOR_RUN: folder,
      QUBES_TOR_DATA: join(box.folder, 'guards'),
      ...more,
    }).map(([key, value]) => `${key}=${value}`)
  const call = (script: string, args: readonly string[], more?: Readonly<Record<string, string>>) =>
    gateway.exec('env', ['-i', ...set(more), installed(script), ...args])
  return {
    folder,
    call: (what, environment) => call('tor-service', [what], environment),
    clientGone: () => call('client-gone', []),
    run: () => {
      // Each program becomes the next, so that the process is tor in the end.
      const command = ['netns', 'exec', gateway.namespace, 'env', '-i', ...set()]
      const child = spawn('ip', [...command, installed('tor-service'), 'run'], { stdio: 'ignore' })
      const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
      return {
        pid: async () => child.pid ?? 0,
        stop: async () => {
          child.kill('SIGKILL')
          await ended
        },
      }
    },
  }
}
