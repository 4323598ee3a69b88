import { holdFragment } from '../fragments.ts'
import { answerDelivered } from '../generated/answer.ts'
import { runHook } from '../hook.ts'
import type { Passenger, Walk } from '../walk.ts'
import { ends } from '../walk.ts'

/** INPUT, and whoever listens. IPv4 puts datagrams together before INPUT sees them, IPv6 after. */
export const deliver = (walk: Walk, passenger: Passenger): void => {
  const { input, packet } = passenger
  const isWhole4 = packet.family === 'ipv4' ? holdFragment(walk, 'delivery', passenger) : passenger
  const passed = isWhole4 && runHook(walk, { hook: 'input', input, output: null }, isWhole4)
  const whole = passed && holdFragment(walk, 'delivery', passed)
  if (!whole) return
  ends(walk, {
    kind: 'delivered',
    interface: input ?? 'lo',
    packet: whole.packet,
    mark: whole.mark,
    tproxy: whole.tproxy,
  })
  answerDelivered(walk, whole)
}
