import { FALSE, isSubset, not } from '../../diagram/index.ts'
import type { LintContext, Station } from '../context.ts'
import { nameOfChain, setting, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import { certainOfBase } from '../reach/certain.ts'

/**
 * A forward hook at which something is filtered and the rest passes: every chain there ends in accept. What no rule
 * thought of is forwarded, of every protocol and in every state (leak class L1, the commonest one).
 */
export const forwardOpen: Lint = {
  code: 'forward-open',
  level: 'warning',
  find: (context) => {
    const found = context.reaches.flatMap((reach): readonly Found[] => {
      const stations = stationsOf(reach, 'forward').filter(({ base }) => base.type !== 'nat')
      const isFiltered = stations.some(({ chain }) => chain.rules.length > 0)
      if (!isFiltered || isOff(context) || !stations.every(isOpen)) return []
      const [first] = stations.filter(({ chain }) => chain.rules.length > 0)
      return first === undefined ? [] : [told(first)]
    })
    const [first] = found
    return first === undefined ? [] : [first]
  },
}

const told = ({ scoped, chain }: Station): Found => ({
  message: `\`${nameOfChain(scoped.table, chain)}\` forwards whatever no rule drops`,
  help: 'give it the policy drop, and let in by rules what may be forwarded',
  place: chain.place,
})

/** Whether something that no rule speaks of gets to the end, and the policy is accept. */
const isOpen = ({ reach, scoped, chain, base }: Station): boolean => {
  if (base.policy === 'drop') return false
  const { arena } = reach.scope.space
  return (reach.chains.get(chain)?.falls() ?? []).some(({ set, binding }) => {
    const stopped = certainOfBase(reach.scope, scoped, chain, binding, 'stopped')
    return set !== FALSE && stopped !== FALSE ? isSubset(arena, set, not(stopped)) : set !== FALSE
  })
}

/** Where nothing is forwarded at all, as the settings say. */
const isOff = ({ subject }: LintContext): boolean =>
  setting(subject, 'net.ipv4.ip_forward') === '0' &&
  (setting(subject, 'net.ipv6.conf.all.forwarding') ?? '0') === '0'
