import { twoClients } from '../../kernel/lab/topology.ts'
import { watch } from '../tap/window.ts'
import type { Claim } from './claim.ts'
import { without } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

/** Whatever the first client sends to the second, by any protocol, as itself or as another. */
export const clientsIsolated: readonly Claim[] = [
  {
    of: 'clients-isolated',
    says: 'the second client hears nothing of what the first sends it',
    show: async (stage) => {
      const [first, second] = twoClients(stage.topology)
      const cases = casesOf(
        stage,
        (_, { sender, traits }) =>
          sender.kind === 'client' &&
          sender.client.host.address === first.host.address &&
          [second.host.address, second.host.address6].includes(traits.destination),
      )
      let tried = 0
      const seen = await watch(stage, async () => {
        tried = await sendCases(stage, cases)
      })
      return { tried, findings: seen.clients[1] }
    },
    broken: {
      how: "entry, forward and exit let everything pass, and Qubes' forward chain too",
      finds: /^vif2\.0: tcp 10\.137\.0\.10:/,
      nft: `${without('entry_client', 'tracked_client', 'translate_client', 'forward', 'leave')}\nflush chain ip qubes forward`,
    },
  },
]
