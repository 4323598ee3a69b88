import { readRestore } from '../../../src/backends/iptables/read/index.ts'
import { lowerRestore } from '../../../src/backends/iptables/read/lower/index.ts'
import type { HeldTable, Machine } from '../../../src/ruleset/index.ts'
import type { Source } from '../case.ts'
import { dialects } from '../lab/tools.ts'
import { textOf } from '../rules/render.ts'
import { nftTables } from './nft-tables.ts'
import { Refusal } from './refusal.ts'

/** What our readers make of the text, or what they say against it, although the kernel took it. */
export type MachineReading =
  | { readonly kind: 'read'; readonly machine: Machine }
  | { readonly kind: 'refused'; readonly dialect: string; readonly why: string }

const restoreTables = (source: Source, index: number): readonly HeldTable[] => {
  const { family } = dialects[source.dialect]
  if (family === null) return nftTables(textOf(source), `source-${index}`)
  const reading = readRestore(`source-${index}`, textOf(source), { family })
  if (!reading.value) throw new Refusal(JSON.stringify(reading.diagnostics))
  const engine = source.dialect.endsWith('legacy') ? 'legacy' : 'nft'
  return lowerRestore(reading.value, { engine }).tables
}

export const machineOf = (sources: readonly Source[]): MachineReading => {
  const tables: HeldTable[] = []
  for (const [index, source] of sources.entries()) {
    try {
      tables.push(...restoreTables(source, index))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { kind: 'refused', dialect: source.dialect, why: error.message }
    }
  }
  return { kind: 'read', machine: { tables, shown: { ipv4: true, ipv6: true, arp: false } } }
}
