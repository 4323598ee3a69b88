import type { Client } from '../client/client.ts'
import type { Stage } from '../stage.ts'
import { escapes, watch } from '../tap/window.ts'
import { exits, servers } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'

/** Ways in which a browser, or what stands in for it, may be told of a SOCKS port. */
const ways = ['socks4a', 'socks5', 'socks5h'] as const

const visit = async (client: Client, way: string, port: number, url: string) => {
  const proxy = `${way}://${client.place.interface.gateway}:${port}`
  const { ok, body, why } = await client.curl('--proxy', proxy, url)
  const from = ok ? JSON.parse(body).from : why
  return exits.includes(from) ? undefined : `${way} ${port} ${url}: ${from}`
}

/** As Tor Browser is told by SOCKS_HOST and SOCKS_PORT: the gateway's address, and no Tor of its own. */
const browse = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const urls = ['http://web.example.org/', `http://${servers[1]}/`]
  const visits = ways.flatMap((way) =>
    [9050, 9049].flatMap((port) => urls.map((url) => () => visit(client, way, port, url))),
  )
  const wrong: (string | undefined)[] = []
  const seen = await watch(stage, async () => {
    wrong.push(...(await Promise.all(visits.map((each) => each()))))
  })
  const unserved = wrong.flatMap((one) => one ?? [])
  return { tried: visits.length, findings: escapes(seen), unserved }
}

export const socks: readonly Claim[] = [
  {
    of: 'tcp-reaches-tor',
    says: "Tor Browser's way: SOCKS4a, SOCKS5 and SOCKS5h at the gateway's address",
    show: browse,
    broken: {
      how: 'the gateway does not know by which address its clients know it',
      finds: /timed out/,
      nft: 'flush set inet qubes_tor_fw client_facing',
    },
  },
]
