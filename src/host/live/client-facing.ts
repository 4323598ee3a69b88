import type { Address } from '../../net/index.ts'
import { formatAddress, parseAddress, patternMatches } from '../../net/index.ts'
import type { GatewayFacts, ZoneFacts } from '../../verifier/index.ts'
import type { System } from '../system/index.ts'
import type { LiveInterface } from './interfaces.ts'

/** Where clients know the gateway, found on the machine. */
export interface ClientFacing {
  /** Without doubles; empty: no client's interface is there yet, and nobody else knows either. */
  readonly addresses: readonly Address[]
  /** By interface; `*` for all that there are and will be. */
  readonly list: readonly { readonly interface: string; readonly address: Address }[]
  /** Half a sentence: who said so. */
  readonly source: string
}

/** What Qubes tells a gateway that its clients use. */
const QUBESDB_KEY = '/qubes-netvm-gateway'

/**
 * The address by which clients know the gateway: what the command line says, else what QubesDB says, else the primary
 * IPv4 address of each of the clients' interfaces.
 */
export const findClientFacing = async (
  system: System,
  clients: ZoneFacts,
  interfaces: readonly LiveInterface[],
  given?: Address,
): Promise<ClientFacing> => {
  if (given) return everywhere(given, 'as the command line says')
  const told = await fromQubesDb(system)
  if (told) return everywhere(told, 'as QubesDB says')
  const list = interfaces
    .filter((each) => isIn(clients, each))
    .flatMap(({ name, addresses }) => {
      const primary = addresses.find(({ family }) => family === 'ip4')
      return primary ? [{ interface: name, address: primary }] : []
    })
  const addresses = distinct(list.map(({ address }) => address))
  const [only] = addresses
  const source = "from the clients' interfaces"
  // One address at all of them is the one that those to come will bear.
  return addresses.length === 1 && only ? everywhere(only, source) : { addresses, list, source }
}

const everywhere = (address: Address, source: string): ClientFacing => ({
  addresses: [address],
  list: [{ interface: '*', address }],
  source,
})

/** Missing, failing or empty alike: then nobody but the interfaces can tell. */
const fromQubesDb = async (system: System): Promise<Address | undefined> => {
  const result = await system.run({ program: 'qubesdb-read', arguments: [QUBESDB_KEY] })
  const address = result.code === 0 ? parseAddress(result.stdout.trim()) : undefined
  return address?.family === 'ip4' ? address : undefined
}

const isIn = ({ interfaces, group }: ZoneFacts, live: LiveInterface): boolean =>
  live.group === group || interfaces.some((pattern) => patternMatches(pattern, live.name))

const distinct = (addresses: readonly Address[]): readonly Address[] => [
  ...new Map(addresses.map((address) => [formatAddress(address), address])).values(),
]

/**
 * The facts of a gateway that has booted. Where the policy leaves the address to the boot, it is the one that was
 * found; a set of the ruleset that holds another is then no longer taken on trust.
 */
export const factsWithClientFacing = (facts: GatewayFacts, found: ClientFacing): GatewayFacts =>
  facts.clients.gatewayAddress.kind === 'unknown' && found.addresses.length > 0
    ? {
        ...facts,
        clients: { ...facts.clients, gatewayAddress: { kind: 'known', list: found.list } },
      }
    : facts
