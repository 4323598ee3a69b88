import type { Address, Family, Prefix } from '../../net/index.ts'
import {
  formatAddress,
  formatPrefix,
  hostPrefix,
  parseAddress,
  patternMatches,
  prefixContainsAddress,
} from '../../net/index.ts'
import type {
  Environment,
  Interface,
  InterfaceAddress,
  Packet,
  Route,
} from '../../netfilter/index.ts'
import type { GatewayFacts, ZoneFacts } from '../../verifier/index.ts'

/** What the command line says of addresses and routes. */
export interface Given {
  readonly addresses: readonly { readonly interface: string; readonly at: InterfaceAddress }[]
  readonly routes: readonly { readonly prefix: Prefix; readonly interface: string }[]
}

/** A gateway to try a packet in, less what answers chance, and in sentences what of it was made up. */
export interface Lab {
  readonly environment: Omit<Environment, 'decide'>
  readonly madeUp: readonly string[]
}

const MAIN_TABLE = 254

const sure = (text: string): Address => {
  const address = parseAddress(text)
  if (!address) throw new Error(`bug: no address: ${text}`)
  return address
}

/** As Qubes has it; the uplink's are from the network for tests of RFC 2544, so that no client's is taken for them. */
const clientSide = { at: sure('10.137.0.1'), length: 32 }
const uplinkSide = { at: sure('198.18.0.2'), length: 24, router: sure('198.18.0.1') }

/**
 * The gateway of the facts, as small as the packet needs it: loopback, one uplink, one client, the packet's interface
 * and those that were named. The sysctls are the worst that a ruleset may meet: forwarding on, rp_filter off.
 */
export const labFor = (facts: GatewayFacts, packet: Packet, given: Given): Lab => {
  const named = [
    ...(packet.enters === null ? [] : [packet.enters]),
    ...given.addresses.map((each) => each.interface),
    ...given.routes.map((each) => each.interface),
  ]
  const client = named.find((name) => isIn(facts.clients, name)) ?? sample(facts.clients)
  const uplink = named.find((name) => isIn(facts.uplink, name)) ?? sample(facts.uplink)
  const names = [...new Set([...named, client, uplink].filter((name) => name !== undefined))]
  const interfaces = names.map((name) => interfaceOf(name, facts, given))
  const routes = routesOf(packet, interfaces, uplink, facts, given)
  return {
    environment: {
      interfaces: [loopback, ...interfaces],
      routes: routes.list,
      rules: [],
      settings: {
        forwardIpv4: true,
        forwardIpv6: true,
        reversePath: 0,
        routeLocalnet: false,
        acceptLocal: false,
        tcpLoose: true,
        acceptSourceRoute: false,
        arp: { ignore: 0, filter: false, proxy: false },
      },
      clientFacing: interfaces
        .filter(({ name }) => isIn(facts.clients, name))
        .flatMap(({ addresses: [first] }) => (first ? [first.address] : [])),
      groups: [],
      listeners: null,
    },
    madeUp: [
      ...interfaces.map(({ name, addresses }) => describe(name, addresses)),
      ...routes.madeUp,
      'forwarding is on, rp_filter is off, and whatever is delivered finds a listener',
    ],
  }
}

const loopback: Interface = {
  name: 'lo',
  group: 0,
  isUp: true,
  addresses: [
    { address: sure('127.0.0.1'), length: 8 },
    { address: sure('::1'), length: 128 },
  ],
}

/** A name by which an interface is in the zone: a star stands for nothing, where that is a name. */
const sample = ({ interfaces: [pattern] }: ZoneFacts): string | undefined =>
  pattern?.replace(/^vif\*$/, 'vif1.0').replace(/\*$/, '0')

const isIn = ({ interfaces }: ZoneFacts, name: string): boolean =>
  interfaces.some((pattern) => patternMatches(pattern, name))

