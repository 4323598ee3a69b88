import { fillLines } from '../backends/fill.ts'
import { lowerRestore, readRestore } from '../backends/iptables/index.ts'
import { readNftJsonMachine, readNftTextMachine } from '../backends/nftables/index.ts'
import type { HeldTable, Machine } from '../ruleset/index.ts'
import type { Artefact, Target } from './artefact.ts'

/** What the artefacts of one kind make of a kernel, or why they make nothing of it. */
export type ReadBack =
  | { readonly kind: 'machine'; readonly machine: Machine }
  | { readonly kind: 'unreadable'; readonly why: readonly string[] }

/** Artefacts that stand for a whole ruleset: each of these is one, on its own or together. */
export const rulesets: readonly (readonly Target[])[] = [
  ['nft'],
  ['nft-json'],
  ['ip6tables', 'iptables'],
]

/** The set whose members the loader knows. */
const clientFacingSets = ['client_facing']

/**
 * Reads the artefacts' texts, as the loader fills them, into what a kernel would hold: what is proved is what is
 * written, and not what was meant to be.
 */
export const readBack = (artefacts: readonly Artefact[]): ReadBack => {
  const readings = artefacts.map(readArtefact)
  const why = readings.flatMap((reading) => reading.problems)
  if (why.length > 0) return { kind: 'unreadable', why }
  const tables = readings.flatMap((reading) => reading.tables)
  const shows = (...families: readonly string[]) =>
    tables.some(({ family }) => families.includes(family))
  const shown = { ipv4: shows('ip', 'inet'), ipv6: shows('ip6', 'inet'), arp: shows('arp') }
  return { kind: 'machine', machine: { tables, shown } }
}

interface Reading {
  readonly tables: readonly HeldTable[]
  readonly problems: readonly string[]
}

const readArtefact = ({ target, fileName, text }: Artefact): Reading => {
  switch (target) {
    case 'nft':
      return readingOf(readNftTextMachine(fileName, text, { clientFacingSets }))
    case 'nft-json':
      return readingOf(readNftJsonMachine(fileName, text, { clientFacingSets }))
    case 'iptables':
      return readRestoreArtefact(fileName, text, 'ip4')
    case 'ip6tables':
      return readRestoreArtefact(fileName, text, 'ip6')
    default:
      return { tables: [], problems: [] }
  }
}

const readingOf = (reading: {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly { readonly severity: string; readonly message: string }[]
}): Reading => ({
  tables: reading.tables,
  problems: reading.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message),
})

/** Stands for every client-facing address while a file is read: no packet can bear it. */
const sentinelText = '0.0.0.1'

const readRestoreArtefact = (fileName: string, text: string, family: 'ip4' | 'ip6'): Reading => {
  const lines = new Set(
    text.split('\n').flatMap((line, index) => (line.startsWith('#@') ? [index + 1] : [])),
  )
  const filled = clientFacingSets.reduce(
    (filling, set) => fillLines(filling, set, [sentinelText]),
    text,
  )
  const { value, diagnostics } = readRestore(fileName, filled, { family })
  const problems = readingOf({ tables: [], diagnostics }).problems
  if (value === undefined) return { tables: [], problems }
  const sentinel = { address: 1n, text: sentinelText, lines }
  const lowered = lowerRestore(value, { engine: 'legacy', sentinel })
  return readingOf({ ...lowered, diagnostics: [...diagnostics, ...lowered.diagnostics] })
}
