import type { Tproxy } from '../../ruleset/index.ts'
import type { TproxyListener } from '../fate.ts'
import { protocols } from '../protocol.ts'
import { addressesOf, interfaceOf } from '../routing/lookup.ts'
import type { Passenger } from '../walk.ts'
import type { RuleContext } from './context.ts'

/**
 * The transparent socket that the rule gives the packet to (nft_tproxy_eval_v4): at the address that it names, or the
 * primary one of the interface where the packet entered; at the port that it names, or the packet's own.
 */
export const findTproxyListener = (
  { walk, view }: RuleContext,
  { packet }: Passenger,
  step: Tproxy,
): TproxyListener | undefined => {
  const protocol = { [protocols.tcp]: 'tcp', [protocols.udp]: 'udp' }[packet.protocol]
  if (protocol === undefined || packet.family === 'arp') return undefined
  const { listeners } = walk.environment
  if (listeners === null) return step
  const primary = addressesOf(interfaceOf(walk.environment, view.input), packet.family)[0]
  const address = step.address ?? primary?.address.value ?? packet.destination
  const port = step.port === null ? packet.destinationPort : Number(step.port)
  const isThere = listeners.some(
    (listener) =>
      listener.isTransparent &&
      listener.protocol === protocol &&
      listener.port === port &&
      (listener.address === null || listener.address.value === address),
  )
  return isThere ? { address: step.address, port: step.port } : undefined
}
