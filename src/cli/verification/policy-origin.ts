import type { HeldRule, Machine, Place } from '../../ruleset/index.ts'
import { formatPlace } from './place-span.ts'

/** The property of a policy that a rule of ours comes from. */
export interface PolicyOrigin {
  /** What the rule is for: a file of src/compiler/intents. */
  readonly intent: string
  /** `obedience.udp`. */
  readonly property: string
  /** Null: the property is a default that the policy does not state. */
  readonly line: number | null
}

/** Finds where a rule comes from, by the comment that our compiler gives each rule; null for others' rules. */
export const policyOrigins = (machine: Machine): ((place: Place) => PolicyOrigin | null) => {
  const rules = new Map<string, HeldRule>()
  for (const { chains } of machine.tables)
    for (const chain of chains)
      for (const rule of chain.rules) rules.set(formatPlace(rule.place), rule)
  return (place) => originOf(rules.get(formatPlace(place))?.comment ?? '')
}

/** `drop-udp: obedience.udp, line 31` or `drop-udp: obedience.udp, default`. Others' comments don't look like that. */
export const originOf = (comment: string): PolicyOrigin | null => {
  const [, intent, property, line] =
    /^([a-z][a-z0-9-]*): ([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*), (?:line ([0-9]+)|default)$/.exec(
      comment,
    ) ?? []
  if (intent === undefined || property === undefined) return null
  return { intent, property, line: line === undefined ? null : Number(line) }
}

/** `drop-udp: obedience.udp, line 31 of the policy`. */
export const formatOrigin = ({ intent, property, line }: PolicyOrigin): string =>
  `${intent}: ${property}, ${line === null ? 'a default' : `line ${line}`} of the policy`
