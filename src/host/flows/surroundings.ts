import type { Address } from '../../net/index.ts'
import { patternMatches, prefixContainsAddress, sameAddress } from '../../net/index.ts'
import type { GatewayFacts, ZoneFacts } from '../../verifier/index.ts'
import type { LiveInterface, LiveRoute } from '../live/index.ts'

/** Where flows can come from and lead to, on this machine as it is now. */
export interface Surroundings {
  readonly facts: GatewayFacts
  readonly interfaces: readonly LiveInterface[]
  readonly routes: readonly LiveRoute[]
}

/** Whether it is an address of the gateway's own. */
export const isOwn = ({ interfaces }: Surroundings, address: Address): boolean =>
  interfaces.some(({ addresses }) => addresses.some((own) => sameAddress(own, address))) ||
  isLoopback(address)

const isLoopback = ({ family, value }: Address): boolean =>
  family === 'ip4' ? value >> 24n === 127n : value === 1n

/** The zone whose interface the longest route to that address leads to; `none` where there is none. */
export const zoneOf = (
  { facts, interfaces, routes }: Surroundings,
  address: Address,
): 'clients' | 'uplink' | 'none' => {
  const [best] = routes
    .filter(({ destination }) => prefixContainsAddress(destination, address))
    .sort((one, other) => other.destination.length - one.destination.length)
  const group = interfaces.find(({ name }) => name === best?.interface)?.group ?? 0
  if (!best) return 'none'
  if (isIn(facts.clients, best.interface, group)) return 'clients'
  return isIn(facts.uplink, best.interface, group) ? 'uplink' : 'none'
}

const isIn = ({ interfaces, group }: ZoneFacts, name: string, itsGroup: number): boolean =>
  itsGroup === group || interfaces.some((pattern) => patternMatches(pattern, name))
