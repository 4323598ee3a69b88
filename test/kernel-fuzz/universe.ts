import { qubesTopology, twoClients } from '../kernel/lab/topology.ts'

/**
 * What rules and packets are drawn from: so few names, addresses and ports that rules and packets meet often.
 * The names of interfaces and their addresses are those of the lab's router.
 */
const [first, second] = twoClients(qubesTopology)
const { uplink } = qubesTopology

export const interfaces = ['vif1.0', 'vif2.0', 'eth0'] as const
export type InterfaceName = (typeof interfaces)[number]

/** The neighbour by whom frames come in, and the interface's own link-layer address. */
export const links: Readonly<
  Record<InterfaceName, { readonly peer: string; readonly own: string }>
> = {
  'vif1.0': { peer: first.host.mac, own: first.interface.mac },
  'vif2.0': { peer: second.host.mac, own: second.interface.mac },
  eth0: { peer: uplink.nextHop.mac, own: uplink.mac },
}

export type Family = 'ip4' | 'ip6'

/** Addresses by the part that they play. */
export interface Places {
  readonly clients: readonly [string, string]
  /** Of the gateway itself, the client-facing one first. */
  readonly own: readonly string[]
  readonly neighbours: readonly string[]
  readonly internet: readonly string[]
  /** Broadcasts and multicasts. */
  readonly groups: readonly string[]
  /** What should not be a source: nobody's, loopback, reserved. */
  readonly odd: readonly string[]
  readonly loopback: string
}

export const places: Readonly<Record<Family, Places>> = {
  ip4: {
    clients: [first.host.address, second.host.address],
    own: [first.interface.gateway, uplink.address, uplink.publicAddress],
    neighbours: [uplink.nextHop.address, uplink.neighbour.address],
    internet: ['8.8.8.8', '1.1.1.1', '93.184.216.34'],
    groups: ['255.255.255.255', '192.168.9.255', '224.0.0.1', '239.1.2.3'],
    odd: ['10.137.0.99', '0.0.0.0', '127.0.0.5', '240.0.0.1', '169.254.3.4'],
    loopback: '127.0.0.1',
  },
  ip6: {
    clients: [first.host.address6, second.host.address6],
    own: [first.interface.gateway6, uplink.address6],
    neighbours: [uplink.nextHop.address6, uplink.neighbour.address6],
    internet: ['2606:4700:4700::1111', '2001:4860:4860::8888'],
    // Not ff05::2, which those join whose forwarding is turned on when they are up already.
    groups: ['ff02::1', 'ff05::3'],
    odd: ['fd09:24ef:4179::a89:63', '::1', '::'],
    loopback: '::1',
  },
}

/** Ports that mean something: somebody listens at the first ones. */
export const listenedTcp = [9040, 9050, 22] as const
export const listenedUdp = [5300, 53] as const
export const servicePorts = [22, 53, 80, 443, 5300, 9040, 9050] as const
export const openerPorts = [40000, 40001, 40002, 2000, 53] as const
export const uids = [0, 1000] as const
export const marks = [0, 1, 2, 3, 255] as const

/** The interface by which an address is reached, as the lab's routes have it; null for the gateway's own. */
export const towards = (address: string): InterfaceName | null => {
  for (const { clients, own } of Object.values(places)) {
    if (own.includes(address)) return null
    if (address === clients[0]) return 'vif1.0'
    if (address === clients[1]) return 'vif2.0'
  }
  return 'eth0'
}

/** The address that the gateway bears where it sends something there by itself. */
export const ownSource = (family: Family, destination: string): string => {
  const { own, clients, loopback } = places[family]
  if (own.includes(destination)) return destination
  if (destination === loopback) return loopback
  const [facing = '', outer = ''] = own
  return clients.includes(destination) ? facing : outer
}
