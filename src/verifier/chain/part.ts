import { assert } from '../../assert.ts'
import type {
  HeldRule,
  HeldVerdict,
  Opaque,
  RejectKind,
  Step,
  Tproxy,
  VerdictMap,
} from '../../ruleset/index.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  difference,
  FALSE,
  masked,
  not,
  or,
  TRUE,
  variable,
} from '../diagram/index.ts'
import type { Binding, Space } from '../space/index.ts'
import {
  bindingKey,
  block,
  catchAllLast,
  environmentChoice,
  has,
  hasAny,
  hasEntry,
  hotDropped,
  meaningOf,
  setQuestion,
  splitTuples,
  testHolds,
  tupleHolds,
} from '../space/index.ts'
import type { Engine, ViewedTable } from './engine.ts'
import type { EventKind } from './event.ts'
import { mapEntries } from './purity.ts'
import type { Summary } from './summary.ts'
import { afterGoto, afterJump, andThen, inOrder, passAll } from './summary.ts'

/** Deeper than any kernel loads (NFT_JUMP_STACK_SIZE is 16): readers refuse it, so that here it is a bug. */
const DEPTH_MAX = 64

/**
 * What a chain does with each packet that bears these addresses, wherever it is reached from. It is computed once,
 * unless the environment or something opaque has a say: those may have it otherwise each time.
 */
export const summarise = (
  engine: Engine,
  view: ViewedTable,
  name: string,
  binding: Binding,
  depth = 0,
): Summary => {
  assert(depth < DEPTH_MAX, 'chains that call each other without end')
  const chain = view.chains.get(name)
  assert(chain !== undefined, `a jump to a chain that is not there: ${name}`)
  const key = `${name} ${bindingKey(binding)}`
  const known = view.summaries.get(key)
  if (known) return known
  const before = choicesTaken(engine.space)
  const summary = inOrder(
    engine.space.arena,
    chain.rules.map((rule) => summariseRule({ engine, view, binding, depth }, rule)),
  )
  if (choicesTaken(engine.space) === before) view.summaries.set(key, summary)
  return summary
}

const choicesTaken = ({ choices }: Space): number =>
  choices.environment.length + choices.opaque.length

/** Where a rule is evaluated. */
export interface Site {
  readonly engine: Engine
  readonly view: ViewedTable
  readonly binding: Binding
  readonly depth: number
}

/** A rule's steps one after the other, each as a piece; what a test turns away goes on past the rule. */
const summariseRule = (site: Site, rule: HeldRule): Summary => {
  const { arena } = site.engine.space
  let condition: Diagram = TRUE
  let before: Summary = passAll
  for (const step of rule.steps) {
    if (mayEnd(site, step)) {
      const { ends, goesOn } = opaqueParts(site.engine.space, step, condition)
      before = andThen(arena, before, ends)
      condition = goesOn
      continue
    }
    const ends = endOf(site, step, condition)
    if (ends) return andThen(arena, before, ends)
    if (step.kind === 'escape') before = andThen(arena, before, event(step.way, condition))
    const dropped = droppedBy(site, step)
    if (dropped !== FALSE) {
      const gone = and(arena, condition, dropped)
      before = andThen(arena, before, { ...passAll, next: not(gone) })
      condition = difference(arena, condition, gone)
    }
    condition = and(arena, condition, stepHolds(site, step))
    if (condition === FALSE) break
  }
  return before
}

const mayEnd = ({ engine: { space } }: Site, step: Step): step is Opaque =>
  step.kind === 'opaque' && step.mayEnd && step.except !== space.family

const event = (kind: EventKind, set: Diagram): Summary => ({
  ...passAll,
  events: new Map([[kind, set]]),
})

/** The packets that the step drops by itself, whatever the rule's verdict. */
export const droppedBy = (
  { engine: { space }, view }: Pick<Site, 'engine' | 'view'>,
  step: Step,
): Diagram => {
  if (step.kind === 'test') return hotDropped(space, view, step)
  const isXtables = step.kind === 'tproxy' && view.table.engine === 'legacy'
  return isXtables ? not(findsListener(space, step)) : FALSE
}

/** Somebody listens where `tproxy` leads. Where nobody does, x_tables drops the packet, and nft breaks the rule. */
const findsListener = (space: Space, step: Tproxy): Diagram =>
  and(
    space.arena,
    hasAny(space, 'l4proto', [6, 17]),
    environmentChoice(space, space.choices.nameOf(step)),
  )

/** The packets that the step lets go on to the rule's next. */
const stepHolds = ({ engine, view, binding }: Site, step: Step): Diagram => {
  switch (step.kind) {
    case 'test':
      return testHolds(engine.space, binding, view, step)
    case 'choice':
      return environmentChoice(engine.space, engine.space.choices.nameOf(step))
    case 'opaque':
      return step.except === engine.space.family ? TRUE : opaqueChoice(engine.space, step, 'holds')
    default:
      return canTake(engine.space, binding, view, step)
  }
}

/**
 * The packets that have what the step works on; for all others it breaks the rule. nft cannot read the mark of a
 * connection that is not there (nft_ct_get_eval), where x_tables goes on. A flowtable takes connections of TCP and UDP
 * that stand in the table, and not each of them (nft_flow_offload_eval).
 */
export const canTake = (
  space: Space,
  binding: Binding,
  { table }: ViewedTable,
  step: Step,
): Diagram => {
  const { arena, choices } = space
  const hasUser = hasAny(space, 'l4proto', [6, 17])
  switch (step.kind) {
    case 'set-field':
      return meaningOf(space, binding, step.field).guard
    case 'set-mark':
      return step.source === 'ct mark' && table.engine === 'nft' ? hasEntry(space) : TRUE
    case 'tproxy':
      return table.engine === 'nft' ? findsListener(space, step) : TRUE
    case 'escape':
      return step.way === 'offload'
        ? andAll(arena, [hasUser, hasEntry(space), environmentChoice(space, choices.nameOf(step))])
        : TRUE
    default:
      return TRUE
  }
}

