import type { Diagram } from '../diagram/index.ts'
import { andAll, exists, FALSE, not, or, orAll, restrict, xor } from '../diagram/index.ts'
import { destinationLaws } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  destinationBlocks,
  has,
  hasAny,
  hasEntry,
  untranslated,
} from '../space/index.ts'
import { answered } from './answered.ts'
import { arpAssumptions, arpBreaches } from './arp.ts'
import { fromClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { rewritten } from './part.ts'

/**
 * No answer to a client depends on the gateway's other addresses: whether a destination is one of them, its own
 * client-facing address aside, changes nothing about what arrives, and no error tells it. By ARP a client learns of that
 * address and of no other (`arpBreaches`).
 */
export const gatewayUnknown: Guarantee = {
  id: 'gateway-unknown',
  kind: 'forbids',
  families: ['ipv4', 'ipv6', 'arp'],
  assumptions: ['accept_source_route is off'],
  assumed: (evidence) => (evidence.space.family === 'arp' ? arpAssumptions(evidence) : []),
  breaches: (evidence) => {
    const { space, inbound } = evidence
    const { arena } = space
    if (space.family === 'arp') return arpBreaches(evidence)
    const arrived = orAll(
      arena,
      inbound.delivered.map((flow) =>
        exists(arena, andAll(arena, [flow.set, fromClients(space), beginsOrHasNone(space)]), [
          ...rewritten(space),
          ...block(space, 'oif'),
          ...block(space, 'oif group'),
          ...space.choices.environment,
          ...block(space, 'type here'),
        ]),
      ),
    )
    const unlike = xor(arena, asIf(space, arrived, 'local'), asIf(space, arrived, 'unicast'))
    const laws = destinationLaws(space, destinationBlocks(untranslated))
    const set = andAll(arena, [
      unlike,
      asIf(space, laws, 'local'),
      asIf(space, laws, 'unicast'),
      has(space, 'type', addressType.local),
      has(space, 'facing', 0),
    ])
    // Of its own addresses too: a reject at them alone tells as much as one at all others.
    const silentElsewhere = andAll(arena, [
      fromClients(space),
      has(space, 'facing', 0),
      hasAny(space, 'type', [addressType.unicast, addressType.local]),
    ])
    return [
      ...(set === FALSE
        ? []
        : [{ fate: 'tells addresses apart' as const, flow: { set, binding: untranslated } }]),
      ...answered(evidence, silentElsewhere).filter(
        ({ flow }) => flow.binding.destination === 'original',
      ),
    ]
  },
}

/** Packets that begin a connection or have none: whoever has an older one knows the address already. */
const beginsOrHasNone = (space: Space): Diagram =>
  or(space.arena, has(space, 'ct first', 1), not(hasEntry(space)))

/** The set as it is for destinations of this type that clients do not know. */
const asIf = (space: Space, set: Diagram, type: 'local' | 'unicast'): Diagram => {
  const { arena } = space
  const bits = block(space, 'type')
  const code = BigInt(addressType[type])
  const literals = bits.map((bit, index) => ({
    variable: bit,
    value: ((code >> BigInt(bits.length - 1 - index)) & 1n) === 1n,
  }))
  const facing = block(space, 'facing').map((bit) => ({ variable: bit, value: false }))
  return restrict(arena, set, [...literals, ...facing])
}
