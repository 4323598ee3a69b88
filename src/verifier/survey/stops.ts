import { assertNever } from '../../assert.ts'
import type { HeldTable } from '../../ruleset/index.ts'
import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, exists, FALSE, not, orAll } from '../diagram/index.ts'
import { rewritten } from '../guarantees/part.ts'
import type { Passage, Stop } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block } from '../space/index.ts'
import { certaintyOf } from './certainty.ts'
import type { StopRecord, StopSurvey } from './result.ts'

/** A stop for people: which it is, and what of the ruleset stands there. */
export const recordOf = ({ hook, stop }: Pick<Passage, 'hook' | 'stop'>): StopRecord => {
  switch (stop.kind) {
    case 'chain':
      return { hook, kind: 'chain', priority: stop.station.base.priority, chains: [named(stop)] }
    case 'defragment':
      return { hook, kind: 'defragment', priority: -400, chains: [] }
    case 'track':
      return { hook, kind: 'track', priority: -200, chains: [] }
    case 'translate': {
      const isDestination = stop.end === 'destination'
      return {
        hook,
        kind: isDestination ? 'translate-destination' : 'translate-source',
        priority: isDestination ? -100 : 100,
        chains: stop.stations.map((station) => named({ station })),
      }
    }
    default:
      return assertNever(stop)
  }
}

const named = ({
  station: { table, chain },
}: Pick<Extract<Stop, { kind: 'chain' }>, 'station'>) => ({
  name: `${table.family} ${table.name} ${chain.name}`,
  place: chain.place,
})

/**
 * What becomes of a class of packets at a stop. What a rule there writes is left out of account, or each packet that
 * it changes would seem to end.
 */
export const surveyStop = (space: Space, passage: Passage, set: Diagram): StopSurvey => {
  const { arena } = space
  const written = writtenAt(space, passage.stop)
  const inClass = (flows: readonly Flow[]): Diagram =>
    orAll(
      arena,
      flows.map((flow) => exists(arena, and(arena, flow.set, set), written)),
    )
  const rejects = certaintyOf(
    space,
    passage.happenings
      .filter(({ kind }) => kind === 'reject-icmp' || kind === 'reject-tcp-reset')
      .map(({ flow }) => and(arena, flow.set, set)),
  )
  const before = inClass(passage.before)
  const comes = certaintyOf(space, [before])
  if (comes === 'no' || !endsAny(passage.stop)) return { comes, ends: 'none', rejects }
  const after = inClass(passage.after)
  if (after === FALSE) return { comes, ends: 'all', rejects }
  const isLess = and(arena, before, not(after)) !== FALSE
  return { comes, ends: isLess ? 'some' : 'none', rejects }
}

/** What the kernel does by itself at these ends nobody's way: a fragment waits, and comes out whole. */
const endsAny = ({ kind }: Stop): boolean => kind === 'chain' || kind === 'translate'

/** The variables that a stop may change of the packets that it lets pass. */
const writtenAt = (space: Space, stop: Stop): readonly number[] => {
  const tables = stop.kind === 'chain' ? [stop.station.table] : []
  const fields = tables.flatMap(fieldsWritten).filter((name) => space.blocks.of.has(name))
  const names = ['mark', 'ct mark', ...fields, ...(stop.kind === 'translate' ? ['ct status'] : [])]
  return [...rewritten(space), ...names.flatMap((name) => [...block(space, name)])]
}

const fieldsWritten = ({ chains }: HeldTable): readonly string[] =>
  chains.flatMap(({ rules }) =>
    rules.flatMap(({ steps }) =>
      steps.flatMap((step) => {
        if (step.kind === 'set-field') return [step.field]
        if (step.kind === 'tproxy') return ['type', 'translated type']
        return step.kind === 'notrack' ? ['ct kind', 'ct first', 'ct direction', 'ct status'] : []
      }),
    ),
  )
