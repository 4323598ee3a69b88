import type { BaseHook } from '../../ruleset/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { Layout } from './layout.ts'
import type { Line, Picture } from './model.ts'
import type { Tone } from './tone.ts'
import { toneAtEnd, toneOfRejection, worstTone } from './tone.ts'

/** A part of a line: what comes to routing, what is for the gateway itself, what is for others. */
export interface Branch {
  readonly tone: Tone
  /** Marks at stations, in order. */
  readonly stops: readonly StopMark[]
  /** Marks at ends that are reached. */
  readonly ends: readonly EndMark[]
}

export interface StopMark {
  readonly y: number
  readonly kind: 'pass' | 'some' | 'all'
  /** Null: nothing is answered here. */
  readonly answered: Tone | null
}

export interface EndMark {
  readonly y: number
  readonly index: number
  readonly tone: Tone
  /** `older`: by connections alone that conntrack had already. `perhaps`: as what is opaque may have it. */
  readonly kind: 'fresh' | 'older' | 'perhaps'
}

export interface Branches {
  readonly trunk: Branch
  /** Null: nothing of the class gets so far. */
  readonly local: Branch | null
  readonly away: Branch | null
}

const trunkHooks: readonly BaseHook[] = ['ingress', 'prerouting']
const localHooks: readonly BaseHook[] = ['input']
const awayHooks: readonly BaseHook[] = ['forward', 'postrouting', 'egress']

export const branchesOf = (
  line: Line,
  { ends }: Pick<Picture, 'ends'>,
  layout: Layout,
  facts: GatewayFacts,
): Branches => {
  const stopsAt = (hooks: readonly BaseHook[]): readonly StopMark[] =>
    layout.stations.flatMap(({ station, index, y }) => {
      const stop = line.stops[index]
      if (!hooks.includes(station.hook) || !stop) return []
      const kind = stop.ends === 'none' ? 'pass' : stop.ends
      return [{ y, kind, answered: toneOfRejection(line.id, stop.rejects, facts) } as const]
    })
  const endsAt = (isZone: boolean): readonly EndMark[] =>
    layout.ends.flatMap(({ end, index, y }) => {
      const survey = line.of?.ends[index]
      const tone = survey && toneAtEnd(line.id, ends[index] ?? end, survey, facts)
      if (!survey || !tone || (end.kind === 'zone') !== isZone) return []
      const kind = survey.fresh === 'yes' ? 'fresh' : survey.older === 'yes' ? 'older' : 'perhaps'
      return [{ y, index, tone, kind } as const]
    })
  const branch = (hooks: readonly BaseHook[], reached: readonly EndMark[]): Branch | null => {
    const stops = stopsAt(hooks)
    const tones = [...reached.map(({ tone }) => tone), ...stops.map(({ answered }) => answered)]
    return stops.length + reached.length === 0
      ? null
      : { tone: worstTone(tones), stops, ends: reached }
  }
  const local = branch(localHooks, endsAt(false))
  const away = branch(awayHooks, endsAt(true))
  const stops = stopsAt(trunkHooks)
  const events = (line.of?.events ?? []).flatMap(({ kind, certainty }): Tone[] =>
    kind === 'tproxy' || kind.startsWith('reject') ? [] : [certainty === 'yes' ? 'bad' : 'doubt'],
  )
  const tones = [
    ...events,
    ...stops.map(({ answered }) => answered),
    local?.tone ?? null,
    away?.tone ?? null,
  ]
  return { trunk: { tone: worstTone(tones), stops, ends: [] }, local, away }
}
