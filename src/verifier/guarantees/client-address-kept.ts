import { within } from '../chain/flow.ts'
import { andAll, fieldsEqual, not } from '../diagram/index.ts'
import { block, ctKind, has } from '../space/index.ts'
import { fromClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { arrivesAtTor } from './part.ts'

/** What arrives at Tor still bears the client's own source address, or stream isolation between clients is lost. */
export const clientAddressKept: Guarantee = {
  id: 'client-address-kept',
  kind: 'promises',
  families: ['ipv4'],
  breaches: ({ space, inbound }) => {
    const { arena } = space
    return inbound.delivered.flatMap((flow) => {
      if (flow.binding.source === 'original') return []
      const changed = andAll(arena, [
        fromClients(space),
        has(space, 'ct kind', ctKind.new),
        has(space, 'ct first', 1),
        arrivesAtTor(space, flow),
        not(fieldsEqual(arena, block(space, 'source'), block(space, 'translated source'))),
      ])
      return within(space, flow, changed).map((each) => ({
        fate: 'arrives with another source' as const,
        flow: each,
      }))
    })
  },
}
