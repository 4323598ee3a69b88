import type { HeldBase, HeldChain, HeldRule } from '../../../ruleset/index.ts'
import { machineFields } from '../../../ruleset/index.ts'
import { and, FALSE } from '../../diagram/index.ts'
import type { LintContext } from '../context.ts'
import { judgedPlaces, nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { isReassembled, laterFragments } from '../reach/universe.ts'

/**
 * A rule that judges by ports, or by another field of the transport header, where fragments come by that nobody has put
 * together: before -400, or where nothing asks for conntrack. A fragment other than the first has no header, and nft
 * reads whatever its sender put in that place. So a port that is accepted is accepted of any fragment at will.
 */
export const fragmentPorts: Lint = {
  code: 'fragment-ports',
  level: 'warning',
  find: (context) => {
    const places = judgedPlaces(context).filter(
      ({ rule, table }) =>
        table.engine === 'nft' && looksBehind(rule) && accepts(rule) && isMet(context, rule),
    )
    const chains = [...new Set(places.map(({ chain }) => chain))]
    return chains.flatMap((chain) =>
      told(
        places.filter((place) => place.chain === chain),
        chain,
      ),
    )
  },
}

const told = (places: ReturnType<typeof judgedPlaces>, chain: HeldChain) => {
  const [first, ...more] = places
  if (!first) return []
  const others = more.length === 0 ? '' : `, and so do ${more.length} more of its chain`
  return [
    {
      message: `\`${first.rule.text}\` takes fragments by a port that they do not have${others}`,
      help: `drop fragments before ${nameOfChain(first.table, chain)}, or let conntrack put them together`,
      place: first.rule.place,
    },
  ]
}

const headers: readonly string[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'transport']

const looksBehind = ({ steps }: HeldRule): boolean =>
  steps.some(
    (step) =>
      'key' in step &&
      step.key.some(({ field }) => headers.includes(machineFields[field].needs ?? '')),
  )

/** A drop too many is no hole. */
const accepts = ({ steps }: HeldRule): boolean =>
  steps.some(
    (step) =>
      (step.kind === 'verdict' &&
        ['accept', 'jump', 'goto', 'return'].includes(step.verdict.kind)) ||
      step.kind === 'verdict-map' ||
      step.kind === 'notrack',
  )

const isMet = ({ reaches }: LintContext, rule: HeldRule): boolean =>
  reaches.some(({ scope, rules }) => {
    const { space, engine } = scope
    const own = rules.get(rule)
    const isLoose = scope.tables.some(({ table, calls }) =>
      table.chains.some(
        (chain) =>
          own !== undefined &&
          chain.base &&
          isInbound(chain.base) &&
          calls.below(chain).has(own.chain) &&
          !isReassembled(engine.machine, scope.family, chain.base),
      ),
    )
    return (
      isLoose &&
      (own?.matched() ?? []).some(
        ({ set }) => and(space.arena, set, laterFragments(space)) !== FALSE,
      )
    )
  })

/** What the gateway itself sends is cut into pieces behind the last hook. */
const isInbound = ({ hook }: HeldBase): boolean =>
  ['ingress', 'prerouting', 'input', 'forward'].includes(hook)
