/**
 * The kernel lab with the nft and iptables of a newer Debian: `npm run test:kernel:newer [-- vitest's arguments]`.
 * They live in a root folder of their own, made by mmdebstrap (half a minute the first time), and are called by
 * chroot from small scripts that come first on the path. It needs root; the kernel is this machine's.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const suite = process.env.QUBES_TOR_FW_SUITE ?? 'trixie'
const packages = ['nftables', 'iptables', 'arptables']
const tools = [
  'nft',
  ...['iptables', 'ip6tables'].flatMap((name) =>
    ['legacy', 'nft'].flatMap((variant) =>
      ['restore', 'save'].map((end) => `${name}-${variant}-${end}`),
    ),
  ),
  'arptables-nft-restore',
]
const minutesMax = 10

const here = fileURLToPath(new URL('..', import.meta.url))
const folder = join(here, '.cache', suite)
const root = join(folder, 'root')
const shims = join(folder, 'bin')

const stop = (why) => {
  console.error(`newer tools: ${why}`)
  process.exit(1)
}

const call = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: 'inherit', timeout: minutesMax * 60_000, ...options }).status

const makeRoot = () => {
  if (existsSync(join(root, 'usr/sbin/nft'))) return
  mkdirSync(folder, { recursive: true })
  const include = `--include=${packages.join(',')}`
  if (call('mmdebstrap', ['--variant=apt', '--mode=root', include, suite, root]) !== 0)
    stop('mmdebstrap could not make the root; is it installed?')
}

/** The lab gives each router its own /run and /proc; the tools have to see those. */
const shim = (tool) => `#!/bin/sh
[ -e '${root}/run/netns' ] || mount --bind /run '${root}/run'
[ -e '${root}/proc/self' ] || mount --bind /proc '${root}/proc'
exec chroot '${root}' ${tool} "$@"
`

const makeShims = () => {
  mkdirSync(shims, { recursive: true })
  for (const tool of tools) {
    writeFileSync(join(shims, tool), shim(tool))
    chmodSync(join(shims, tool), 0o755)
  }
}

if (process.getuid?.() !== 0) stop('a root folder of another Debian needs root')
makeRoot()
makeShims()
call('chroot', [root, 'nft', '--version'])
call('chroot', [root, 'iptables-nft', '--version'])
const files = process.argv.length > 2 ? process.argv.slice(2) : ['test/kernel/shipped.test.ts']
process.exitCode =
  call(process.execPath, ['scripts/kernel-lab.mjs', ...files], {
    cwd: here,
    timeout: 3 * minutesMax * 60_000,
    env: { ...process.env, PATH: [shims, process.env.PATH].join(delimiter) },
  }) ?? 1
