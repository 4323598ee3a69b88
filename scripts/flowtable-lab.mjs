/**
 * Tries flowtables in a kernel that has them, in a virtual machine without a network: `npm run test:flowtables [-- vitest's
 * arguments]`. The machine has a file system in memory, made anew each time: tools of this system with their libraries, the
 * kernel's modules, what packages install, and what the tests say to do (test/flowtable/guest).
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findMachine, modulesOf } from './lab-qemu.mjs'
import { describeMissing, ensureLabTools, searchPath } from './lab-tools.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, '.cache/flowtable')
const view = join(folder, 'view')
const initramfs = join(folder, 'initramfs')

/** What the loader calls and busybox has no applet for, and what looks on. */
const tools = [
  ...['nft', 'ip', 'conntrack', 'flock', 'busybox', 'dash'],
  ...['iptables-legacy-restore', 'ip6tables-legacy-restore'],
  ...['iptables-nft-restore', 'ip6tables-nft-restore'],
]

/** Without them there is nothing to try; with them come whatever rules may ask for. */
const modules = ['nf_tables', 'nf_flow_table', 'nf_flow_table_inet', 'nft_flow_offload', 'veth']
const moduleFolders = ['net/netfilter', 'net/ipv4/netfilter', 'net/ipv6/netfilter']

const environment = { ...process.env, PATH: searchPath }

const must = (command, args, options = {}) => {
  const done = spawnSync(command, args, { encoding: 'utf8', env: environment, ...options })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`)
  return done.stdout
}

const put = (path, into) => {
  mkdirSync(dirname(join(view, into)), { recursive: true })
  cpSync(path, join(view, into), { recursive: true, dereference: true })
}

/** A program and the libraries that it names, each where it was. */
const putProgram = (path, into) => {
  put(path, into)
  const listed = spawnSync('ldd', [path], { encoding: 'utf8' }).stdout
  for (const [, library] of listed.matchAll(/(\/\S+) \(0x/g)) put(library, library)
}

const putModules = (kernel) => {
  const base = join('lib/modules', kernel.release)
  const further = moduleFolders.flatMap((each) =>
    readdirSync(join(kernel.root, base, 'kernel', each), { recursive: true })
      .filter((name) => name.endsWith('.ko'))
      .map((name) => basename(name, '.ko')),
  )
  for (const path of modulesOf(kernel, [...modules, ...further]))
    put(path, path.slice(kernel.root.length))
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    put(join(kernel.root, base, name), join(base, name))
  must('depmod', ['-b', view, kernel.release])
}

const makeInitramfs = (kernel) => {
  rmSync(view, { recursive: true, force: true })
  for (const each of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc'])
    mkdirSync(join(view, each), { recursive: true })
  for (const tool of tools) putProgram(must('which', [tool]).trim(), join('usr/sbin', tool))
  putProgram(process.execPath, 'usr/sbin/node')
  put(dirname(must('find', ['/usr/lib', '-name', 'libxt_standard.so']).trim()), 'xtables')
  symlinkSync('usr/sbin', join(view, 'bin'))
  symlinkSync('usr/sbin', join(view, 'sbin'))
  symlinkSync('dash', join(view, 'bin/sh'))
  putModules(kernel)
  put(join(root, 'packaging/boot'), 'usr/lib/qubes-tor-fw')
  put(join(root, 'dist'), 'dist')
  put(join(root, 'test/fixtures/leaks/L04-flow-offload'), 'leaks')
  put(join(root, 'test/flowtable/guest'), 'guest')
  symlinkSync('guest/init', join(view, 'init'))
  const archive = 'find . -print0 | cpio --null --quiet -o -H newc'
  writeFileSync(
    initramfs,
    spawnSync('sh', ['-c', archive], { cwd: view, maxBuffer: 2 ** 30 }).stdout,
  )
  rmSync(view, { recursive: true })
}

/** The machine, or why it cannot run here. */
const prepare = () => {
  const missing = [...ensureLabTools(), ...ensureLabTools(['cpio', 'kmod'])]
  if (missing.length > 0) return { why: describeMissing(missing) }
  const machine = findMachine(folder)
  if (machine.why !== undefined) return machine
  // What packages install: the default policy, compiled.
  if (spawnSync('sh', ['packaging/generate.sh', 'dist'], { cwd: root }).status !== 0)
    return { why: 'there is no build; npm run build makes one' }
  makeInitramfs(machine.kernel)
  return machine
}

const { why, qemu, kernel } = prepare()
if (why !== undefined) {
  const isFatal = process.env.CI === 'true'
  console.error(`flowtable lab: ${isFatal ? 'FAILED' : 'SKIPPED'}, it cannot run here: ${why}`)
  process.exitCode = isFatal ? 1 : 0
} else {
  const command = ['scripts/kernel-lab.mjs', 'test/flowtable/', ...process.argv.slice(2)]
  const machine = JSON.stringify({ qemu, image: kernel.image, initramfs })
  const env = { ...process.env, FLOWTABLE_MACHINE: machine }
  process.exitCode =
    spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env }).status ?? 1
}
