import type { Diagram } from '../diagram/index.ts'
import { and, FALSE, not, TRUE } from '../diagram/index.ts'
import {
  fromClients,
  isDns,
  isLocalNetwork,
  isOpenToClients,
  isSpoofed,
  isTcp,
  isUdp,
  isVirtual,
} from '../guarantees/classes.ts'
import type { Space } from '../space/index.ts'
import { isIpv4 } from '../space/index.ts'
import type { PacketClass } from './result.ts'

/** Each class by what fits it, in the order in which they are tried. */
const tests: readonly (readonly [PacketClass, (space: Space) => Diagram])[] = [
  ['ipv6', (space) => (isIpv4(space) ? FALSE : TRUE)],
  ['spoofed', isSpoofed],
  ['dns', isDns],
  ['gateway', isOpenToClients],
  ['virtual', isVirtual],
  ['local', isLocalNetwork],
  ['tcp', isTcp],
  ['udp', isUdp],
  ['other', () => TRUE],
]

export const packetClasses: readonly PacketClass[] = tests.map(([id]) => id)

/** The packets of each class, of clients: no two have one in common, and together they are all. Empty ones are left out. */
export const classSets = (space: Space): ReadonlyMap<PacketClass, Diagram> => {
  const { arena } = space
  const found = new Map<PacketClass, Diagram>()
  let rest = fromClients(space)
  for (const [id, holds] of tests) {
    const set = and(arena, rest, holds(space))
    rest = and(arena, rest, not(set))
    if (set !== FALSE) found.set(id, set)
  }
  return found
}
