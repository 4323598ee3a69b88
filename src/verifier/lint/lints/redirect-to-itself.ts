import type { HeldRule, Place } from '../../../ruleset/index.ts'
import type { Diagram } from '../../diagram/index.ts'
import { andAll, exists, FALSE, isDisjoint, isSubset, orAll } from '../../diagram/index.ts'
import type { Space } from '../../space/index.ts'
import { ctKind, has, untranslated } from '../../space/index.ts'
import type { Station } from '../context.ts'
import { once, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import { certainOfBase } from '../reach/certain.ts'
import type { Reach } from '../reach/reach.ts'

/**
 * An accept by `ct status dnat` of a port that is redirected to itself. What was addressed to that port of the gateway
 * is translated to what it bears already, which changes nothing and sets no status: it is dropped, and a SOCKS port
 * that is meant to be open is dead.
 */
export const redirectToItself: Lint = {
  code: 'redirect-to-itself',
  level: 'warning',
  find: ({ reaches }) =>
    once(
      reaches.flatMap((reach) =>
        redirectsOf(reach).flatMap((redirect) =>
          stationsOf(reach, 'input').flatMap((station) => missed(station, redirect)),
        ),
      ),
    ),
}

interface Redirect {
  readonly place: Place
  /** Protocols and ports of what it leaves with the port that it has. */
  readonly kept: Diagram
}

const redirectsOf = (reach: Reach): readonly Redirect[] =>
  stationsOf(reach, 'prerouting').flatMap(({ scoped, chain, base }) =>
    base.type !== 'nat'
      ? []
      : [...scoped.calls.below(chain)].flatMap(({ rules }) =>
          rules.flatMap((rule) => {
            const kept = keptBy(reach, rule)
            return kept === FALSE ? [] : [{ place: rule.place, kept }]
          }),
        ),
  )

const keptBy = (reach: Reach, rule: HeldRule): Diagram => {
  const { space } = reach.scope
  const step = rule.steps.find(({ kind }) => kind === 'translate')
  if (step?.kind !== 'translate' || step.nat !== 'redirect' || step.target.kind !== 'fixed')
    return FALSE
  const { ports } = step.target
  if (ports === null || ports.first !== ports.last) return FALSE
  const port = has(space, 'destination port', ports.first)
  const sets = (reach.rules.get(rule)?.matched() ?? []).map(({ set }) => set)
  // Of a redirect of everything to one port, what is for that port already is an exception, and mostly nobody's.
  return sets.every((set) => isSubset(space.arena, set, port))
    ? orAll(
        space.arena,
        sets.map((set) => portsOf(space, set)),
      )
    : FALSE
}

/** Of packets, their protocols and the ports that they are for. */
const portsOf = (space: Space, set: Diagram): Diagram =>
  exists(
    space.arena,
    set,
    [...space.blocks.of].flatMap(([name, bits]) =>
      name === 'l4proto' || name === 'destination port' ? [] : [...bits],
    ),
  )

/** Accepts by status that hold of such ports, in a chain that stops what has no status. */
const missed = ({ reach, scoped, chain }: Station, { place, kept }: Redirect): readonly Found[] => {
  const { scope } = reach
  const { space } = scope
  const { arena } = space
  const stopped = certainOfBase(scope, scoped, chain, untranslated, 'stopped')
  const unmarked = andAll(arena, [
    kept,
    has(space, 'ct kind', ctKind.new),
    has(space, 'ct status', 0),
    has(space, 'cut off', 0),
  ])
  if (!isSubset(arena, unmarked, stopped)) return []
  return [...scoped.calls.below(chain)].flatMap(({ rules }) =>
    rules
      .filter((rule) => acceptsByStatus(rule))
      .filter((rule) =>
        (reach.rules.get(rule)?.matched() ?? []).some(
          ({ set }) => !isDisjoint(arena, portsOf(space, set), kept),
        ),
      )
      .map((rule) => ({
        message: `\`${rule.text}\` does not let in what was addressed to that port of the gateway itself`,
        help: 'a redirect of a port to itself sets no status: accept by the port and the original destination',
        place: rule.place,
        related: [{ message: 'this redirects a port to itself', place }],
      })),
  )
}

/** The bit of `ct status` that a translation of the destination sets. */
const DNAT = 32n

const acceptsByStatus = ({ steps }: HeldRule): boolean =>
  steps.some((step) => step.kind === 'verdict' && step.verdict.kind === 'accept') &&
  steps.some(
    (step) =>
      step.kind === 'test' &&
      step.key.some(({ field, mask }) => field === 'ct status' && ((mask ?? DNAT) & DNAT) !== 0n),
  )
