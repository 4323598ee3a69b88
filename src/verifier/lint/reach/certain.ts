import type { HeldChain, HeldRule, HeldVerdict } from '../../../ruleset/index.ts'
import type { Arena, Assignment, Diagram } from '../../diagram/index.ts'
import {
  and,
  andAll,
  difference,
  evaluate,
  exists,
  FALSE,
  forall,
  not,
  or,
  orAll,
  pickOne,
  TRUE,
} from '../../diagram/index.ts'
import type { Binding } from '../../space/index.ts'
import { bindingKey } from '../../space/index.ts'
import { hasEffect } from './effect.ts'
import { writtenBelow } from './havoc.ts'
import { judgeRule } from './rule.ts'
import type { Scope, ScopedTable } from './scope.ts'

/**
 * A fate that packets certainly have, whatever is left open.
 * - `accepted`, `dropped`: by a verdict or a policy, `dropped` without an answer.
 * - `stopped`: dropped or rejected.
 * - `ended`: not sent back to the caller.
 * - `taken`: translated, or stopped.
 */
export type Fate = 'accepted' | 'dropped' | 'stopped' | 'ended' | 'taken'

type Outcome = 'accept' | 'drop' | 'reject' | 'queue' | 'translate' | 'forward'

const outcomes: Readonly<Record<Fate, readonly Outcome[]>> = {
  accepted: ['accept'],
  dropped: ['drop'],
  stopped: ['drop', 'reject'],
  ended: ['accept', 'drop', 'reject', 'queue', 'translate', 'forward'],
  taken: ['drop', 'reject', 'translate'],
}

export interface Asked {
  readonly fate: Fate
  /** Whether what is sent back to the caller, or to the policy, counts as well. */
  readonly orBack: boolean
  /** Whether no rule may have an effect on the way. */
  readonly isQuiet: boolean
}

/**
 * What a run of rules makes of what is certain behind it: of a packet that has the fate there, `with`; of any other,
 * `without`, which is part of it.
 */
export interface Stretch {
  readonly without: Diagram
  readonly with: Diagram
}

/**
 * The packets that certainly have the fate, of those that come to the rule of this index. Rules that only take away, or
 * only give, are joined all at once: of a thousand accepts no union of some is ever built.
 */
export const certainFrom = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  binding: Binding,
  asked: Asked,
  start = 0,
): Diagram => {
  const { arena } = scope.space
  const atEnd = asked.orBack ? TRUE : FALSE
  const stretches = chain.rules
    .slice(start)
    .map((rule) => stretchOf(scope, scoped, chain, rule, binding, asked))
  return joinRuns(arena, stretches).reduceRight<Diagram>(
    (below, { without, with: rest }) => or(arena, without, and(arena, rest, below)),
    atEnd,
  )
}

/** Whether all packets of the set certainly have the fate, coming to the rule of this index. */
export const isCertainOfAll = (site: Standing, asked: Asked, set: Diagram): boolean => {
  const { arena } = site.scope.space
  let rest = set
  for (;;) {
    const packet = pickOne(arena, rest)
    if (!packet) return true
    const given = giverOf(site, asked, packet)
    if (given === undefined) return false
    rest = difference(arena, rest, given)
  }
}

/** Where packets stand: before the rule of this index in the chain. */
export interface Standing {
  readonly scope: Scope
  readonly scoped: ScopedTable
  readonly chain: HeldChain
  readonly binding: Binding
  readonly start: number
}

/** Packets with the fate, of which this is one; undefined where it has not got it for certain. */
export const giverOf = (
  { scope, scoped, chain, binding, start }: Standing,
  asked: Asked,
  packet: Assignment,
): Diagram | undefined => {
  const { arena } = scope.space
  const passing: Diagram[] = []
  for (let index = start; index < chain.rules.length; index += 1) {
    const rule = chain.rules[index]
    if (!rule) break
    const stretch = stretchOf(scope, scoped, chain, rule, binding, asked)
    if (evaluate(arena, stretch.without, packet))
      return andAll(arena, [stretch.without, ...passing])
    if (!evaluate(arena, stretch.with, packet)) return undefined
    if (stretch.with !== TRUE) passing.push(stretch.with)
  }
  return asked.orBack ? andAll(arena, passing) : undefined
}

const stretchOf = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  rule: HeldRule,
  binding: Binding,
  asked: Asked,
): Stretch => {
  const known = scope.stretches.get(rule) ?? new Map<string, Stretch>()
  scope.stretches.set(rule, known)
  const key = [bindingKey(binding), asked.fate, asked.orBack, asked.isQuiet].join(' ')
  const found = known.get(key)
  if (found) return found
  const { bits } = writtenBelow(scope, scoped, chain)
  const site: Site = { scope, scoped, binding, asked, bits, atEnd: asked.orBack ? TRUE : FALSE }
  const made = { without: through(site, rule, FALSE), with: through(site, rule, TRUE) }
  known.set(key, made)
  return made
}

const joinRuns = (arena: Arena, stretches: readonly Stretch[]): readonly Stretch[] => {
  const joined: Stretch[] = []
  for (let start = 0; start < stretches.length; ) {
    const isGiving = stretches[start]?.with === TRUE
    const isTaking = stretches[start]?.without === FALSE
    let end = start + 1
    const goes = (each: Stretch | undefined): boolean =>
      isGiving ? each?.with === TRUE : isTaking && each?.without === FALSE
    while (end < stretches.length && goes(stretches[end])) end += 1
    const run = stretches.slice(start, end)
    joined.push({
      without: isGiving
        ? orAll(
            arena,
            run.map((each) => each.without),
          )
        : (run[0]?.without ?? FALSE),
      with: isGiving
        ? TRUE
        : andAll(
            arena,
            run.map((each) => each.with),
          ),
    })
    start = end
  }
  return joined
}

