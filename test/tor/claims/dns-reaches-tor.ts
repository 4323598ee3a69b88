import type { Client } from '../client/client.ts'
import type { RecordType } from '../servers/dns.ts'
import { names } from '../servers/names.ts'
import type { Stage } from '../stage.ts'
import { settle } from '../stage.ts'
import { escapes, watch } from '../tap/window.ts'
import { resolver } from '../world/addresses.ts'
import type { Claim } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

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

/** How many datagrams the gateway's rules have let in to Tor's DNSPort. */
const letIn = async ({ world: { gateway } }: Stage): Promise<number> => {
  const rules = await gateway.mustExec('nft', [
    'list',
    'chain',
    'inet',
    'qubes_tor_fw',
    'deliver_client',
  ])
  const [, count] = /udp dport 5300 .*counter packets (\d+)/.exec(rules) ?? []
  if (count === undefined) throw new Error(`no rule lets DNS in: ${rules}`)
  return Number(count)
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
  {
    of: 'dns-reaches-tor',
    says: 'a datagram with no room for a question does not get to Tor, which some versions of it do not survive',
    show: async (stage) => {
      const cases = casesOf(stage, (_, { group }) => group === 'too short for dns')
      const before = await letIn(stage)
      const tried = await sendCases(stage, cases)
      await settle(stage)
      const count = (await letIn(stage)) - before
      const reached = count === 0 ? [] : [`${count} reached Tor's DNSPort`]
      const asked = await Promise.all(
        stage.clients.map((client) => ask(client, resolver, 'web.example.org', 'A')),
      )
      const ended = stage.gateway.tor.lives() ? [] : ['Tor has ended']
      return { tried, findings: [...reached, ...ended], unserved: asked.flat() }
    },
    broken: {
      how: 'all of port 53 is let in',
      finds: /^\d+ reached Tor's DNSPort$/,
      nft: 'insert rule inet qubes_tor_fw entry_client udp dport 53 accept',
    },
  },
]
