import { diagnosticRecord, visibleJson } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'
import type { DifferenceClass, Told } from '../../verifier/index.ts'
import type { DiffAnswer, SideRecord } from './answer.ts'

/** Grows when a reader of an older version could misunderstand; a key that is added leaves it alone. */
const SCHEMA_VERSION = 1

/** For programs: docs/difference.schema.json says what stands in it. Every key is always there. */
export const renderDiffJson = (answer: DiffAnswer): string => {
  const { difference } = answer
  const report = {
    schemaVersion: SCHEMA_VERSION,
    verdict: difference?.verdict ?? 'undecided',
    classes: (difference?.classes ?? []).map(classRecord),
    isComplete: difference?.isComplete ?? false,
    doubts: difference?.doubts ?? ['one of the sides would not load in a kernel'],
    old: sideRecord(answer.old),
    new: sideRecord(answer.new),
    diagnostics: answer.diagnostics.map(diagnosticRecord),
  }
  return `${visibleJson(JSON.stringify(report, null, 2))}\n`
}

const sideRecord = ({ records }: SideRecord) => ({
  sources: records.map(({ name, kind }) => ({ name, kind })),
})

const classRecord = (each: DifferenceClass) => ({
  kind: each.kind,
  direction: each.direction,
  families: each.families,
  origin: each.origin,
  packets: each.packets.map(({ field, values }) => ({ field, values })),
  needsOlderFlow: each.needsOlderFlow,
  witness: {
    packet: each.witness.packet,
    isShown: each.witness.isShown,
    old: toldRecord(each.witness.old),
    new: toldRecord(each.witness.new),
  },
})

const toldRecord = ({ fate, rule, trace }: Told) => ({
  fate,
  rule: rule && placeRecord(rule),
  trace: trace.map(({ where, text, place }) => ({
    where,
    text,
    place: place && placeRecord(place),
  })),
})

const placeRecord = ({ source, line, column }: Place) => ({ source, line, column })
