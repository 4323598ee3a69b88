import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandResult } from '../lab/command.ts'
import type { Router } from '../lab/index.ts'
import { writeFolder } from './folder.ts'

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** All that the loader calls. Its path holds these and nothing else, so that any of them can be missing or fail. */
export const loaderTools = [
  ...[
    'sh',
    'true',
    'timeout',
    'flock',
    'sha256sum',
    'cp',
    'mkdir',
    'mv',
    'rm',
    'sed',
    'cat',
    'date',
    'id',
  ],
  ...['sort', 'ip', 'nft', 'conntrack'],
  ...['iptables', 'ip6tables'].flatMap((family) => [
    `${family}-restore`,
    `${family}-legacy-restore`,
    `${family}-nft-restore`,
  ]),
  'arptables-nft-restore',
] as const

/** What it calls where it is there. */
export const furtherTools = ['qubes-tor-fw', 'qubesdb-read'] as const

export type LoaderTool = (typeof loaderTools | typeof furtherTools)[number]

/** What a shell of that name is started by, in the first line of a script. */
export const shells = {
  dash: '#!/bin/dash',
  bash: '#!/bin/bash --posix',
  busybox: '#!/bin/busybox sh',
} as const

export type Shell = keyof typeof shells

/** A gateway's files in a folder of their own: the loader, what it loads, and the tools that it finds. */
export interface Box {
  readonly folder: string
  readonly artefacts: string
  readonly state: string
  readonly config: string
  /** A file with the number of the loader's process, which is that of its session too. */
  readonly guard: string
  /** Takes a tool away, or puts a script in its place. */
  replace(tool: LoaderTool, script?: string): void
  /** Puts the real tool back. */
  restore(tool: LoaderTool): void
  load(
    args?: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<CommandResult>
  /** What the state file says, by key; empty where there is none. */
  said(): Readonly<Record<string, string>>
}

const systemPath = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

export const realTool = (tool: string): string => {
  const found = systemPath.map((folder) => join(folder, tool)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`no ${tool} on ${systemPath.join(delimiter)}`)
  return found
}

/** Applets of Debian's busybox stand in for the tools of coreutils and the like where the shell is busybox's. */
const busyboxHas = new Set<string>('sh sha256sum cp mkdir mv rm sed cat date id sort'.split(' '))

const install = (folder: string, shell: Shell): void => {
  for (const name of ['load', 'load-steps']) {
    const text = readFileSync(join(root, 'packaging/boot', name), 'utf8')
    writeFileSync(join(folder, name), text.replace(/^#!.*/, shells[shell]), { mode: 0o755 })
  }
}

export const makeBox = (
  router: Pick<Router, 'namespace' | 'exec'>,
  name: string,
  shell: Shell = 'dash',
): Box => {
  const folder = `/run/box-${router.namespace}-${name}`
  const bin = join(folder, 'bin')
  for (const each of ['bin', 'rw']) mkdirSync(join(folder, each), { recursive: true })
  install(folder, shell)
  const box: Box = {
    folder,
    artefacts: join(folder, 'artefacts'),
    state: join(folder, 'state'),
    config: join(folder, 'rw'),
    guard: join(folder, 'guard'),
    replace: (tool, script) => {
      rmSync(join(bin, tool), { force: true })
      if (script === undefined) return
      writeFileSync(join(bin, tool), `#!/bin/sh\n${script}\n`)
      chmodSync(join(bin, tool), 0o755)
    },
    restore: (tool) => {
      rmSync(join(bin, tool), { force: true })
      const isApplet = shell === 'busybox' && busyboxHas.has(tool)
      symlinkSync(isApplet ? '/bin/busybox' : realTool(tool), join(bin, tool))
    },
    load: (args = [], environment = {}) => {
      const variables = {
        QUBES_TOR_FW_PATH: bin,
        QUBES_TOR_FW_STATE: box.state,
        QUBES_TOR_FW_ARTEFACTS: box.artefacts,
        QUBES_TOR_FW_CONFIG: box.config,
        QUBES_TOR_FW_CLIENT_FACING: '10.137.0.1',
        ...environment,
      }
      const set = Object.entries(variables).map(([key, value]) => `${key}=${value}`)
      const loader = ['sh', '-c', 'echo $$ >"$0"; exec "$@"', box.guard, join(folder, 'load')]
      return router.exec('env', ['-i', ...set, 'setsid', '--wait', ...loader, ...args])
    },
    said: () => {
      const path = join(box.state, 'state')
      if (!existsSync(path)) return {}
      const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
      return Object.fromEntries(
        lines.map((line) => [line.split(' ')[0], line.replace(/^\S* /, '')]),
      )
    },
  }
  for (const tool of loaderTools) box.restore(tool)
  writeFolder(box.artefacts)
  return box
}
