import type { Diagram } from '../diagram/index.ts'
import { and, andAll, fieldsEqual, not, TRUE } from '../diagram/index.ts'
import type { Entries } from '../path/index.ts'
import { anyEntries, enteringPackets, isWhole, leavingPackets, statusBit } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block, ctStatusBit, firstBlock, has, isIpv4, sender } from '../space/index.ts'
import type { Origin } from './result.ts'
import type { Pair } from './world.ts'

/**
 * All packets of one origin, before anything has looked at them. What the gateway sends is anything at all that a
 * program of it, or the kernel for one, may put into a packet: which of them are ever sent is no matter of rules.
 * ICMP of the other family is left out: nobody answers it, and x_tables cannot even speak of it.
 */
export const packetsFrom = (pair: Pair, origin: Origin): Diagram => {
  const { space, remembered } = pair
  return andAll(space.arena, [
    plainPackets(space, origin),
    asAtFirst(
      space,
      remembered.filter((name) => isRemembered(pair, origin, name)),
    ),
    not(has(space, 'l4proto', isIpv4(space) ? 58 : 1)),
  ])
}

/**
 * Whether what the block held at first is how the packet came, and what it holds now is not. A way out is chosen once
 * for what enters; for what the gateway sends it is there from the start, and may be chosen anew.
 */
export const isRemembered = (pair: Pair, origin: Origin, name: string): boolean =>
  pair.remembered.includes(name) && (origin === 'gateway' || !name.startsWith('oif'))

const plainPackets = (space: Space, origin: Origin): Diagram => {
  const { arena } = space
  const whole = isWhole(space)
  switch (origin) {
    case 'network':
      return and(arena, enteringPackets(space), whole)
    case 'pieces':
      return and(arena, enteringPackets(space), not(whole))
    case 'loopback':
      return and(arena, enteringPackets(space, has(space, 'iif', space.interfaces.loopback)), whole)
    case 'gateway':
      return andAll(arena, [leavingPackets(space), has(space, 'sender', sender.own), whole])
  }
}

/** Nothing has been overwritten yet. The mark of a connection comes with it: conntrack says it. */
const asAtFirst = (space: Space, remembered: readonly string[]): Diagram =>
  andAll(
    space.arena,
    remembered
      .filter((name) => name !== 'ct mark' && !name.startsWith('translated'))
      .map((name) => {
        const first = firstBlock(space, name)
        return first ? fieldsEqual(space.arena, block(space, name), first) : TRUE
      }),
  )

/** Any connections; but none that are translated where no chain of type nat can have done it. */
export const entriesOf = ({ space, hasNat }: Pair): Entries => {
  if (hasNat) return anyEntries
  const { arena } = space
  const law = and(
    arena,
    not(statusBit(space, ctStatusBit.snat)),
    not(statusBit(space, ctStatusBit.dnat)),
  )
  return { ...anyEntries, original: law, reply: law, related: law }
}

/** What conntrack makes of a packet that is not the first of its connection. */
export const isLater = (space: Space): Diagram => has(space, 'ct first', 0)
