import { protocols, tcpBit } from './protocol.ts'
import type { Passenger, Walk } from './walk.ts'
import { changeConnection } from './walk.ts'

/**
 * `flow add` (nft_flow_offload_eval): a TCP connection that is established, or one of UDP, and stands in the table
 * already. From then on its packets skip every hook but ingress. Undefined: the rule breaks.
 */
export const offload = (walk: Walk, passenger: Passenger): Passenger | undefined => {
  const { packet, tracking } = passenger
  if (tracking.kind !== 'tracked' || packet.hasOptions) return undefined
  const { connection } = tracking
  if (!connection.status.isConfirmed || connection.isOffloaded) return undefined
  const isOpen =
    packet.protocol === protocols.udp ||
    (packet.protocol === protocols.tcp &&
      ((packet.tcpFlags ?? 0) & (tcpBit.fin | tcpBit.rst)) === 0 &&
      connection.tcpState === 'established')
  return isOpen ? changeConnection(walk, passenger, tracking, { isOffloaded: true }) : undefined
}
