import type { Diagram } from '../../diagram/index.ts'
import { and, andAll, FALSE, not, orAll } from '../../diagram/index.ts'
import { inZone } from '../../path/index.ts'
import type { Space } from '../../space/index.ts'
import { ctKind, has, untranslated } from '../../space/index.ts'
import type { LintContext, Station } from '../context.ts'
import { once, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import { certainOfBase } from '../reach/certain.ts'
import { endsOf } from '../reach/ends.ts'

/**
 * An accept of connections that are there already, before the wall that stops clients. A connection older than the
 * ruleset, or one that redirecting came too late for, goes on in clear for as long as it likes (leak class L3). Put
 * the wall before any test of a state. Needs to know by which interfaces clients come.
 */
export const establishedBeforeWall: Lint = {
  code: 'established-before-wall',
  level: 'warning',
  find: (context) =>
    context.subject.facts === null
      ? []
      : once(
          context.reaches.flatMap((reach) =>
            stationsOf(reach, 'forward').flatMap((station) => openings(context, station)),
          ),
        ),
}

const openings = (_: LintContext, station: Station): readonly Found[] => {
  const { reach, scoped, chain } = station
  const { space } = reach.scope
  const { arena } = space
  const isWalled = elsewhereStopped(station)
  const fresh = certainOfBase(reach.scope, scoped, chain, untranslated, 'stopped')
  // What a new connection of a client's may not do in this chain, and an old one may try.
  const walled = and(
    arena,
    andAll(arena, [fresh, clients(space), state(space, ctKind.new)]),
    not(isWalled),
  )
  if (walled === FALSE) return []
  return chain.rules.flatMap((rule): readonly Found[] => {
    const matched = reach.rules.get(rule)?.matched() ?? []
    const asks = rule.steps.some(
      (step) => 'key' in step && step.key.some(({ field }) => field === 'ct state'),
    )
    const accepts = rule.steps.some(
      (step) => step.kind === 'verdict' && step.verdict.kind === 'accept',
    )
    if (!asks || !accepts || !endsOf(rule)) return []
    const old = orAll(
      arena,
      matched.map(({ set }) =>
        andAll(arena, [set, clients(space), not(isWalled), state(space, ctKind.established)]),
      ),
    )
    return old === FALSE
      ? []
      : [
          {
            message: `\`${rule.text}\` lets a client's old connections by before the wall`,
            help: 'drop what clients send by its interface before any test of a state',
            place: rule.place,
          },
        ]
  })
}

const clients = (space: Space): Diagram => inZone(space, 'iif', 'clients')
const state = (space: Space, kind: number): Diagram => has(space, 'ct kind', kind)

/** What another chain of the hook stops whatever this one says. */
const elsewhereStopped = ({ reach, chain }: Station): Diagram =>
  orAll(
    reach.scope.space.arena,
    stationsOf(reach, 'forward')
      .filter((other) => other.chain !== chain)
      .map((other) =>
        certainOfBase(reach.scope, other.scoped, other.chain, untranslated, 'stopped'),
      ),
  )
