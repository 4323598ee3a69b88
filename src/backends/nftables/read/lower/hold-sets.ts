/** Named sets and maps as the machine holds them. */
import type {
  HeldFamily,
  HeldMap,
  HeldSet,
  Members,
  Part,
  Place,
  Tuple,
} from '../../../../ruleset/index.ts'
import { columnsOfType, dataShape } from './columns.ts'
import type { KernelSet } from './held.ts'
import { membersOf, tuplesOf } from './members.ts'
import { overlapOf } from './overlap.ts'
import type { Report } from './report.ts'
import { mapEntries } from './targets.ts'
import { verdictEntries } from './verdicts.ts'

export interface SetOptions {
  readonly family: HeldFamily
  readonly report: Report
  readonly placeOf: (node: object) => Place
  readonly clientFacingSets: readonly string[]
}

const isInterval = (set: KernelSet): boolean => {
  const { flags } = set.body
  return typeof flags === 'string' ? flags === 'interval' : flags?.includes('interval') === true
}

export function holdSet(set: KernelSet, options: SetOptions): HeldSet {
  const { body } = set
  const place = options.placeOf(body)
  const columns = columnsOfType(body.type, options.family)
  const nothing: Members = { kind: 'tuples', tuples: [] }
  // Of a type that has no field here nothing is known, and no rule asks it but by an opaque step.
  if (columns === undefined) {
    return { name: body.name, members: nothing, contents: 'arbitrary', place }
  }
  const { list, fault } = tuplesOf(set.elements.values(), columns)
  if (fault === 'refused') refuse(set, options)
  checkIntervals(set, list, options)
  const isUnknown = set.isArbitrary || fault !== undefined
  const isClientFacing = options.clientFacingSets.includes(body.name)
  const contents = isClientFacing ? 'client-facing' : isUnknown ? 'arbitrary' : 'fixed'
  return { name: body.name, members: membersOf(list, columns), contents, place }
}

export function holdMap(set: KernelSet, options: SetOptions): HeldMap {
  const { body } = set
  const name = body.name
  const place = options.placeOf(body)
  const columns = columnsOfType(body.type, options.family)
  const shape = dataShape(body, options.family)
  const contents = set.isArbitrary ? 'arbitrary' : 'fixed'
  if (columns === undefined || shape === undefined) {
    return { name, entries: { kind: 'opaque' }, contents: 'arbitrary', place }
  }
  const pairs = [...set.elements.values()]
  const { list, fault } =
    shape === 'verdict' ? verdictEntries(pairs, columns) : mapEntries(pairs, columns, shape)
  if (fault === 'refused') refuse(set, options)
  checkIntervals(
    set,
    list.map(({ tuple }) => tuple),
    options,
  )
  if (fault !== undefined)
    return { name, entries: { kind: 'opaque' }, contents: 'arbitrary', place }
  if (shape === 'verdict') {
    const verdicts = verdictEntries(pairs, columns).list
    return { name, entries: { kind: 'verdicts', list: verdicts }, contents, place }
  }
  return {
    name,
    entries: { kind: 'targets', list: mapEntries(pairs, columns, shape).list },
    contents,
    place,
  }
}

function refuse({ body }: KernelSet, { report }: SetOptions): void {
  report.error('nft-load-value', `\`${body.name}\` has an element that its type has not`, body)
}

const isWild = (part: Part): boolean => part.kind === 'name' && /(?<!\\)\*$/.test(part.pattern)

/** Intervals need the flag, and do not overlap unless nft merges them. */
function checkIntervals(set: KernelSet, tuples: readonly Tuple[], { report }: SetOptions): void {
  const { body } = set
  const intervals = tuples.flatMap((tuple) =>
    tuple.flatMap((part) => (part.kind === 'interval' ? [part.interval] : [])),
  )
  if (!isInterval(set)) {
    const wild = tuples.some((tuple) => tuple.some(isWild))
    if (!wild && !intervals.some(({ first, last }) => first !== last)) {
      if (set.kind === 'map') checkOverlap(set, tuples, { report })
      return
    }
    const message = `\`${body.name}\` holds intervals and lacks \`flags interval\``
    report.error('nft-load-incomplete', message, body)
    return
  }
  checkOverlap(set, tuples, { report })
}

/** nft merges intervals of a set that says so, of one part each. A map has no key twice, merged or not. */
function checkOverlap(
  { kind, body }: KernelSet,
  tuples: readonly Tuple[],
  { report }: Pick<SetOptions, 'report'>,
): void {
  if (kind === 'set' && body['auto-merge'] === true) return
  switch (overlapOf(tuples, kind === 'set')) {
    case 'some':
      report.error('nft-load-overlap', `elements of \`${body.name}\` overlap`, body)
      return
    case 'unknown':
      // Of a set it matters to nobody which of two elements holds a key; of a map it decides.
      if (kind === 'set') return
      report.error('nft-load-unknown', `\`${body.name}\` has too many keys that may overlap`, body)
      return
    case 'none':
  }
}
