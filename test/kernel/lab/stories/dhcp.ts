import { within } from '../condition.ts'
import type { Router } from '../router.ts'
import type { Client } from '../topology.ts'
import { twoClients } from '../topology.ts'
import { clientEnds, datagramFrame } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { notServed, strays } from './story.ts'
import { answerMilliseconds } from './stream.ts'

const name = 'addresses are given by DHCP'
const serverPort = 67
const clientPort = 68

interface Question {
  readonly title: string
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly owed: boolean
}

/** What a client says to get an address and to keep it, and what only looks like that. */
const questions = (client: Client): readonly Question[] => {
  const own = client.host.address
  const gateway = client.interface.gateway
  const everybody = '255.255.255.255'
  const good = { sourcePort: clientPort, owed: true }
  return [
    { title: 'discover', source: '0.0.0.0', destination: everybody, ...good },
    { title: 'renewal', source: own, destination: gateway, ...good },
    { title: 'port', source: own, destination: gateway, sourcePort: 40_067, owed: false },
    { title: 'forged', source: '8.8.4.4', destination: gateway, sourcePort: 68, owed: false },
    { title: 'nobody', source: '0.0.0.0', destination: gateway, sourcePort: 68, owed: false },
    { title: 'abroad', source: own, destination: '8.8.8.8', sourcePort: 68, owed: false },
  ]
}

const ask = async (router: Router, client: Client, question: Question): Promise<boolean> => {
  const { source, destination, sourcePort, title } = question
  const place = clientEnds(client, sourcePort, destination, serverPort)
  const text = Buffer.from(`dhcp ${title} from ${client.host.address};`)
  const frame = datagramFrame(place, { source, destination }, sourcePort, serverPort, text)
  await router.inject([{ interface: place.interface, frames: [frame] }])
  await router.settle()
  const heard = async (): Promise<boolean> =>
    (await router.agent.reports()).some((report) => report.text.includes(text.toString('latin1')))
  return question.owed
    ? (await within(answerMilliseconds, async () => (await heard()) || undefined)) === true
    : heard()
}

/** A client without an address, and one that renews it, reach the server; nothing else passes for DHCP. */
export const dhcp: Story = {
  name,
  excuse: (facts) => (facts.dhcpServer ? undefined : 'clients do not get their addresses here'),
  run: async ({ router, load }): Promise<Outcome> => {
    await load()
    const asked = twoClients(router.topology).flatMap((client) =>
      questions(client).map((question) => ({ client, question })),
    )
    const results: { readonly question: Question; readonly heard: boolean }[] = []
    for (const { client, question } of asked)
      results.push({ question, heard: await ask(router, client, question) })
    const wrong = results
      .filter(({ question, heard }) => heard !== question.owed)
      .map(({ question }) => notServed(name, `${question.title}: owed ${question.owed}`))
    const clients = new Set(router.topology.clients.map((client) => client.name))
    const escapes = strays(name, router, ({ interface: where }) => clients.has(where))
    const owed = results.filter(({ question }) => question.owed)
    return {
      tried: asked.length,
      owed: owed.length,
      served: owed.filter(({ heard }) => heard).length,
      findings: [...wrong, ...escapes],
    }
  },
}
