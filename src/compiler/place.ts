import type { Gateway } from '../policy/gateway.ts'
import type { Effect, Lookup, Match, Origin, Statement, Verdict } from '../ruleset/index.ts'
import { counter, drop } from '../ruleset/index.ts'
import type { PlacedRule, Stage, Zone } from './plan.ts'

/** What an intent needs to place its rules: where it stands and which property of the policy it serves. */
export interface Placing {
  readonly gateway: Gateway
  readonly intent: string
  readonly property: string | null
}

/** The tests of one rule: all of them hold, or the rule doesn't match. */
export type Tests = readonly (Match | Lookup)[]

export const originOf = ({ gateway, intent, property }: Placing): Origin => ({
  intent,
  property,
  line: property === null ? null : (gateway.source.lines[property] ?? null),
})

const counters = (gateway: Gateway): readonly Effect[] => (gateway.own.counters ? [counter] : [])

const placeRule = (
  placing: Placing,
  stage: Stage,
  zone: Zone,
  statements: readonly Statement[],
): PlacedRule => ({ stage, zone, rule: { statements, origin: originOf(placing) } })

/** A rule with a verdict of its own. */
export const place = (
  placing: Placing,
  stage: Stage,
  zone: Zone,
  tests: Tests,
  verdict: Verdict,
): PlacedRule => placeRule(placing, stage, zone, [...tests, ...counters(placing.gateway), verdict])

/** A drop, told to the log first where the policy wants that, at a rate that no flood can exceed. */
export const placeDrop = (
  placing: Placing,
  stage: Stage,
  zone: Zone,
  tests: Tests,
): readonly PlacedRule[] => {
  const { log } = placing.gateway.own
  const dropped = place(placing, stage, zone, tests, drop)
  if (log.kind === 'off') return [dropped]
  const told = placeRule(placing, stage, zone, [
    ...tests,
    { kind: 'limit', ratePerMinute: log.ratePerMinute, burst: log.burst },
    { kind: 'log', prefix: `${log.prefix} ${placing.intent}: ` },
  ])
  return [told, dropped]
}

/**
 * Marks what our own input chain lets in, beside Qubes' tables: their input chain rejects whatever a client sends,
 * an accept in a table of ours cannot stop that, and the mark is how the chain that we hook into theirs knows.
 * It never stands on the wire, so no client can forge it.
 */
export const admittedMark = 0x746f72n

/** Lets a packet in to the gateway itself. */
export const placeAdmission = (placing: Placing, zone: Zone, tests: Tests): PlacedRule => {
  const marks: readonly Effect[] =
    placing.gateway.environment === 'qubes-4' ? [{ kind: 'set-mark', mark: admittedMark }] : []
  return placeRule(placing, 'deliver', zone, [
    ...tests,
    ...counters(placing.gateway),
    ...marks,
    { kind: 'accept' },
  ])
}
