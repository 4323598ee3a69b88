import { inPrefix } from '../../kernel/lab/wire/index.ts'
import { askTor } from '../gateway/control.ts'
import type { Stage } from '../stage.ts'
import type { Claim, Shown } from './claim.ts'

/** Leak class L23. It is no packet that leaks, and no rule that could stop it: one Tor has one map for all its clients. */
const shared = async (stage: Stage): Promise<Shown> => {
  const [first, second] = stage.clients
  const answer = await second.dns('10.139.1.1', stage.network.onion, 'A')
  const address = answer?.records[0]
  if (address === undefined)
    return { tried: 1, findings: [], unserved: ['no virtual address was given'] }
  const { ok, why } = await first.curl(`http://${address}/`)
  return {
    tried: 2,
    findings: [],
    unserved: ok ? [] : [`the first client is not served there: ${why}`],
  }
}

/** Tor's own choice would be link-local, which clients look for on their own wire. */
const sixIsDead = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const answer = await client.dns('10.139.1.1', stage.network.onion, 'AAAA')
  const address = answer?.records[0] ?? ''
  const isDead = address !== '' && inPrefix(address, '100::/64')
  return { tried: 1, findings: isDead ? [] : [`AAAA of the onion service: ${address || 'none'}`] }
}

const sixNetwork = (network: string) => async (): Promise<void> => {
  await askTor(`SETCONF VirtualAddrNetworkIPv6="${network}"`)
}

const mapNames = (whether: 0 | 1) => async (): Promise<void> => {
  await askTor(`SETCONF AutomapHostsOnResolve=${whether}`)
}

export const automap: readonly Claim[] = [
  {
    of: 'known limit',
    says: 'the virtual address that one client was told serves the other one too (L23)',
    show: shared,
    broken: {
      how: 'Tor maps no names',
      finds: /no virtual address/,
      act: mapNames(0),
      undo: mapNames(1),
    },
  },
  {
    of: 'known limit',
    says: 'an AAAA question for an onion service is answered from 100::/64, which leads nowhere; programs take the A',
    show: sixIsDead,
    broken: {
      how: "Tor's own network of virtual addresses is used",
      finds: /AAAA of the onion service: fe/,
      act: sixNetwork('[FE80::]/10'),
      undo: sixNetwork('[100::]/64'),
    },
  },
]
