/**
 * Boots a gateway under a real systemd, in a container that this makes: `npm run test:boot [-- vitest's arguments]`.
 * Its root is Debian's, made once by mmdebstrap below .cache; each boot gets a copy-on-write view of it that ends with
 * the boot. Nothing of the machine's own is bound into it: systemd changes the modes of devices that it finds.
 * systemd-nspawn is unpacked and not installed, since its package starts services. It needs root and a few seconds a boot.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeMissing, ensureLabTools } from './lab-tools.mjs'

const suite = 'bookworm'
/** Counted up with what the root is made of, so that an older one is not taken. */
const edition = 2
const packages = ['systemd', 'systemd-sysv', 'nftables', 'conntrack', 'iproute2', 'procps', 'tor']
const minutesMax = 10

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, '.cache/boot')
const machine = join(folder, `${suite}-${edition}`)
const nspawn = join(folder, 'tools/usr/bin/systemd-nspawn')

const call = (command, args, options = {}) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: minutesMax * 60_000,
    ...options,
  }).status === 0

/** Renamed when it is whole, so that half a root is never booted. */
const makeMachine = () => {
  if (existsSync(machine)) return true
  const half = `${machine}.half`
  rmSync(half, { recursive: true, force: true })
  const include = `--include=${packages.join(',')}`
  const options = ['--quiet', '--variant=minbase', '--mode=root', include, suite, half]
  if (!call('mmdebstrap', options)) return false
  renameSync(half, machine)
  return true
}

const unpackNspawn = () => {
  if (existsSync(nspawn)) return true
  const quiet = { cwd: folder, stdio: 'ignore' }
  call('apt-get', ['download', 'systemd-container'], quiet)
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
  return (
    archive !== undefined && call('dpkg', ['-x', archive, 'tools'], quiet) && existsSync(nspawn)
  )
}

/** What packages install: the default policy, compiled. */
const compileDefault = () =>
  call('sh', ['packaging/generate.sh', 'dist'], { cwd: root, stdio: 'ignore' })

/** Why it cannot run here; nothing where it can. */
const obstacle = () => {
  if (process.getuid?.() !== 0) return 'a container needs root'
  const missing = ensureLabTools(['mmdebstrap'])
  if (missing.length > 0) return describeMissing(missing)
  mkdirSync(folder, { recursive: true })
  if (!unpackNspawn()) return 'systemd-nspawn could not be had'
  if (!compileDefault()) return 'there is no build; npm run build makes one'
  if (!makeMachine()) return 'mmdebstrap could not make the root'
  return undefined
}

const reason = obstacle()
if (reason !== undefined) {
  const isFatal = process.env.CI === 'true'
  console.error(`boot lab: ${isFatal ? 'FAILED' : 'SKIPPED'}, it cannot run here: ${reason}`)
  process.exitCode = isFatal ? 1 : 0
} else {
  const done = spawnSync(
    process.execPath,
    ['scripts/kernel-lab.mjs', 'test/boot/', ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, BOOT_MACHINE: machine, BOOT_NSPAWN: nspawn },
    },
  )
  process.exitCode = done.status ?? 1
}
