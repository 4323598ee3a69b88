import type { BaseHook } from '../../ruleset/index.ts'
import type {
  ClassSurvey,
  End,
  FamilySurvey,
  PacketClass,
  StopRecord,
  StopSurvey,
  Survey,
} from '../../verifier/index.ts'
import { packetClasses } from '../../verifier/index.ts'
import { STOPS_MAX } from '../limits.ts'

/** The gateway as a plan of lines and stations: stations from top to bottom, a line for each class of client packet. */
export interface Picture {
  readonly stations: readonly Station[]
  readonly lines: readonly Line[]
  readonly ends: readonly End[]
  /** Stops that are left out, first of all those at which nothing comes to an end. */
  readonly leftOut: number
}

export interface Station extends StopRecord {
  /** Where the stop stands among those of each family that meets it. */
  readonly indexes: ReadonlyMap<'ipv4' | 'ipv6', number>
}

export interface Line {
  readonly id: PacketClass
  /** Null: there is no such packet. */
  readonly of: ClassSurvey | null
  /** One for each station; null: nothing of the class comes there. */
  readonly stops: readonly (StopSurvey | null)[]
}

type Surveyed = Extract<FamilySurvey, { kind: 'surveyed' }>

const hooks: readonly BaseHook[] = [
  ...(['ingress', 'prerouting', 'input', 'forward', 'postrouting', 'egress'] as const),
]

/** Undefined: some family is beyond the limits, and half a picture would be taken for a whole one. */
export const pictureOf = (survey: Survey): Picture | undefined => {
  const families = survey.families.flatMap((each) => (each.kind === 'surveyed' ? [each] : []))
  if (families.length < survey.families.length) return undefined
  const all = hooks.flatMap((hook) => stationsAt(families, hook))
  const lines = packetClasses.map((id) => lineOf(families, all, id))
  const told = worthTelling(all, lines)
  return {
    stations: told.map((index) => all[index]).flatMap((station) => station ?? []),
    lines: lines.map((line) => ({
      ...line,
      stops: told.map((index) => line.stops[index] ?? null),
    })),
    ends: survey.ends,
    leftOut: all.length - told.length,
  }
}

/** The stops of all families at a hook: what both meet stands there once. */
const stationsAt = (families: readonly Surveyed[], hook: BaseHook): readonly Station[] => {
  const found = new Map<string, Station>()
  for (const { family, stops } of families)
    for (const [index, record] of stops.entries()) {
      if (record.hook !== hook) continue
      const names = record.chains.map(({ name }) => name)
      const key =
        record.kind === 'chain' ? JSON.stringify([record.priority, ...names]) : record.kind
      const known = found.get(key)
      const chains = [...(known?.chains ?? []), ...record.chains]
      found.set(key, {
        ...record,
        chains: [...new Map(chains.map((chain) => [chain.name, chain])).values()],
        indexes: new Map([...(known?.indexes ?? []), [family, index]]),
      })
    }
  return [...found.values()].sort((left, right) => left.priority - right.priority)
}

const lineOf = (
  families: readonly Surveyed[],
  stations: readonly Station[],
  id: PacketClass,
): Line => {
  for (const { family, classes } of families) {
    const of = classes.find((each) => each.id === id)
    if (!of) continue
    const stops = stations.map(({ indexes }) => {
      const index = indexes.get(family)
      const stop = index === undefined ? undefined : of.stops[index]
      return stop && stop.comes !== 'no' ? stop : null
    })
    return { id, of, stops }
  }
  return { id, of: null, stops: stations.map(() => null) }
}

/** All of them where there is room; else those at which something ends, as many as there is room for. */
const worthTelling = (stations: readonly Station[], lines: readonly Line[]): readonly number[] => {
  const all = stations.map((_, index) => index)
  if (all.length <= STOPS_MAX) return all
  const isEventful = (index: number): boolean =>
    lines.some(({ stops }) => {
      const stop = stops[index]
      return stop !== null && stop !== undefined && (stop.ends !== 'none' || stop.rejects !== 'no')
    })
  return all.filter(isEventful).slice(0, STOPS_MAX)
}
