import type { Step } from '../../../ruleset/index.ts'
import { machineFields } from '../../../ruleset/index.ts'
import { and, andAll, FALSE, masked, not, or } from '../../diagram/index.ts'
import { isWhole } from '../../path/index.ts'
import type { Space } from '../../space/index.ts'
import { block, has, hasAny, isIpv4 } from '../../space/index.ts'
import type { Judged } from './judged.ts'

const none: Judged = { may: FALSE, must: FALSE }

/**
 * What a test of x_tables drops by itself, the rule's verdict aside: a header that is cut off, and a fragment of TCP
 * that would lie over the flags of the first (net/netfilter/xt_tcpudp.c).
 */
export const hotdropped = (space: Space, step: Step): Judged => {
  if (step.kind !== 'test' || !step.hotdrop) return none
  if (!step.key.some(({ field }) => behindNetwork.includes(machineFields[field].needs ?? '')))
    return none
  const { arena } = space
  const cut = and(arena, has(space, 'cut off', 1), hasAny(space, 'l4proto', [1, 6, 17, 58]))
  const isTcp = has(space, 'l4proto', 6)
  if (!isIpv4(space)) {
    const piece = and(arena, isTcp, not(isWhole(space)))
    return { may: or(arena, cut, piece), must: and(arena, cut, isWhole(space)) }
  }
  const offset = block(space, 'ip frag-off')
  const first = masked(arena, offset, 0x1fffn, 0n)
  const overlays = andAll(arena, [isTcp, masked(arena, offset, 0x1fffn, 1n)])
  const dropped = or(arena, and(arena, cut, first), overlays)
  return { may: dropped, must: dropped }
}

const behindNetwork: readonly string[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'transport']