/** The same from the chain's first rule, computed once. */
export const certainIn = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  binding: Binding,
  asked: Asked,
): Diagram => {
  const { fate, orBack, isQuiet } = asked
  const key = [chain.name, bindingKey(binding), fate, orBack, isQuiet].join(' ')
  const known = scoped.folds.get(key)
  if (known !== undefined) return known
  const set = certainFrom(scope, scoped, chain, binding, asked)
  scoped.folds.set(key, set)
  return set
}

/** Of a base chain, its policy being one of its ends. */
export const certainOfBase = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  binding: Binding,
  fate: Fate,
): Diagram => {
  const orBack = outcomes[fate].includes(chain.base?.policy ?? 'accept')
  return certainIn(scope, scoped, chain, binding, { fate, orBack, isQuiet: false })
}

/** The packets that a rule certainly keeps from the next rule of its chain. */
export const certainlyKept = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  rule: HeldRule,
  binding: Binding,
): Diagram => {
  const asked: Asked = { fate: 'ended', orBack: true, isQuiet: false }
  return stretchOf(scope, scoped, chain, rule, binding, asked).without
}

interface Site {
  readonly scope: Scope
  readonly scoped: ScopedTable
  readonly binding: Binding
  readonly asked: Asked
  readonly bits: readonly number[]
  readonly atEnd: Diagram
}

/** Before a rule, from what is certain behind it: what the rule may take and what it must take part the packets. */
const through = (site: Site, rule: HeldRule, below: Diagram): Diagram => {
  const { scope, scoped, binding, asked } = site
  const { arena } = scope.space
  const judged = judgeRule(scope, scoped, rule, binding)
  let may: Diagram = TRUE
  let must: Diagram = TRUE
  let [mayHot, mustHot]: [Diagram, Diagram] = [FALSE, FALSE]
  let astray: Diagram = FALSE
  for (const segment of judged.segments) {
    mayHot = or(arena, mayHot, and(arena, may, exists(arena, segment.hot.may, site.bits)))
    mustHot = or(arena, mustHot, and(arena, must, forall(arena, segment.hot.must, site.bits)))
    astray = or(arena, astray, and(arena, may, exists(arena, segment.astray, site.bits)))
    may = and(arena, may, exists(arena, segment.may, site.bits))
    must = and(arena, must, forall(arena, segment.must, site.bits))
  }
  const passed = difference(arena, atEndOf(site, judged.end, may, must, below), astray)
  const isDrop = outcomes[asked.fate].includes('drop')
  const dropped = isDrop ? or(arena, passed, mustHot) : difference(arena, passed, mayHot)
  if (!asked.isQuiet || !rule.steps.some(hasEffect)) return dropped
  const touched = judged.segments[0]?.touched ?? TRUE
  return difference(arena, dropped, exists(arena, touched, site.bits))
}

const atEndOf = (
  site: Site,
  end: ReturnType<typeof judgeRule>['end'],
  may: Diagram,
  must: Diagram,
  below: Diagram,
): Diagram => {
  const { arena } = site.scope.space
  switch (end.kind) {
    case 'none':
      return below
    case 'forward':
    case 'translate': {
      const isFate = outcomes[site.asked.fate].includes(end.kind)
      const kept = isFate ? (end.kind === 'translate' && !end.isCertain ? below : TRUE) : FALSE
      const isSure = end.kind === 'forward' || end.isCertain
      return parted(arena, may, isSure ? must : FALSE, kept, below)
    }
    case 'cases': {
      let taken: Diagram = FALSE
      let result: Diagram = TRUE
      for (const { verdict, holds } of end.cases) {
        const mayHere = and(arena, may, exists(arena, holds.may, site.bits))
        taken = or(arena, taken, forall(arena, holds.must, site.bits))
        const kept = atVerdict(site, verdict, below)
        result = and(arena, result, or(arena, not(mayHere), kept))
      }
      return and(arena, result, or(arena, and(arena, must, taken), below))
    }
  }
}

const parted = (
  arena: Arena,
  may: Diagram,
  must: Diagram,
  kept: Diagram,
  below: Diagram,
): Diagram => and(arena, or(arena, not(may), kept), or(arena, must, below))

const atVerdict = (site: Site, verdict: HeldVerdict, below: Diagram): Diagram => {
  const wanted = outcomes[site.asked.fate]
  switch (verdict.kind) {
    case 'accept':
    case 'drop':
    case 'reject':
    case 'queue':
      return wanted.includes(verdict.kind) ? TRUE : FALSE
    case 'continue':
      return below
    case 'return':
      return site.atEnd
    // It takes what opens a connection and nothing else.
    case 'synproxy':
      return FALSE
    case 'jump':
      return called(site, verdict.chain, below)
    case 'goto':
      return called(site, verdict.chain, site.atEnd)
  }
}

/** In a chain that is called: it has the fate there, or comes back for certain otherwise and has it then. */
const called = ({ scope, scoped, binding, asked }: Site, name: string, then: Diagram): Diagram => {
  const target = scoped.view.chains.get(name)
  if (!target) return FALSE
  const { arena } = scope.space
  const there = certainIn(scope, scoped, target, binding, { ...asked, orBack: false })
  if (then === FALSE) return there
  const back = certainIn(scope, scoped, target, binding, { ...asked, orBack: true })
  return or(arena, there, and(arena, back, then))
}
