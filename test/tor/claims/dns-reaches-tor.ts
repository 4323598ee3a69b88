import type { Client } from '../client/client.ts'
import type { RecordType } from '../servers/dns.ts'
import { names } from '../servers/names.ts'
import { escapes, watch } from '../tap/window.ts'
import { resolver } from '../world/addresses.ts'
import type { Claim } from './claim.ts'

const questions: readonly (readonly [string, RecordType])[] = [
  ['web.example.org', 'A'],
  ['web.example.org', 'AAAA'],
  ['10.1.101.151.in-addr.arpa', 'PTR'],
]

const ask = async (client: Client, server: string, name: string, type: RecordType) => {
  const answer = await client.dns(server, name, type)
  const expected = names[name]?.[type]
  return answer?.records.includes(expected ?? '')
    ? []
    : [`${server}, ${name} ${type}: ${JSON.stringify(answer)}`]
}

/** Port 53 of UDP goes to Tor, whomever the client asks. */
export const dnsReachesTor: readonly Claim[] = [
  {
    of: 'dns-reaches-tor',
    says: "A, AAAA and PTR are answered through Tor, whatever address is asked: public, Qubes', local, the gateway's",
    show: async (stage) => {
      const { uplink, clients } = stage.topology
      const asked = [resolver, '8.8.8.8', '10.139.1.1', '10.139.1.2']
      const local = [uplink.neighbour.address, uplink.address, clients[0]?.gateway ?? '']
      const all = [...asked, ...local].flatMap((server) =>
        questions.flatMap(([name, type]) =>
          stage.clients.map((client) => () => ask(client, server, name, type)),
        ),
      )
      const wrong: string[] = []
      const seen = await watch(stage, async () => {
        wrong.push(...(await Promise.all(all.map((each) => each()))).flat())
      })
      return { tried: all.length, findings: escapes(seen), unserved: wrong }
    },
    broken: {
      how: 'DNS is not redirected',
      finds: / A: null$/,
      nft: 'flush chain inet qubes_tor_fw translate_client',
    },
  },
]
