import type { Backend } from '../lockdown/index.ts'
import type { Command, System } from '../system/index.ts'
import { faultOf, hostLimits } from '../system/index.ts'

/**
 * Once the rules are in force, what stands of ours beside them by another tool goes: a lockdown that was all that could be had
 * when this tool failed, or a firewall that was loaded otherwise. Left there, it would lock clients out for good.
 */
export const removeLeftovers = (system: System, backend: Backend): Promise<string | undefined> =>
  backend === 'nft' ? removeRestored(system) : removeNative(system)

const ours = [
  ['inet', 'qubes_tor_fw_lockdown'],
  ['arp', 'qubes_tor_fw_lockdown'],
  ['inet', 'qubes_tor_fw'],
  ['arp', 'qubes_tor_fw'],
] as const

/** Tables that nft holds of ours. Where there is no nft, there are none. */
const removeNative = async (system: System): Promise<string | undefined> => {
  const listed = await system.run({ program: 'nft', arguments: ['list', 'tables'] })
  if (listed.code !== 0) return undefined
  const lines = listed.stdout.split('\n').map((line) => line.trim())
  const there = ours.filter(([family, name]) => lines.includes(`table ${family} ${name}`))
  if (there.length === 0) return undefined
  const input = there.map(([family, name]) => `delete table ${family} ${name}\n`).join('')
  return run(system, { program: 'nft', arguments: ['-f', '-'], input })
}

/** What of ours in a save tells a lockdown: its intent is in the comments; arptables has none, and its own chain. */
const lockdownMarks = /--comment "?lock-clients|^:arp_in_client /m

const variants = ['legacy', 'nft'] as const

/** Tables that a lockdown of iptables has taken over are emptied: it has replaced them whole. */
const removeRestored = async (system: System): Promise<string | undefined> => {
  for (const variant of variants)
    for (const family of ['iptables', 'ip6tables', 'arptables']) {
      const name = `${family}-${family === 'arptables' ? 'nft' : variant}`
      if (variant === 'legacy' && !isLoaded(system, family)) continue
      const { code, stdout } = await system.run({ program: `${name}-save`, arguments: [] })
      if (code !== 0 || !lockdownMarks.test(stdout)) continue
      const fault = await run(system, {
        program: `${name}-restore`,
        arguments: variant === 'legacy' ? ['-w', String(hostLimits.tablesLockSeconds)] : [],
        input: emptied(stdout),
      })
      if (fault !== undefined) return fault
    }
  return undefined
}

/** A save of legacy tables that are not loaded would load them. */
const isLoaded = ({ files }: System, family: string): boolean => {
  const names = { iptables: 'ip_tables_names', ip6tables: 'ip6_tables_names' }[family]
  if (names === undefined) return false
  const reading = files.read(`/proc/self/net/${names}`)
  return reading.kind === 'read' && reading.text.trim() !== ''
}

/** The tables of a save that bear the mark, without rules and with policies that let by. */
const emptied = (save: string): string =>
  [...save.matchAll(/^\*(\w+)\n([\s\S]*?)^(?:COMMIT|# Completed)/gm)]
    .flatMap(([, table, body = '']) => {
      const builtIn = [...body.matchAll(/^:([A-Z]+) /gm)].map(([, chain]) => `:${chain} ACCEPT\n`)
      return lockdownMarks.test(body) ? [`*${table}\n${builtIn.join('')}COMMIT\n`] : []
    })
    .join('')

const run = async (system: System, command: Command): Promise<string | undefined> =>
  faultOf(command, await system.run(command))
