import { createHash } from 'node:crypto'
import type { System } from '../system/index.ts'
import type { Cause } from './cause.ts'

/** What changes without a word from the kernel, each as a text that differs where it does. */
export interface Unannounced {
  readonly settings: string
  /** Empty: no table of the old iptables is loaded. */
  readonly legacy: string
  /** What the last run of ours left. */
  readonly state: string
}

/** Tables of the old iptables are named here once their module is loaded (net/netfilter/x_tables.c). */
const legacyTools = [
  { names: 'ip_tables_names', program: 'iptables-legacy-save' },
  { names: 'ip6_tables_names', program: 'ip6tables-legacy-save' },
  { names: 'arp_tables_names', program: 'arptables-legacy-save' },
] as const

/** A tool that takes longer hangs; the look that follows says so. */
const SAVE_MILLISECONDS = 2_000

/**
 * Settings to poll, as paths below /proc/sys: those of the policy, and of each interface the one by which it alone opens what
 * `all` closes, and which nobody announces. Of the others `ip monitor netconf` tells, `all` outweighs the interface, or the
 * heartbeat finds them.
 */
export const pollPaths = ({ files }: System, policy: readonly string[]): readonly string[] => {
  const folder = 'net/ipv4/conf'
  const interfaces = files.list(`/proc/sys/${folder}`)
  const names = interfaces.kind === 'read' ? interfaces.names.slice(0, INTERFACES_MAX) : []
  return [...policy, ...names.map((name) => `${folder}/${name}/route_localnet`)]
}

const INTERFACES_MAX = 256

/** Reads all of it. `settings` are paths below /proc/sys. */
export const readUnannounced = async (
  system: System,
  settings: readonly string[],
  statePath: string,
): Promise<Unannounced> => ({
  settings: settings.map((path) => textOf(system, `/proc/sys/${path}`)).join('\n'),
  legacy: await readLegacy(system),
  state: textOf(system, statePath),
})

const textOf = ({ files }: System, path: string): string => {
  const reading = files.read(path)
  return reading.kind === 'read' ? reading.text.trim() : reading.kind
}

const readLegacy = async (system: System): Promise<string> => {
  const parts: string[] = []
  for (const { names, program } of legacyTools) {
    const named = textOf(system, `/proc/self/net/${names}`)
    if (named === '' || named === 'missing') continue
    const { code, stdout } = await system.run({
      program,
      arguments: [],
      milliseconds: SAVE_MILLISECONDS,
    })
    parts.push(`${program} ${code} ${named}\n${withoutCounters(stdout)}`)
  }
  return parts.length === 0 ? '' : createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** Comments tell the time, and counters go on by themselves. */
const withoutCounters = (save: string): string =>
  save.replaceAll(/^#.*$/gm, '').replaceAll(/\[[0-9]+:[0-9]+\]/g, '')

const words = {
  settings: 'settings of the kernel changed',
  legacy: 'tables of the old iptables changed',
  state: 'another run of ours left word',
} as const

/** What is not as it was. */
export const changesOf = (before: Unannounced, now: Unannounced): readonly Cause[] =>
  (['settings', 'legacy', 'state'] as const).flatMap((kind) =>
    before[kind] === now[kind] ? [] : [{ kind, what: words[kind] }],
  )
