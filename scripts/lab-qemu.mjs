/**
 * A machine of its own for what this machine's kernel does not have: qemu and Debian's kernel for clouds, fetched by name and
 * unpacked below .cache, never installed. A qemu that is on the path is taken before that.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { searchPath } from './lab-tools.mjs'

const minutesMax = 10
const program = 'qemu-system-x86_64'

const call = (command, args, options = {}) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    timeout: minutesMax * 60_000,
    env: { ...process.env, PATH: searchPath },
    ...options,
  })

/** What apt would install for these packages on this machine: what they need and is not there yet. */
const neededBy = (...packages) => {
  const simulate = ['install', '--simulate', '--no-install-recommends', ...packages]
  let done = call('apt-get', simulate)
  if (done.status !== 0) {
    // Package lists may be old or absent, as on a fresh image.
    call('apt-get', ['update'])
    done = call('apt-get', simulate)
  }
  return [...done.stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name)
}

/** Renamed when it is whole, so that half of it is never run. */
const unpack = (folder, packages) => {
  if (packages.length === 0) return false
  const half = `${folder}.half`
  const archives = join(half, 'archives')
  rmSync(half, { recursive: true, force: true })
  mkdirSync(archives, { recursive: true })
  if (call('apt-get', ['download', ...packages], { cwd: archives }).status !== 0) return false
  for (const name of readdirSync(archives))
    if (call('dpkg', ['-x', join(archives, name), half]).status !== 0) return false
  rmSync(archives, { recursive: true })
  renameSync(half, folder)
  return true
}

const hasProgram = () => call('which', [program]).status === 0

/** How qemu is started, as a command and its first arguments; or one sentence that says why there is none. */
const findQemu = (folder) => {
  if (hasProgram()) return { command: [program] }
  const root = join(folder, 'qemu')
  if (!existsSync(root) && !unpack(root, neededBy('qemu-system-x86')))
    return { why: 'qemu could not be had (Debian: apt-get install qemu-system-x86)' }
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((each) =>
    join(root, each),
  )
  const firmware = ['qemu', 'seabios'].flatMap((each) => ['-L', join(root, 'usr/share', each)])
  const command = [
    'env',
    `LD_LIBRARY_PATH=${libraries.join(':')}`,
    join(root, 'usr/bin', program),
    ...firmware,
  ]
  return { command }
}

/** The kernel: its image, its release, and the root below which lie its modules, with their dependencies reckoned. */
const findKernel = (folder) => {
  const root = join(folder, 'kernel')
  const why = "Debian's kernel could not be had (linux-image-cloud-amd64)"
  if (!existsSync(root)) {
    const image = neededBy('linux-image-cloud-amd64').filter((name) => /^linux-image-\d/.test(name))
    if (!unpack(root, image)) return { why }
  }
  const [release] = readdirSync(join(root, 'lib/modules'))
  if (call('depmod', ['-b', root, release]).status !== 0) return { why: 'there is no depmod' }
  return { root, release, image: join(root, 'boot', `vmlinuz-${release}`) }
}

/** Files of the modules and of all that they need, in an order in which they load. */
export const modulesOf = ({ root, release }, names) => {
  const args = ['-d', root, '-S', release, '--show-depends', '-a', ...names]
  const done = call('modprobe', args)
  if (done.status !== 0) throw new Error(`the kernel ${release} lacks a module: ${done.stderr}`)
  return [...new Set([...done.stdout.matchAll(/^insmod (\S+)/gm)].map(([, path]) => path))]
}

/** Qemu and a kernel for it, or one sentence that says why there are none. */
export const findMachine = (folder) => {
  if (process.arch !== 'x64')
    return { why: `the machine that is made is x86-64, and this is ${process.arch}` }
  mkdirSync(folder, { recursive: true })
  const qemu = findQemu(folder)
  if (qemu.why !== undefined) return qemu
  const kernel = findKernel(folder)
  return kernel.why === undefined ? { qemu: qemu.command, kernel } : kernel
}
