import type { Address, Prefix } from '../../net/index.ts'
import { familyBits, patternMatches } from '../../net/index.ts'
import type { ClientFacts, GatewayFacts } from '../../verifier/index.ts'
import type { LiveInterface } from '../live/index.ts'
import { readRoutes } from '../live/index.ts'
import type { System } from '../system/index.ts'

/** A client's interface, and the single addresses that route to it: the client's own. */
export interface AttachedClient {
  readonly interface: string
  readonly group: number
  readonly addresses: readonly Address[]
}

/** The clients that are there now; without their addresses where routes cannot be read. */
export const attachedClients = async (
  system: System,
  { interfaces: patterns, group: wanted }: ClientFacts,
  interfaces: readonly LiveInterface[],
): Promise<readonly AttachedClient[]> => {
  const attached = interfaces.filter(
    ({ name, group }) =>
      (wanted !== null && group === wanted) ||
      patterns.some((pattern) => patternMatches(pattern, name)),
  )
  if (attached.length === 0) return []
  const routes = await readRoutes(system)
  const known = routes.kind === 'read' ? routes.value : []
  return attached.map(({ name, group, addresses: own }) => ({
    interface: name,
    group,
    addresses: known
      .filter(({ interface: by, destination }) => by === name && isHost(destination))
      .map(({ destination: { family, value } }) => ({ family, value }))
      // The gateway's own address of IPv6 has a route of its own there.
      .filter(
        ({ family, value }) => !own.some((each) => each.family === family && each.value === value),
      ),
  }))
}

const isHost = ({ family, length }: Prefix): boolean => length === familyBits(family)

/**
 * The facts by which service is judged: of the clients that are there. Qubes lets in the pairs of interface and address
 * that it has noted, and of an interface whose group is not set yet nothing; a client that may come by any name, with
 * any address, would find itself rejected, and rightly so. Where not all of that is known the facts stay as they are.
 */
export const factsOfService = (
  facts: GatewayFacts,
  attached: readonly AttachedClient[],
): GatewayFacts => {
  const { group, addresses } = facts.clients
  const isKnown =
    addresses.kind === 'reverse-path' &&
    group !== null &&
    attached.every((client) => client.group === group && client.addresses.some(isIpv4))
  if (!isKnown) return facts
  const list = attached.flatMap(({ interface: name, addresses: own }) =>
    own.filter(isIpv4).map((address) => ({ interface: name, address })),
  )
  return {
    ...facts,
    clients: { ...facts.clients, interfaces: [], addresses: { kind: 'listed', list } },
  }
}

const isIpv4 = ({ family }: Address): boolean => family === 'ip4'
