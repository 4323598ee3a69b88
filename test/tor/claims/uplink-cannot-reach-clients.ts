import { clientsOf } from '../../kernel/lab/topology.ts'
import { watch } from '../tap/window.ts'
import type { Claim } from './claim.ts'
import { without } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

export const uplinkCannotReachClients: readonly Claim[] = [
  {
    of: 'uplink-cannot-reach-clients',
    says: 'no client hears a frame of what the uplink sends it',
    show: async (stage) => {
      const places = clientsOf(stage.topology).map(({ host }) => host.address)
      const cases = casesOf(
        stage,
        (_, { sender, traits }) => sender.kind === 'uplink' && places.includes(traits.destination),
      )
      let tried = 0
      const seen = await watch(stage, async () => {
        tried = await sendCases(stage, cases)
      })
      return { tried, findings: seen.clients.flat() }
    },
    broken: {
      how: "forward and exit are open, and Qubes' forward chain too",
      finds: /^vif1\.0: tcp 8\.8\.4\.4:/,
      nft: `${without('forward', 'leave')}\nflush chain ip qubes forward`,
    },
  },
]
