/**
 * Makes sure that the tools of the kernel lab are there: installs Debian's packages where it may
 * (as root, with apt-get), and says exactly what is missing where it may not.
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

/** Names of the tools that are not there. */
export const missingTools = () => Object.keys(tools).filter((tool) => !has(tool))

const packagesOf = (missing) => [...new Set(missing.map((tool) => tools[tool]))].sort()

const aptGet = (...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: installSeconds * 1000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Installs what is missing where it may. Returns what is missing still: empty where the lab has all its tools. */
export const ensureLabTools = () => {
  const missing = missingTools()
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
  return missingTools()
}

/** One sentence for people: which tools, and how to get them. */
export const describeMissing = (missing) =>
  `missing: ${missing.join(', ')} (Debian: apt-get install ${packagesOf(missing).join(' ')})`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = ensureLabTools()
  if (missing.length > 0) {
    console.error(`kernel lab: ${describeMissing(missing)}`)
    process.exitCode = 1
  }
}
