import type { Environment, Fate, Judgement, Scenario } from '../../netfilter/index.ts'
import { connectionsOf, judge } from '../../netfilter/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import type { Assignment } from '../diagram/index.ts'
import { fieldValue } from '../diagram/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { atFirst, block } from '../space/index.ts'
import type { Values } from '../witness/scenario.ts'
import { isOlder, scenarioOf } from '../witness/scenario.ts'
import { labFor } from './lab.ts'
import { questionNames } from './names.ts'
import { isRemembered } from './packets.ts'
import type { Direction, Origin } from './result.ts'
import type { Pair } from './world.ts'

/** One packet through both machines, in one gateway, beside the same connections. */
export interface Replay {
  readonly scenario: Scenario
  readonly needsOlderFlow: boolean
  readonly old: Judgement
  readonly new: Judgement
  /** Which of them has an outcome that the other has not; null: neither. */
  readonly shows: Direction | null
}

export const replay = (
  pair: Pair,
  origin: Origin,
  binding: Binding,
  assignment: Assignment,
): Replay => {
  const { space } = pair
  const value: Values = (name) =>
    fieldValue(assignment, block(space, isRemembered(pair, origin, name) ? atFirst(name) : name))
  const scenario = scenarioOf(space, binding, value)
  const environment = labFor(space, binding, value)
  const judged = (machine: Machine): Judgement =>
    judge(
      machine,
      { ...environment, decide: deciding(space, machine, assignment) },
      connectionsOf(scenario),
      scenario.packet,
    )
  const [old, fresh] = [judged(pair.old.engine.machine), judged(pair.new.engine.machine)]
  return {
    scenario,
    needsOlderFlow: isOlder(value),
    old,
    new: fresh,
    shows: direction(outcomeKeys(old), outcomeKeys(fresh)),
  }
}

const direction = (old: ReadonlySet<string>, fresh: ReadonlySet<string>): Direction | null => {
  const more = [...fresh].some((key) => !old.has(key))
  const less = [...old].some((key) => !fresh.has(key))
  if (more && less) return 'both'
  return more ? 'more' : less ? 'less' : null
}

/** Limits and sets that others fill answer as the assignment has it; what was not asked of the sets, holds. */
const deciding = (
  space: Space,
  machine: Machine,
  assignment: Assignment,
): Environment['decide'] => {
  const { named } = space.choices
  const names = questionNames([machine])
  const answer = (name: string): boolean => {
    const variable = named.get(name)
    return variable === undefined || assignment[variable] === 1
  }
  const rules = machine.tables.flatMap((table) =>
    table.chains.flatMap((chain) => chain.rules.map((rule) => ({ table, rule }))),
  )
  return ({ kind, place, text }) => {
    const found = rules.find(
      ({ rule }) =>
        rule.place.line === place.line &&
        rule.place.column === place.column &&
        rule.place.source === place.source,
    )
    const step = found?.rule.steps.find((each) => 'text' in each && each.text === text)
    const name = step && names.get(step)
    switch (kind) {
      case 'choice':
        return name === undefined || answer(name)
      case 'opaque':
        return name === undefined || answer(`${name} holds`)
      case 'opaque-accepts':
        return name === undefined || answer(`${name} accepts`)
      case 'opaque-drops':
        return true
      case 'queue-listener':
        return answer('queue listener')
      case 'queue-accepts':
        return answer('queue accepts')
      case 'set-member': {
        const prefix = `set ${found?.table.family} ${found?.table.name} ${text}`
        const variable = [...named].find(([each]) => each.startsWith(prefix))?.[1]
        return variable === undefined || assignment[variable] === 1
      }
    }
  }
}

/** Each outcome in one word, so that equal outcomes are equal words. Silence is none. */
export const outcomeKeys = ({
  outcomes,
  generated,
  connections,
}: Judgement): ReadonlySet<string> => {
  const isOffloaded = connections.entries.some((entry) => entry.isOffloaded)
  const marks = connections.entries.map(({ mark }) => mark)
  const passes = outcomes.some(({ kind }) => kind === 'sent' || kind === 'delivered')
  return new Set([
    ...outcomes.flatMap(keyOf),
    ...generated.flatMap(({ why, at }) => (at.place === null ? [] : [`answered ${why}`])),
    ...(isOffloaded ? ['offloaded'] : []),
    ...(passes && marks.length > 0 ? [`connection marked ${marks.join()}`] : []),
  ])
}

const keyOf = (fate: Fate): readonly string[] => {
  switch (fate.kind) {
    case 'dropped':
    case 'unknown':
      return []
    case 'delivered':
      return [
        `arrives ${packetKey(fate.packet)} ${fate.mark}`,
        ...(fate.tproxy ? [`given to ${fate.tproxy.address}:${fate.tproxy.port}`] : []),
      ]
    case 'sent':
      return [`leaves by ${fate.interface} ${packetKey(fate.packet)} ${fate.mark}`]
    case 'offloaded':
      return [`offloaded by ${fate.interface}`]
    case 'queued':
      return ['queued']
    case 'escaped':
      return [fate.way]
    case 'stolen':
      return ['taken']
    case 'held':
      return ['held']
  }
}

const packetKey = (packet: Extract<Fate, { kind: 'sent' }>['packet']): string =>
  [
    packet.source,
    packet.destination,
    packet.sourcePort,
    packet.destinationPort,
    ...Object.entries(packet.other).flat(),
  ].join(' ')
