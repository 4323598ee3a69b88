import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const cache = join(root, '.cache')

/** What the packages depend on, so that dpkg installs them with no network; and what a shell of ours needs. */
const dependencies = ['nftables', 'conntrack', 'iproute2', 'tor', 'systemd']
const suite = process.env['QUBES_TOR_FW_SUITE'] ?? 'bookworm'

const MINUTES_MAX = 10
/** Output of a build is long; more than this is a loop. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

export interface Result {
  readonly status: number | null
  readonly said: string
}

export const call = (
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string
    readonly env?: NodeJS.ProcessEnv
    readonly input?: string
  } = {},
): Result => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: MINUTES_MAX * 60_000,
    maxBuffer: OUTPUT_BYTES_MAX,
    cwd: root,
    ...options,
  })
  return { status, said: `${stdout}${stderr}` }
}

/** Calls what has to succeed, and gives back what it said. */
export const must = (
  command: string,
  args: readonly string[],
  options: Parameters<typeof call>[2] = {},
): string => {
  const { status, said } = call(command, args, options)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${said}`)
  return said
}

/** A folder of the test's own, outside of the project. */
export const makeFolder = (name: string): string =>
  mkdtempSync(join(tmpdir(), `qubes-tor-fw-${name}-`))

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** Files of that folder whose names end so, by their whole paths. */
export const filesOf = (folder: string, end: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => join(folder, name))

/** A root folder with a small Debian and what our packages depend on, from an archive that is made once. */
export const makeRoot = (): string => {
  const archive = join(cache, `${[suite, ...dependencies].join('-')}.tar`)
  if (!existsSync(archive)) {
    mkdirSync(cache, { recursive: true })
    const words = ['--variant=minbase', '--mode=root', `--include=${dependencies.join(',')}`]
    must('mmdebstrap', [...words, suite, `${archive}.new.tar`])
    renameSync(`${archive}.new.tar`, archive)
  }
  const folder = makeFolder('root')
  execFileSync('tar', ['--extract', '--numeric-owner', '-f', archive, '-C', folder])
  return folder
}

/** What the root's own processes, network and mounts are: none of the machine's. */
const enter = `
mount -t proc proc "$ROOT/proc"
mount -t sysfs sysfs "$ROOT/sys"
mount -t tmpfs tmpfs "$ROOT/run"
ip link set lo up
`

/**
 * Runs a story in namespaces of its own, as root, and gives back what each of its chapters said, by name.
 * `chapter NAME` begins one; `inside COMMAND...` runs a command in the root folder.
 */
export const tell = (folder: string, story: string): ReadonlyMap<string, string> => {
  const script = `
set -e
${enter}
chapter() { printf '\\n=== %s\\n' "$1"; }
inside() { chroot "$ROOT" "$@"; }
${story}`
  const words = [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    'sh',
    '-c',
    `exec 2>&1\n${script}`,
  ]
  const said = must('unshare', words, {
    cwd: folder,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ROOT: folder, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return new Map(
    said
      .split(/^=== /m)
      .slice(1)
      .map((text) => {
        const end = text.indexOf('\n')
        return [text.slice(0, end), text.slice(end + 1)]
      }),
  )
}

/** Whether the prover of this tree says that nothing of a client escapes from those rules of nft. */
export const isProved = (ruleset: string): boolean =>
  call(
    process.execPath,
    [
      'dist/start.cjs',
      'verify',
      '--only',
      'no-client-escape',
      '--policy',
      'policy/torvm.yaml',
      '-',
    ],
    { input: ruleset },
  ).status === 0
