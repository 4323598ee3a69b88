import { reassemblyTimeout } from './generated/reassembly.ts'
import type { Passed, Passenger, Walk } from './walk.ts'
import { ends, noteKernel } from './walk.ts'

/**
 * Where datagrams are put together again: at -400 of PREROUTING and OUTPUT where conntrack watches, and before INPUT
 * for what is delivered (of IPv6: after it). A fragment waits there; what goes on later is the whole datagram, which
 * is another packet. Chains before that point, and all chains where nothing is put together, see the fragments.
 */
export const holdFragment = (walk: Walk, where: string, passenger: Passenger): Passed => {
  const { packet } = passenger
  if (packet.fragment.kind === 'none') return passenger
  const text = 'a fragment: it waits until its datagram is whole'
  noteKernel(walk, where, text)
  ends(walk, { kind: 'held', packet, at: { where, text, place: null } })
  reassemblyTimeout(walk, passenger)
  return null
}