const interfaceOf = (name: string, facts: GatewayFacts, given: Given): Interface => {
  const own = given.addresses.filter((each) => each.interface === name).map(({ at }) => at)
  const isClient = isIn(facts.clients, name)
  const isUplink = !isClient && isIn(facts.uplink, name)
  const zone = isClient ? facts.clients : isUplink ? facts.uplink : null
  const addresses = own.length > 0 ? own : zone === null ? [] : made(isClient, name, facts)
  return { name, group: zone?.group ?? 0, isUp: true, addresses }
}

const made = (
  isClient: boolean,
  name: string,
  { clients: { gatewayAddress } }: GatewayFacts,
): readonly InterfaceAddress[] => {
  if (!isClient) return [{ address: uplinkSide.at, length: uplinkSide.length }]
  const known =
    gatewayAddress.kind === 'known'
      ? gatewayAddress.list.find((each) => patternMatches(each.interface, name))?.address
      : undefined
  return [{ address: known ?? clientSide.at, length: clientSide.length }]
}

const routesOf = (
  packet: Packet,
  interfaces: readonly Interface[],
  uplink: string | undefined,
  facts: GatewayFacts,
  given: Given,
): { readonly list: readonly Route[]; readonly madeUp: readonly string[] } => {
  const list: Route[] = given.routes.map((each) => route(each.prefix, each.interface, null))
  const madeUp: string[] = []
  const add = (prefix: Prefix, name: string, via: Address | null) => {
    list.push(route(prefix, name, via))
    madeUp.push(
      `${formatPrefix(prefix)} is routed to ${name}${via === null ? '' : ` by ${formatAddress(via)}`}`,
    )
  }
  for (const each of ownedBy(packet, interfaces, facts))
    if (!list.some(({ prefix }) => prefixContainsAddress(prefix, each.address)))
      add(hostPrefix(each.address), each.interface, null)
  const everything: Prefix = { family: 'ip4', value: 0n, length: 0 }
  const hasDefault = list.some(({ prefix }) => prefix.family === 'ip4' && prefix.length === 0)
  if (uplink !== undefined && !hasDefault) {
    const isMade = !given.addresses.some((each) => each.interface === uplink)
    add(everything, uplink, isMade ? uplinkSide.router : null)
  }
  return { list, madeUp }
}

/** Clients' addresses that are listed; else the packet's source is taken for its client's own. */
const ownedBy = (
  packet: Packet,
  interfaces: readonly Interface[],
  { clients }: GatewayFacts,
): readonly { readonly interface: string; readonly address: Address }[] => {
  const { addresses } = clients
  if (addresses.kind === 'listed')
    return addresses.list.filter((each) => interfaces.some(({ name }) => name === each.interface))
  if (packet.enters === null || packet.family === 'arp' || !isIn(clients, packet.enters)) return []
  const family: Family = packet.family === 'ipv4' ? 'ip4' : 'ip6'
  const address: Address = { family, value: packet.source }
  const isOwn =
    addresses.kind === 'reverse-path' ||
    addresses.prefixes.some((prefix) => prefixContainsAddress(prefix, address))
  return isOwn && isUnicast(address) ? [{ interface: packet.enters, address }] : []
}

/** What can be somebody's own: neither this network, loopback, multicast nor reserved, of IPv6 roughly so. */
const isUnicast = ({ family, value }: Address): boolean => {
  const first = family === 'ip4' ? value >> 24n : value >> 120n
  return family === 'ip4'
    ? first !== 0n && first !== 127n && first < 224n
    : first !== 0n && first !== 255n
}

const route = (prefix: Prefix, name: string, via: Address | null): Route => ({
  prefix,
  target: { kind: 'interface', name, via },
  table: MAIN_TABLE,
})

const describe = (name: string, addresses: readonly InterfaceAddress[]): string =>
  addresses.length === 0
    ? `${name} has no address`
    : `${name} has ${addresses.map(({ address, length }) => `${formatAddress(address)}/${length}`).join(', ')}`
