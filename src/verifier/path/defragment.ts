import type { BaseHook } from '../../ruleset/index.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram, Field } from '../diagram/index.ts'
import { and, equalTo, exists, masked, not, or } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { block, has, isIpv4 } from '../space/index.ts'
import type { Happening } from './hook.ts'

/** RFC 791: more-fragments and the offset, of the 16 bits that hold flags and offset. */
const fragmentBits = 0x3fffn

/** Packets that are no fragments. */
export const isWhole = (space: Space): Diagram =>
  isIpv4(space)
    ? masked(space.arena, block(space, 'ip frag-off'), fragmentBits, 0n)
    : equalTo(space.arena, block(space, 'exthdr frag'), 0n)

/**
 * Fragments wait until all of them are there; what goes on is the whole. Of its headers one fragment told, and of
 * the others whatever their sender put in their place: so they are anything. What waits too long is answered with
 * an ICMP error, to whoever its source names (`ip_expire`, net/ipv4/ip_fragment.c).
 */
export const reassembled = (space: Space, hook: BaseHook, flows: readonly Flow[]) => {
  const { arena } = space
  const whole = isWhole(space)
  const happenings: Happening[] = []
  const passed = flows.map((flow): Flow => {
    const pieces = within(space, flow, not(whole))
    for (const piece of pieces) happenings.push({ hook, kind: 'held-fragment', flow: piece })
    const [piece] = pieces
    if (piece === undefined) return flow
    const built = and(arena, exists(arena, piece.set, headerBits(space)), whole)
    return { ...flow, set: or(arena, and(arena, flow.set, whole), built) }
  })
  return { flows: passed, happenings }
}

/** What is behind the network header, and how the network header counts it: of a datagram in pieces it is anything. */
export const headerBits = (space: Space): Field =>
  [
    ...[
      'cut off',
      'cut late',
      'source port',
      'destination port',
      'icmp type',
      'icmp code',
      'tcp flags',
    ],
    ...['ip frag-off', 'exthdr frag', 'ip6 nexthdr', 'meta length', 'ip length', 'ip6 length'],
    ...['tcp sequence', 'tcp ackseq', 'tcp window', 'tcp doff', 'udp length'],
  ].flatMap((name) => [...block(space, name)])

export const hasOptions = (space: Space): Diagram => not(has(space, 'ip hdrlength', 5))
