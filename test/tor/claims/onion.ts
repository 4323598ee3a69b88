import { setTimeout as sleep } from 'node:timers/promises'
import { inPrefix } from '../../kernel/lab/wire/index.ts'
import type { Client } from '../client/client.ts'
import { askTor } from '../gateway/control.ts'
import { limits } from '../limits.ts'
import type { Stage } from '../stage.ts'
import type { Claim, Shown } from './claim.ts'

/** The virtual address that a client is told, or what is wrong with it. */
const lookUp = async (client: Client, { network, facts }: Stage): Promise<string | undefined> => {
  const answer = await client.dns('10.139.1.1', network.onion, 'A')
  const address = answer?.records[0]
  if (address === undefined) return `${network.onion} has no address: ${JSON.stringify(answer)}`
  if (inPrefix(address, facts.virtualAddresses)) return undefined
  return `${address} is not of ${facts.virtualAddresses}`
}

/** A new service is reachable once its descriptor is; until then its visitors are told no. */
const visit = async (client: Client, stage: Stage): Promise<string | undefined> => {
  const wrong = await lookUp(client, stage)
  if (wrong !== undefined) return wrong
  const end = performance.now() + limits.onionMilliseconds
  for (;;) {
    const { ok, why } = await client.curl(`http://${stage.network.onion}/`)
    if (ok) return undefined
    if (performance.now() > end) return `${stage.network.onion}: ${why}`
    await sleep(limits.pollMilliseconds)
  }
}

/** By SOCKS the name itself goes to Tor, as Tor Browser sends it. */
const bySocks = async (client: Client, { network }: Stage): Promise<string | undefined> => {
  const proxy = `socks5h://${client.place.interface.gateway}:9050`
  const { ok, why } = await client.curl('--proxy', proxy, `http://${network.onion}/`)
  return ok ? undefined : `by SOCKS, ${network.onion}: ${why}`
}

const show = async (stage: Stage): Promise<Shown> => {
  const [first, second] = stage.clients
  const wrong = [await visit(first, stage), await visit(second, stage), await bySocks(first, stage)]
  return { tried: wrong.length, findings: [], unserved: wrong.flatMap((one) => one ?? []) }
}

export const onionByAutomap: readonly Claim[] = [
  {
    of: 'onion',
    says: 'an onion service is reached by its name: mapped to a virtual address, and by SOCKS',
    show,
    broken: {
      how: 'Tor maps no names',
      finds: /has no address/,
      act: async () => {
        await askTor('SETCONF AutomapHostsOnResolve=0')
      },
      undo: async () => {
        await askTor('SETCONF AutomapHostsOnResolve=1')
      },
    },
  },
]