/** Whether the opaque step holds, accepts, drops, or translates. */
export const opaqueChoice = (
  { arena, choices }: Space,
  step: Opaque,
  what: 'holds' | 'accepts' | 'drops' | 'translates',
): Diagram => variable(arena, choices.take('opaque', `${choices.nameOf(step)} ${what}`))

/** What becomes of the rule where this step ends it, for the packets that came so far; undefined where it does not. */
const endOf = (site: Site, step: Step, condition: Diagram): Summary | undefined => {
  switch (step.kind) {
    case 'verdict':
      return verdictSummary(site, step.verdict, condition)
    case 'verdict-map':
      return mapSummary(site, step, condition)
    case 'escape':
      return step.way === 'forward'
        ? {
            ...passAll,
            next: not(condition),
            events: new Map([['forward', condition]]),
          }
        : undefined
    default:
      return undefined
  }
}

/** It accepts, drops, or goes on, with the rule's next step or past the rule: which of it nobody knows. */
const opaqueParts = (
  space: Space,
  step: Opaque,
  condition: Diagram,
): { readonly ends: Summary; readonly goesOn: Diagram } => {
  const { arena } = space
  const matches = and(arena, condition, opaqueChoice(space, step, 'holds'))
  const accept = and(arena, matches, opaqueChoice(space, step, 'accepts'))
  const rest = difference(arena, matches, accept)
  const drop = and(arena, rest, opaqueChoice(space, step, 'drops'))
  return {
    ends: { ...passAll, accept, next: not(or(arena, accept, drop)) },
    goesOn: difference(arena, rest, drop),
  }
}

const rejectEvent = (kind: RejectKind): EventKind =>
  kind === 'tcp-reset' ? 'reject-tcp-reset' : 'reject-icmp'

/** TCP with SYN or ACK: what SYNPROXY takes; all else goes on past the rule (nft_synproxy_do_eval). */
const opensConnection = (space: Space): Diagram =>
  and(
    space.arena,
    has(space, 'l4proto', 6),
    not(masked(space.arena, block(space, 'tcp flags'), 0x12n, 0n)),
  )

export const verdictSummary = (site: Site, verdict: HeldVerdict, condition: Diagram): Summary => {
  const { space } = site.engine
  const { arena } = space
  const rest = { ...passAll, next: not(condition) }
  switch (verdict.kind) {
    case 'accept':
      return { ...rest, accept: condition }
    case 'drop':
      return rest
    case 'continue':
      return passAll
    case 'return':
      return { ...rest, back: condition }
    case 'jump':
    case 'goto': {
      if (condition === FALSE) return passAll
      const target = summarise(site.engine, site.view, verdict.chain, site.binding, site.depth + 1)
      return (verdict.kind === 'jump' ? afterJump : afterGoto)(arena, condition, target)
    }
    case 'queue': {
      const accept = and(arena, condition, queueAccepts(space, verdict.bypass))
      return { ...rest, accept, events: new Map([['queue', condition]]) }
    }
    case 'reject':
      return { ...rest, events: new Map([[rejectEvent(verdict.with), condition]]) }
    case 'synproxy': {
      const taken = and(arena, condition, opensConnection(space))
      return { ...rest, next: not(taken), events: new Map([['synproxy', taken]]) }
    }
  }
}

/** A program listens and lets the packet go on; or, with bypass, none listens. */
const queueAccepts = (space: Space, bypass: boolean): Diagram => {
  const { arena } = space
  const listens = environmentChoice(space, 'queue listener')
  const accepts = environmentChoice(space, 'queue accepts')
  return bypass ? or(arena, not(listens), accepts) : and(arena, listens, accepts)
}

/** One piece for each entry, then the catch-all; a key that no entry holds goes on with the next rule. */
const mapSummary = (site: Site, step: VerdictMap, condition: Diagram): Summary => {
  const { arena } = site.engine.space
  return inOrder(
    arena,
    mapCases(site, step).map(({ verdict, holds }) =>
      verdictSummary(site, verdict, and(arena, condition, holds)),
    ),
  )
}

/** The entries of a verdict map, each with the packets whose key it holds: no packet is in two of them. */
export const mapCases = (
  { engine: { space }, view, binding }: Site,
  step: VerdictMap,
): readonly { readonly verdict: HeldVerdict; readonly holds: Diagram }[] => {
  const { arena } = space
  const meanings = step.key.map(({ field }) => meaningOf(space, binding, field))
  const guard = meanings.reduce((all, meaning) => and(arena, all, meaning.guard), TRUE)
  const isArbitrary =
    !('length' in step.entries) && view.maps.get(step.entries.map)?.contents !== 'fixed'
  let taken: Diagram = FALSE
  return catchAllLast(mapEntries(view, step)).map(({ tuple, verdict }, index) => {
    const member = splitTuples([tuple]).otherwise
      ? TRUE
      : isArbitrary
        ? environmentChoice(space, `${mapQuestion(view, step)} ${index}`)
        : tupleHolds(space, step.key, meanings, tuple)
    const holds = difference(arena, and(arena, guard, member), taken)
    taken = or(arena, taken, holds)
    return { verdict, holds }
  })
}

const mapQuestion = (view: ViewedTable, { entries, key }: VerdictMap): string =>
  `${setQuestion(view, 'length' in entries ? '' : entries.map)} ${key.map(({ field }) => field).join()}`
