import { escapes, watch } from '../tap/window.ts'
import type { Claim } from './claim.ts'
import { without } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

/** Everything that a hostile client can put on its wire, while Tor serves it. */
export const noClientEscape: readonly Claim[] = [
  {
    of: 'no-client-escape',
    says: 'of the whole catalogue of packets, the uplink sees nothing but Tor to its relays',
    show: async (stage) => {
      const cases = casesOf(stage, (_, one) => one.sender.kind === 'client')
      let tried = 0
      const seen = await watch(stage, async () => {
        tried = await sendCases(stage, cases)
      })
      return { tried, findings: escapes(seen) }
    },
    broken: {
      how: 'the walls at the entry, in forward and at the exit let everything pass',
      finds: /^uplink: udp 192\.168\.9\.1:\d+ > 8\.8\.8\.8:123$/,
      nft: without('entry_client', 'tracked_client', 'forward', 'leave'),
    },
  },
]
