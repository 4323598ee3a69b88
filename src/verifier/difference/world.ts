import type { HeldTable, Machine, Step } from '../../ruleset/index.ts'
import type { Engine } from '../chain/engine.ts'
import { createEngine } from '../chain/engine.ts'
import type { DiagramLimits } from '../diagram/index.ts'
import type { GatewayFacts } from '../facts.ts'
import { hasNat, isTracked } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { createSpace, otherFields } from '../space/index.ts'
import { questionNames } from './names.ts'
import type { DifferenceFamily } from './result.ts'

/** One of the two machines, or the open one, in the space in which they are compared. */
export interface Side {
  readonly engine: Engine
  readonly isTracked: boolean
}

/** Two machines in one space; and one without rules, which says what packets there are. */
export interface Pair {
  readonly family: DifferenceFamily
  readonly space: Space
  readonly old: Side
  readonly new: Side
  readonly open: Side
  /**
   * Whether conntrack is on for either; and translation: connections that were translated once then still are, in both.
   */
  readonly isTracked: boolean
  readonly hasNat: boolean
  /** Blocks that rules of either overwrite. */
  readonly remembered: readonly string[]
  /** Whether either writes marks. */
  readonly marks: boolean
}

export const createPair = (
  family: DifferenceFamily,
  old: Machine,
  fresh: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits>,
): Pair => {
  const machines = [old, fresh]
  const steps = machines.flatMap(stepsOf)
  const remembered = overwritten(steps)
  const space = createSpace(family, machines, facts, limits, {
    remembered,
    sharedChoices: questionNames(machines),
  })
  const writes = (target: 'meta mark' | 'ct mark') =>
    steps.some((step) => step.kind === 'set-mark' && step.target === target)
  const marks = { meta: writes('meta mark'), connection: writes('ct mark') }
  const side = (machine: Machine): Side => ({
    engine: createEngine(space, machine, marks),
    isTracked: isTracked(machine, family),
  })
  const [left, right] = [side(old), side(fresh)]
  const either = {
    isTracked: left.isTracked || right.isTracked,
    hasNat: machines.some((machine) => hasNat(machine, family)),
  }
  const open = side(openMachine(either.isTracked))
  return {
    family,
    space,
    old: left,
    new: right,
    open,
    ...either,
    remembered,
    marks: marks.meta || marks.connection,
  }
}

export const stepsOf = ({ tables }: Machine): readonly Step[] =>
  tables.flatMap((table) =>
    table.chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.steps)),
  )

/** What a rule writes over, and routing after it: what was there at first decides about the packet all the same. */
const overwritten = (steps: readonly Step[]): readonly string[] => {
  const fields = steps.flatMap((step) => (step.kind === 'set-field' ? [step.field] : []))
  const keys = steps.flatMap((step) => ('key' in step ? step.key.map(({ field }) => field) : []))
  const has = (found: (step: Step) => boolean): boolean => steps.some(found)
  const isRerouted = has(({ kind }) => kind === 'translate' || kind === 'set-mark')
  return [
    ...otherFields.filter((field) => fields.includes(field)),
    ...(['ip ttl', 'ip6 hoplimit'] as const).filter(
      (field) => keys.includes(field) && !fields.includes(field),
    ),
    ...(isRerouted ? ['oif', 'oif group'] : []),
    ...(has((step) => step.kind === 'set-mark' && step.target === 'ct mark') ? ['ct mark'] : []),
    ...(has(({ kind }) => kind === 'tproxy') ? ['type', 'translated type'] : []),
  ]
}

const place = { source: '', line: 1, column: 1 }

/** Lets everything through; conntrack is on where it is on in one of those that are compared. */
const openMachine = (asksConntrack: boolean): Machine => {
  const table: HeldTable = {
    engine: 'nft',
    family: 'inet',
    name: 'open',
    isDormant: false,
    sets: [],
    maps: [],
    chains: [
      {
        name: 'open',
        base: null,
        rules: [{ steps: [], text: '', comment: '', place, asksConntrack }],
        place,
      },
    ],
    place,
  }
  return { tables: [table], shown: { ipv4: true, ipv6: true, arp: true } }
}
