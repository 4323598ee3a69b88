import { lowerRestore, readRestore } from '../../backends/iptables/index.ts'
import { readNftJsonMachine, readNftTextMachine } from '../../backends/nftables/index.ts'
import { readTorrc } from '../../backends/torrc/index.ts'
import type { Diagnostic } from '../../diagnostics/index.ts'
import { hasErrors } from '../../diagnostics/index.ts'
import type { HeldTable, Machine } from '../../ruleset/index.ts'
import type { GatewayFacts, GuaranteeId, Verification } from '../../verifier/index.ts'
import { verify } from '../../verifier/index.ts'
import type { SourceRecord } from './answer.ts'
import { kindOfText } from './text-kind.ts'

/** A text that was read, by the name that people know it by. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

/** What the texts make together. */
export interface MachineReading {
  /** Undefined: one of them would not load. */
  readonly machine: Machine | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly records: readonly SourceRecord[]
}

export interface Question {
  /** Empty: all of them. */
  readonly only: readonly GuaranteeId[]
  readonly fromEmptyConntrack: boolean
}

/** The one place where the command line meets the readers. */
export const readMachineTexts = (
  texts: readonly NamedText[],
  facts: GatewayFacts,
): MachineReading => {
  const readings = texts.map((text) => readOne(text, facts))
  const diagnostics = readings.flatMap((reading) => reading.diagnostics)
  const tables = readings.flatMap((reading) => reading.tables)
  const shown = {
    ipv4: tables.some(({ family }) => family === 'ip' || family === 'inet'),
    ipv6: tables.some(({ family }) => family === 'ip6' || family === 'inet'),
    arp: tables.some(({ family }) => family === 'arp'),
  }
  return {
    machine: hasErrors(diagnostics) ? undefined : { tables, shown },
    diagnostics,
    records: readings.map(({ record }) => record),
  }
}

interface Reading {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly Diagnostic[]
  readonly record: SourceRecord
}

const readOne = ({ name, text }: NamedText, facts: GatewayFacts): Reading => {
  const kind = kindOfText(text)
  const { gatewayAddress } = facts.clients
  const set = gatewayAddress.kind === 'unknown' ? gatewayAddress.set : null
  const options = { clientFacingSets: set === null ? [] : [set] }
  switch (kind) {
    case 'nft':
      return { ...readNftTextMachine(name, text, options), record: { name, kind } }
    case 'nft-json':
      return { ...readNftJsonMachine(name, text, options), record: { name, kind } }
    case 'iptables': {
      const { value, diagnostics } = readRestore(name, text)
      const record = { name, kind: value?.family === 'ip6' ? 'ip6tables' : 'iptables' }
      if (!value) return { tables: [], diagnostics, record }
      const lowered = lowerRestore(value, { engine: 'legacy' })
      return {
        tables: lowered.tables,
        diagnostics: [...diagnostics, ...lowered.diagnostics],
        record,
      }
    }
    case 'torrc':
      return { tables: [], diagnostics: readTorrc(name, text).diagnostics, record: { name, kind } }
    default:
      return {
        tables: [],
        diagnostics: [unknownKind(name, text)],
        record: { name, kind: 'unknown' },
      }
  }
}

const unknownKind = (name: string, text: string): Diagnostic => {
  const start = { line: 1, column: 1, offset: 0 }
  return {
    code: text.trim() === '' ? 'ruleset-empty' : 'ruleset-unknown',
    severity: 'error',
    message:
      text.trim() === ''
        ? `\`${name}\` is empty, as a file that was cut off is`
        : `what \`${name}\` is cannot be told from its content`,
    help: 'give nft text, nft JSON, what iptables-save prints, or a torrc',
    span: { source: name, start, end: start },
  }
}

/** The one place where the command line meets the judge. */
export const askVerifier = (
  machine: Machine,
  facts: GatewayFacts,
  { only, fromEmptyConntrack }: Question,
): Verification => verify(machine, facts, { fromEmptyConntrack, ...(only.length > 0 && { only }) })
