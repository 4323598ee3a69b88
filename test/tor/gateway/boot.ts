import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun } from '../../kernel/lab/command.ts'
import { qubesBase } from '../../kernel/lab/qubes.ts'
import type { Topology } from '../../kernel/lab/topology.ts'
import { limits } from '../limits.ts'
import { labFolder } from '../network/node.ts'
import type { World } from '../world/build.ts'

/** The artefacts of the run, made by the command that we ship. */
export const buildFolder = join(labFolder, 'build')

/** What a gateway is prepared from. */
export interface Boot {
  readonly world: World
  /** The command, as its users run it. */
  readonly program: string
  /** The folder packaging/ of this repository. */
  readonly packaging: string
  /** tor's program. */
  readonly tor: string
  /** A policy's text; null for the built-in default. */
  policy: string | null
}

export const compilePolicy = async ({ program, policy }: Boot): Promise<void> => {
  await mkdir(buildFolder, { recursive: true })
  const named = policy === null ? [] : ['-']
  const command = [program, 'compile', ...named, '--out', buildFolder]
  await mustRun(process.execPath, command, policy ?? '')
}

const facingOf = (topology: Topology): string => topology.clients[0]?.gateway ?? ''

/** docs/loading.md, "Fill in the client-facing address". */
const filled = async (name: string, address: string): Promise<string> => {
  const text = await readFile(join(buildFolder, name), 'utf8')
  return text.replaceAll(/^#@client_facing (.*)@ADDRESS@/gm, `$1${address}`)
}

/** docs/loading.md, "nftables": the rules, and what is loaded once. */
export const rulesText = async ({ world }: Boot): Promise<string> => {
  const rules = await filled('qubes-tor-fw.nft', facingOf(world.topology))
  return `${rules}\n${await readFile(join(buildFolder, 'qubes-custom-input.nft'), 'utf8')}`
}

/**
 * What could let a packet through, or draw an answer, is on: Qubes' own scripts turn forwarding on later, and the rest is
 * there so that what holds is held by the rules, not by a second line behind them. Fragments are given up soon.
 */
const hostile = [
  ['ip_forward', '1'],
  // Of each interface too: those that are there have what the machine gives to new ones.
  ['conf/*/rp_filter', '0'],
  ['conf/*/accept_source_route', '1'],
  ['conf/*/send_redirects', '1'],
  ['icmp_ratelimit', '0'],
  ['ipfrag_time', String(limits.fragmentSeconds)],
] as const

/** docs/loading.md, "sysctls and Tor", and then what a hostile system makes of them. */
export const switches = async ({ world }: Boot): Promise<void> => {
  await world.gateway.mustExec('sysctl', ['-q', '-p', join(buildFolder, '60-qubes-tor-fw.conf')])
  const lines = hostile.map(
    ([name, value]) => `for path in /proc/sys/net/ipv4/${name}; do echo ${value} > $path; done`,
  )
  await world.gateway.script(lines.join('\n'))
}

/** Where the loader and Tor's service keep what they tell each other. */
export const stateFolder = join(labFolder, 'state')

/** The user's own folder: his torrc, and no policy. */
export const configFolder = join(labFolder, 'config')

/** Programs that come before those of the system. */
export const programFolder = join(labFolder, 'bin')

/** What packaging/boot reads in place of the paths of an installed gateway, and of QubesDB. */
export const bootEnvironment = ({ world }: Boot): readonly string[] => [
  `QUBES_TOR_FW_ARTEFACTS=${buildFolder}`,
  `QUBES_TOR_FW_STATE=${stateFolder}`,
  `QUBES_TOR_FW_CONFIG=${configFolder}`,
  `QUBES_TOR_FW_CLIENT_FACING=${facingOf(world.topology)}`,
  `QUBES_TOR_FW_PATH=${programFolder}:${process.env['PATH']}`,
]

/** What qubes-tor-fw.service runs: the loader that needs no Node. */
export const runLoader = async (boot: Boot): Promise<void> => {
  const command = [...bootEnvironment(boot), join(boot.packaging, 'boot', 'load')]
  await boot.world.gateway.mustExec('env', command)
}

/** What the boot does before the first interface is up: Qubes' own tables, then ours, by the loader. */
export const bootFirewall = async (boot: Boot): Promise<void> => {
  const { gateway, topology } = boot.world
  await mkdir(configFolder, { recursive: true })
  await gateway.mustExec('nft', ['-f', '-'], qubesBase(topology))
  await runLoader(boot)
  await switches(boot)
}

/** The torrc that a user writes, where Tor's service looks for it. */
export const userTorrcFile = join(configFolder, 'torrc')

/** Both torrcs as options for tor, where its service cannot run: the compiled one with its addresses, and the user's. */
export const torrcOptions = async ({ world }: Boot): Promise<readonly string[]> => {
  const defaults = join(labFolder, 'torrc')
  await writeFile(defaults, await filled('torrc', facingOf(world.topology)))
  return ['--defaults-torrc', defaults, '-f', userTorrcFile]
}
