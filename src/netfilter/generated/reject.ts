import { assertNever } from '../../assert.ts'
import type { RejectKind } from '../../ruleset/index.ts'
import type { RuleContext } from '../rules/context.ts'
import { stationOf } from '../rules/context.ts'
import type { Passenger } from '../walk.ts'
import { replaceConnection } from '../walk.ts'
import { icmpErrorFor } from './icmp-error.ts'
import { resetByRule } from './reset.ts'
import { attached, sendGenerated } from './send.ts'

/** What a reject answers; the packet itself is dropped as by any drop. */
export const rejectWith = (context: RuleContext, passenger: Passenger, kind: RejectKind): void => {
  const { packet } = passenger
  if (packet.family === 'arp') return
  switch (kind) {
    case 'tcp-reset':
      reset(context, passenger)
      return
    case 'icmp': {
      const error = icmpErrorFor(
        context.walk.environment,
        packet.family,
        packet,
        'port-unreachable',
        isUnrouted(context, passenger),
      )
      const tracking = attached(passenger.tracking)
      if (error) sendGenerated(context.walk, 'icmp-error', stationOf(context), error, tracking)
      return
    }
    default:
      assertNever(kind)
  }
}

/** Before routing there is no route yet, but for what loops back with the one by which it was sent. */
const isUnrouted = ({ view }: RuleContext, { keepsRoute }: Passenger): boolean =>
  view.hook === 'prerouting' && !keepsRoute

/** A reset closes what it answers, if that stands in the table (nf_ct_set_closing). */
const reset = (context: RuleContext, passenger: Passenger): void => {
  const { packet, tracking } = passenger
  const answer = resetByRule(context.walk.environment, packet, isUnrouted(context, passenger))
  if (!answer) return
  let carried = tracking
  if (tracking.kind === 'tracked' && tracking.connection.status.isConfirmed) {
    const connection = { ...tracking.connection, tcpState: 'close' } as const
    replaceConnection(context.walk, tracking.connection, connection)
    carried = { ...tracking, connection }
  }
  sendGenerated(context.walk, 'tcp-reset', stationOf(context), answer, attached(carried))
}
