/**
 * Makes sure that the tools of the kernel lab are there: installs Debian's packages where it may
 * (as root, with apt-get), and says exactly what is missing where it may not. `node scripts/lab-tools.mjs z3` does the
 * same for what other tests need.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each tool with the Debian package that brings it. */
const tools = {
  nft: 'nftables',
  'iptables-legacy-restore': 'iptables',
  'ip6tables-legacy-restore': 'iptables',
  'iptables-nft-restore': 'iptables',
  'ip6tables-nft-restore': 'iptables',
  'arptables-nft-restore': 'iptables',
  ip: 'iproute2',
  conntrack: 'conntrack',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  taskset: 'util-linux',
  mount: 'mount',
  busybox: 'busybox',
}

/** What tests outside of the lab ask for by name. */
const otherTools = {
  ...{ z3: 'z3', ferm: 'ferm', firehol: 'firehol', shorewall: 'shorewall' },
  ...{ dh: 'debhelper', 'dpkg-buildpackage': 'dpkg-dev', rpmbuild: 'rpm' },
  ...{ shellcheck: 'shellcheck', 'systemd-analyze': 'systemd' },
}

const installSeconds = 600

/** Administrators' tools are often not on a plain user's path. */
export const searchPath = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
].join(delimiter)

const has = (tool) => searchPath.split(delimiter).some((folder) => existsSync(join(folder, tool)))

/** Names of the tools that are not there: of those named, or of the lab's. */
export const missingTools = (names = Object.keys(tools)) => names.filter((tool) => !has(tool))

const packagesOf = (missing) =>
  [...new Set(missing.map((tool) => ({ ...tools, ...otherTools })[tool] ?? tool))].sort()

const aptGet = (...args) =>
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: installSeconds * 1000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Installs what is missing where it may. Returns what is missing still: empty where the lab has all its tools. */
export const ensureLabTools = (names = Object.keys(tools)) => {
  const missing = missingTools(names)
  if (missing.length === 0) return []
  const packages = packagesOf(missing)
  if (process.getuid?.() === 0 && has('apt-get')) {
    console.error(`kernel lab: installing ${packages.join(' ')}`)
    const install = ['install', '-y', '--no-install-recommends', ...packages]
    if (!aptGet(...install)) {
      // Package lists may be old or absent, as on a fresh image.
      aptGet('update')
      aptGet(...install)
    }
  }
  return missingTools(names)
}

/** One sentence for people: which tools, and how to get them. */
export const describeMissing = (missing) =>
  `missing: ${missing.join(', ')} (Debian: apt-get install ${packagesOf(missing).join(' ')})`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2)
  const missing = named.length > 0 ? ensureLabTools(named) : ensureLabTools()
  if (missing.length > 0) {
    console.error(`kernel lab: ${describeMissing(missing)}`)
    process.exitCode = 1
  }
}
