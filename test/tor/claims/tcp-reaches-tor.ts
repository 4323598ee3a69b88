import type { Client } from '../client/client.ts'
import { sshBanner } from '../servers/contact.ts'
import { tlsCertificate } from '../servers/start.ts'
import type { Stage } from '../stage.ts'
import { escapes, watch } from '../tap/window.ts'
import { echoPort, exits, servers, sshPort } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'

/** Does one errand; what went wrong with it, or nothing. */
type Errand = (client: Client) => Promise<string | undefined>

const atOnce = 40
const longBytes = 8_000_000

const web =
  (url: string, ...options: readonly string[]): Errand =>
  async (client) => {
    const { ok, body, why } = await client.curl(...options, url)
    if (!ok) return `${url}: ${why}`
    const from: unknown = JSON.parse(body).from
    return exits.some((exit) => exit === from) ? undefined : `${url}: asked from ${from}`
  }

const long: Errand = async (client) => {
  const url = `http://${servers[1]}/bytes/${longBytes}`
  const { ok, body, why } = await client.curl('-o', '/dev/null', '-w', '%{size_download}', url)
  return ok && body === String(longBytes) ? undefined : `${url}: ${body} bytes, ${why}`
}

/** One curl that asks many times at once; each answer is a line. */
const many: Errand = async (client) => {
  const url = `http://${servers[2]}/[1-${atOnce}]`
  const options = ['--parallel', '--parallel-immediate', '--parallel-max', String(atOnce)]
  const { body, why } = await client.curl(...options, url)
  const answers = body.split('\n').filter((line) => line !== '')
  return answers.length === atOnce ? undefined : `${answers.length} of ${atOnce} answers: ${why}`
}

const said = async (client: Client, port: number, text: string, expected: string) => {
  const connection = await client.open(servers[0], port)
  const heard = connection === null ? null : await client.exchange(connection, text)
  if (connection !== null) await client.close(connection)
  return heard === expected ? undefined : `port ${port} said ${JSON.stringify(heard)}`
}

const errands: readonly Errand[] = [
  ...servers.map((server) => web(`http://${server}/`)),
  web('http://web.example.org/'),
  web('https://web.example.org/', '--cacert', tlsCertificate),
  (client) => said(client, sshPort, '', sshBanner),
  (client) => said(client, echoPort, 'hello', 'hello'),
  long,
  many,
]

const run = async (stage: Stage): Promise<Shown> => {
  const before = stage.servers.contacts.length
  const wrong: (string | undefined)[] = []
  const seen = await watch(stage, async () => {
    const all = stage.clients.flatMap((client) => errands.map((errand) => errand(client)))
    wrong.push(...(await Promise.all(all)))
  })
  const strangers = stage.servers.contacts
    .slice(before)
    .filter(({ service, from }) => service !== 'dns' && !exits.some((exit) => exit === from))
    .map(({ service, from }) => `${service} was asked from ${from}, which is no exit`)
  return {
    tried: errands.length * stage.clients.length,
    findings: [...strangers, ...escapes(seen)],
    unserved: wrong.flatMap((one) => one ?? []),
  }
}

export const tcpReachesTor: readonly Claim[] = [
  {
    of: 'tcp-reaches-tor',
    says: 'HTTP, TLS, an SSH banner, echo, 8 MB and 40 connections at once reach servers, from exits',
    show: run,
    broken: {
      how: 'nothing is redirected',
      finds: /timed out/,
      nft: 'flush chain inet qubes_tor_fw translate_client',
    },
  },
]
