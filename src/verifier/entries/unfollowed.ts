import type { HeldRule, Machine, MachineField, Step } from '../../ruleset/index.ts'
import type { SpaceFamily } from '../space/index.ts'

/** Where conntrack confirms, and a chain of this priority may come after it. */
const lastPriority = 2_147_483_647

/**
 * Why it is not worked out which connections the rules let begin; null where it is. What a rule writes into headers
 * statelessly conntrack may or may not have seen; SYNPROXY opens connections in others' names; and what a helper
 * expects is anything.
 */
export const unfollowed = ({ tables }: Machine, family: SpaceFamily): string | null => {
  const concerned = tables.filter(
    (table) => table.family !== (family === 'ipv4' ? 'ip6' : 'ip') && table.family !== 'arp',
  )
  const rules = concerned.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules))
  const has = (holds: (step: Step) => boolean): boolean =>
    rules.some(({ steps }: HeldRule) => steps.some(holds))
  if (has((step) => step.kind === 'set-field' && ofTuple(step.field)))
    return 'a rule writes addresses or ports by itself, and which connections come of that is not worked out'
  if (has((step) => step.kind === 'verdict' && step.verdict.kind === 'synproxy'))
    return 'SYNPROXY opens connections in the name of others, and which ones is not worked out'
  if (has((step) => step.kind === 'opaque' && /helper|expect|zone|synproxy/i.test(step.text)))
    return 'a rule gives connections a helper or a zone, and what may belong to them then is not worked out'
  const isLate = concerned.some(({ chains }) =>
    chains.some(({ base }) => base !== null && base.priority >= lastPriority),
  )
  return isLate
    ? 'a chain stands where conntrack confirms connections, and may come after it'
    : null
}

/** What tells connections apart (`nf_ct_get_tuple`). */
const ofTuple = (field: MachineField): boolean =>
  /(saddr|daddr|sport|dport|protocol|l4proto|nexthdr|icmp type|icmp code|icmpv6 type|icmpv6 code)$/.test(
    field,
  )
