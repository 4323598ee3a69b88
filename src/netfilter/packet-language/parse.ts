import type { Diagnostic } from '../../diagnostics/index.ts'
import type { PacketCode } from './codes.ts'
import type { Scenario } from './scenario.ts'

/** As a Diagnostic, with this language's own codes. */
export type PacketDiagnostic = Omit<Diagnostic, 'code'> & { readonly code: PacketCode }

export interface PacketOutcome {
  readonly value: Scenario | undefined
  readonly diagnostics: readonly PacketDiagnostic[]
}

/** Reads one packet. `source` is the name by which diagnostics call the text. */
export const parsePacket = (text: string, source = '<packet>'): PacketOutcome => {
  throw new Error(`bug: not built yet: ${text} ${source}`)
}
