import type { System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'

const ours = [
  ['inet', 'qubes_tor_fw_lockdown'],
  ['arp', 'qubes_tor_fw_lockdown'],
  ['inet', 'qubes_tor_fw'],
  ['arp', 'qubes_tor_fw'],
] as const

/**
 * Once iptables has all its walls, tables that nft holds of ours go: a lockdown that was all that could be had, or a firewall that
 * was loaded by nft before. Where there is no nft, there are none.
 */
export const removeLeftovers = async (system: System): Promise<string | undefined> => {
  const listed = await system.run({ program: 'nft', arguments: ['list', 'tables'] })
  if (listed.code !== 0) return undefined
  const lines = listed.stdout.split('\n').map((line) => line.trim())
  const there = ours.filter(([family, name]) => lines.includes(`table ${family} ${name}`))
  if (there.length === 0) return undefined
  const input = there.map(([family, name]) => `delete table ${family} ${name}\n`).join('')
  const command = { program: 'nft', arguments: ['-f', '-'], input }
  return faultOf(command, await system.run(command))
}
