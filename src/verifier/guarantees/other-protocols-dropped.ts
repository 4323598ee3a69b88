import { and, andAll, FALSE, not } from '../diagram/index.ts'
import { hasAny } from '../space/index.ts'
import { answered } from './answered.ts'
import { fromClients, isLocalNetwork, isSpoofed } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { survivors } from './part.ts'

/** Of clients' IPv4, everything that is neither TCP nor UDP is dropped, and silently: nothing is answered. */
export const otherProtocolsDropped: Guarantee = {
  id: 'other-protocols-dropped',
  kind: 'forbids',
  families: ['ipv4'],
  breaches: (evidence) => {
    const { space } = evidence
    const { arena } = space
    const set = andAll(arena, [
      fromClients(space),
      not(hasAny(space, 'l4proto', [6, 17])),
      not(isSpoofed(space)),
    ])
    const loud = space.facts.disposition.localNetworks === 'reject' ? isLocalNetwork(space) : FALSE
    return [...survivors(evidence, set), ...answered(evidence, and(arena, set, not(loud)))]
  },
}
