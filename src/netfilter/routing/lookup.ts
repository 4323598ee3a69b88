import { networkOf, prefixContainsAddress } from '../../net/index.ts'
import type { Environment, Interface, InterfaceAddress, Route } from '../environment.ts'
import { isMulticast } from './address-kind.ts'

export type IpFamily = 'ipv4' | 'ipv6'

/** What the routing tables say of a destination. */
export type RouteAnswer =
  | { readonly kind: 'unicast'; readonly interface: string; readonly nextHop: bigint | null }
  | { readonly kind: 'local' | 'broadcast' | 'multicast'; readonly interface: string }
  | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' | 'none' }

/** A route in one of the tables, with the bits of its prefix that must agree. */
interface Candidate {
  readonly length: number
  readonly answer: RouteAnswer
}

const netFamily = (family: IpFamily) => (family === 'ipv4' ? 'ip4' : 'ip6')

/** Addresses of the family that the interface bears, the primary one first. */
export const addressesOf = (
  face: Interface | undefined,
  family: IpFamily,
): readonly InterfaceAddress[] =>
  face?.addresses.filter(({ address }) => address.family === netFamily(family)) ?? []

export const interfaceOf = (environment: Environment, name: string | null): Interface | undefined =>
  environment.interfaces.find((face) => face.name === name)

/** The first of the longest. */
const longest = (candidates: readonly Candidate[]): RouteAnswer | undefined => {
  let best: Candidate | undefined
  for (const candidate of candidates)
    if (best === undefined || candidate.length > best.length) best = candidate
  return best?.answer
}

const isUp = (environment: Environment, name: string): boolean =>
  interfaceOf(environment, name)?.isUp === true

/**
 * What the kernel adds by itself for each address (`fib_add_ifaddr`): the address, delivered here; the broadcast of
 * its prefix; and the prefix, which on loopback is delivered here whole and elsewhere is on the link.
 */
const ownRoutes = (
  face: Interface,
  family: IpFamily,
  destination: bigint,
): { readonly local: readonly Candidate[]; readonly main: readonly Candidate[] } => {
  const local: Candidate[] = []
  const main: Candidate[] = []
  const bits = family === 'ipv4' ? 32 : 128
  for (const { address, length } of addressesOf(face, family)) {
    const here = { kind: 'local', interface: face.name } as const
    if (address.value === destination) local.push({ length: bits, answer: here })
    if (!face.isUp || length === bits) continue
    const network = networkOf(address, length)
    if (!prefixContainsAddress(network, { family: address.family, value: destination })) continue
    if (face.name === 'lo') local.push({ length, answer: here })
    else
      main.push({ length, answer: { kind: 'unicast', interface: face.name, nextHop: destination } })
    const last = network.value | ((1n << BigInt(bits - length)) - 1n)
    if (family === 'ipv4' && length < 31 && destination === last && face.name !== 'lo')
      local.push({ length: bits, answer: { kind: 'broadcast', interface: face.name } })
  }
  return { local, main }
}

const givenRoute = (environment: Environment, route: Route, destination: bigint): RouteAnswer[] => {
  const { target } = route
  if (target.kind === 'local') return [{ kind: 'local', interface: 'lo' }]
  if (target.kind !== 'interface') return [{ kind: target.kind }]
  // A route leads nowhere, and is gone, where its interface is down.
  if (!isUp(environment, target.name)) return []
  const nextHop = target.via?.value ?? destination
  return [{ kind: 'unicast', interface: target.name, nextHop }]
}

const inTable = (
  environment: Environment,
  family: IpFamily,
  destination: bigint,
  table: number,
): readonly Candidate[] =>
  environment.routes
    .filter(
      (route) =>
        route.table === table &&
        prefixContainsAddress(route.prefix, { family: netFamily(family), value: destination }),
    )
    .flatMap((route) =>
      givenRoute(environment, route, destination).map((answer) => ({
        length: route.prefix.length,
        answer,
      })),
    )

const tableNumbers = { local: 255, main: 254 } as const

/**
 * `fib_lookup`. While there are no rules by mark, IPv4 keeps its tables local and main as one, so that the longest
 * prefix of either wins; else, and in IPv6, the local table comes first, then the rules', then main. Who is bound to
 * an interface (`through`) gets the longest route that leads there.
 */
export const lookUp = (
  environment: Environment,
  family: IpFamily,
  destination: bigint,
  mark: number,
  through: string | null = null,
): RouteAnswer => {
  const own = environment.interfaces.map((face) => ownRoutes(face, family, destination))
  const local = [
    ...own.flatMap((routes) => routes.local),
    ...inTable(environment, family, destination, tableNumbers.local),
  ]
  const main = [
    ...own.flatMap((routes) => routes.main),
    ...inTable(environment, family, destination, tableNumbers.main),
  ]
  const ruled = environment.rules
    .filter((rule) => (mark & rule.mask) >>> 0 === rule.mark >>> 0)
    .map((rule) => inTable(environment, family, destination, rule.table))
  const isMerged = family === 'ipv4' && environment.rules.length === 0
  const tables = isMerged ? [[...local, ...main]] : [local, ...ruled, main]
  for (const table of tables) {
    const answer = longest(table.filter((each) => leadsThrough(each.answer, through)))
    if (answer) return answer
  }
  return { kind: 'none' }
}

const leadsThrough = (answer: RouteAnswer, through: string | null): boolean =>
  through === null || !('interface' in answer) || answer.interface === through

/** Whether any interface, up or down, bears the address; all of 127.0.0.0/8 counts where `lo` bears one of them. */
export const isOwnAddress = (environment: Environment, family: IpFamily, value: bigint): boolean =>
  !isMulticast(family, value) &&
  environment.interfaces.some((face) =>
    ownRoutes(face, family, value).local.some(({ answer }) => answer.kind === 'local'),
  )

/**
 * The kind of an address by the local table alone (`__inet_dev_addr_type`): what it does not hold is unicast. With
 * an interface, only that one's entry counts, and of several interfaces that bear one address only the first's.
 */
export const localKind = (
  environment: Environment,
  family: IpFamily,
  value: bigint,
  device: string | null,
): 'unicast' | 'local' | 'broadcast' | 'multicast' => {
  const own = environment.interfaces.flatMap((face) => ownRoutes(face, family, value).local)
  const answer = longest([...own, ...inTable(environment, family, value, tableNumbers.local)])
  if (answer?.kind !== 'local' && answer?.kind !== 'broadcast') return 'unicast'
  return device === null || answer.interface === device ? answer.kind : 'unicast'
}
