import type { Diagram } from '../../diagram/index.ts'
import { and, FALSE, not } from '../../diagram/index.ts'
import type { Space } from '../../space/index.ts'
import { ctKind, has, hasAny } from '../../space/index.ts'
import { judgedPlaces, nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * An accept of RELATED that is not narrowed to ICMP. Connections that a helper expects are RELATED too, and so is an
 * error that a client draws about a circuit of Tor's own (leak class L16). Whonix and Tails leave RELATED out.
 */
export const relatedTrusted: Lint = {
  code: 'related-trusted',
  level: 'note',
  find: (context) =>
    judgedPlaces(context)
      .filter(
        ({ rule, chain, reaches }) =>
          chain.base?.type !== 'nat' &&
          rule.steps.some(
            (step) => step.kind === 'test' && step.key.some(({ field }) => field === 'ct state'),
          ) &&
          rule.steps.some((step) => step.kind === 'verdict' && step.verdict.kind === 'accept') &&
          reaches.length > 0 &&
          context.reaches.some(({ scope: { space }, rules }) =>
            (rules.get(rule)?.matched() ?? []).some(({ set }) => {
              const related = and(space.arena, set, has(space, 'ct kind', ctKind.related))
              const isIcmp = hasAny(space, 'l4proto', [1, 58])
              const untold = and(space.arena, related, not(isIcmp))
              return untold !== FALSE && tellsRelated(space, set)
            }),
          ),
      )
      .map(({ rule, table, chain }) => ({
        message: `\`${rule.text}\` accepts whatever conntrack calls RELATED`,
        help: `in ${nameOfChain(table, chain)} accept established alone, and of RELATED the ICMP that is needed`,
        place: rule.place,
      })),
}

/** Whether the state is what lets it in: not all states are. */
const tellsRelated = (space: Space, set: Diagram): boolean =>
  and(space.arena, set, has(space, 'ct kind', ctKind.new)) === FALSE
