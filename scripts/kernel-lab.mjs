/**
 * Runs the tests of project `kernel` inside fresh namespaces: as root in a network and a mount namespace,
 * as anybody else in a user namespace too. Nothing in them can touch the machine's own network.
 * Arguments go to vitest, and vitest's exit code comes back.
 * Where the lab cannot run, that is a failure with CI=true; otherwise it says loudly what was skipped and why.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeMissing, ensureLabTools, searchPath } from './lab-tools.mjs'
import { findTor } from './lab-tor.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const self = fileURLToPath(import.meta.url)

/** The tests look for it, and look around for themselves too (test/kernel/lab/guard.ts). */
const marker = 'QUBES_TOR_FW_LAB'

const environment = { ...process.env, PATH: searchPath }

/** Ways into fresh namespaces, the preferred one first. */
const ways =
  process.getuid?.() === 0
    ? [
        ['-n', '-m'],
        ['-r', '-n', '-m'],
      ]
    : [['-r', '-n', '-m']]

/** What the lab needs of the kernel: a tmpfs, a named namespace, a VXLAN device, and nf_tables. */
const probe = [
  'set -e',
  'mount --make-rprivate /',
  'mount -t tmpfs tmpfs /run',
  'ip link set lo up',
  'ip netns add probe',
  'ip -n probe link add probe0 type vxlan id 1 dstport 4789',
  "ip netns exec probe nft 'add table inet probe'",
].join('\n')

const tail = (text) => text.trim().split('\n').at(-1) ?? ''

/** The first way that works, or why none does. */
const findWay = () => {
  let reason = 'no way into a network namespace'
  for (const way of ways) {
    const args = [...way, 'sh', '-c', probe]
    const tried = spawnSync('unshare', args, {
      env: environment,
      encoding: 'utf8',
      timeout: 30_000,
    })
    if (tried.status === 0) return { way }
    reason = `unshare ${way.join(' ')}: ${tail(tried.stderr) || tried.error?.message || 'failed'}`
  }
  return { reason }
}

const isKernelTest = (path) =>
  /\.kernel\.test\.ts$/.test(path) || /^test[/\\]kernel[/\\].*\.test\.ts$/.test(path)

/** How many test files stay unrun. */
const countTests = () =>
  ['src', 'test', 'packages']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((path) =>
        join(folder, String(path)),
      ),
    )
    .filter((path) => !path.includes('node_modules') && isKernelTest(path)).length

const cannotRun = (reason) => {
  const files = countTests()
  if (process.env.CI === 'true') {
    console.error(
      `kernel lab: FAILED, it cannot run here: ${reason}; ${files} test files were not run`,
    )
    return 1
  }
  const line = '='.repeat(78)
  console.error(
    `${line}\nkernel lab: SKIPPED: ${reason}\n${files} test files were NOT run\n${line}`,
  )
  return 0
}

const setUp = (command, ...args) => {
  const done = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

/** Second half, inside the namespaces. */
const inside = (args) => {
  setUp('mount', '--make-rprivate', '/')
  setUp('mount', '-t', 'tmpfs', 'tmpfs', '/run')
  mkdirSync('/run/netns')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const command = [vitest, 'run', '--project', 'kernel', '--configLoader', 'runner', ...args]
  const done = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [marker]: 'inside' },
  })
  return done.status ?? 1
}

/** Waits for the command; whoever stops us stops it too, and with it everything inside. */
const runToEnd = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: environment })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => child.kill('SIGKILL'))
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })

const main = (args) => {
  if (args[0] === '--inside') return inside(args.slice(1))
  if (process.platform !== 'linux') return cannotRun(`${process.platform} is not Linux`)
  const missing = ensureLabTools()
  if (missing.length > 0) return cannotRun(describeMissing(missing))
  const { way, reason } = findWay()
  if (!way) return cannotRun(reason)
  const tor = findTor()
  if (tor !== undefined) environment.TOR_PROGRAM = tor
  // Whatever the tests leave behind ends with the namespaces' first process.
  const enter = [...way, '--fork', '--kill-child', process.execPath, self, '--inside', ...args]
  return runToEnd('unshare', enter)
}

process.exitCode = await main(process.argv.slice(2))
