import { diagnosticRecord, visibleJson } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'
import type { Counterexample, GuaranteeResult } from '../../verifier/index.ts'
import type { Answer } from './answer.ts'
import { verdictOf } from './answer.ts'

/** Grows when a reader of an older version could misunderstand; a key that is added leaves it alone. */
const SCHEMA_VERSION = 1

/** For programs: docs/verification.schema.json says what stands in it. Every key is always there. */
export const renderAnswerJson = (answer: Answer): string => {
  const report = {
    schemaVersion: SCHEMA_VERSION,
    verdict: verdictOf(answer),
    guarantees: (answer.asked?.verification.guarantees ?? []).map(guaranteeRecord),
    sources: answer.records.map(({ name, kind }) => ({ name, kind })),
    diagnostics: answer.diagnostics.map(diagnosticRecord),
  }
  return `${visibleJson(JSON.stringify(report, null, 2))}\n`
}

const guaranteeRecord = (result: GuaranteeResult) => ({
  id: result.id,
  verdict: result.verdict,
  strength: result.strength,
  assumptions: result.assumptions,
  counterexamples: result.counterexamples.map(counterexampleRecord),
  opaque: result.opaque.map(({ text, place }) => ({ text, place: placeRecord(place) })),
  why: result.why,
})

const counterexampleRecord = (example: Counterexample) => ({
  packet: example.packet,
  trace: example.trace.map(({ where, text, place }) => ({
    where,
    text,
    place: place && placeRecord(place),
  })),
  fate: example.fate,
  needsOlderFlow: example.needsOlderFlow,
  replayed: example.isReplayed,
  opening: example.opening.map(({ packet, fate }) => ({ packet, fate })),
  blame: example.blame && placeRecord(example.blame),
})

const placeRecord = ({ source, line, column }: Place) => ({ source, line, column })
