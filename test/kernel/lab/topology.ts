/** One machine behind a client interface. */
export interface Host {
  readonly address: string
  readonly address6: string
  readonly mac: string
}

export interface ClientInterface {
  readonly name: string
  readonly mac: string
  /** What the client calls its gateway; with its prefix length. */
  readonly gateway: string
  readonly gatewayLength: number
  readonly gateway6: string
  readonly hosts: readonly Host[]
}

export interface UplinkInterface {
  readonly name: string
  readonly mac: string
  readonly address: string
  readonly addressLength: number
  /** A public address that the gateway bears too: no client may learn that it does. */
  readonly publicAddress: string
  readonly address6: string
  /** The next router, by which everything public goes. */
  readonly nextHop: Host
  /** A printer, say: what a client must not find. */
  readonly neighbour: Host
}

/** The router under test and what stands around it. Names and addresses are data, so that any policy's can be used. */
export interface Topology {
  readonly name: string
  readonly clients: readonly ClientInterface[]
  readonly clientGroup: number
  readonly uplink: UplinkInterface
  readonly uplinkGroup: number
}

const uplink: UplinkInterface = {
  name: 'eth0',
  mac: '02:00:00:00:01:09',
  address: '192.168.9.1',
  addressLength: 24,
  publicAddress: '45.33.32.156',
  address6: '2a01:4f8:1:9::1',
  nextHop: { address: '192.168.9.2', address6: '2a01:4f8:1:9::2', mac: '02:00:00:00:02:09' },
  neighbour: { address: '192.168.9.77', address6: '2a01:4f8:1:9::77', mac: '02:00:00:00:02:77' },
}

const vif = (number: number, address: string, address6: string): ClientInterface => ({
  name: `vif${number}.0`,
  mac: `02:00:00:00:01:0${number}`,
  gateway: '10.137.0.1',
  gatewayLength: 32,
  gateway6: 'fd09:24ef:4179::a89:1',
  hosts: [{ address, address6, mac: `02:00:00:00:02:0${number}` }],
})

/** A Qubes TorVM with two clients, each behind a point-to-point interface that bears the same gateway address. */
export const qubesTopology: Topology = {
  name: 'qubes',
  clients: [
    vif(1, '10.137.0.10', 'fd09:24ef:4179::a89:a'),
    vif(2, '10.137.0.20', 'fd09:24ef:4179::a89:14'),
  ],
  clientGroup: 2,
  uplink,
  uplinkGroup: 1,
}

/** A box of its own: two clients on one wireless segment. */
export const standaloneTopology: Topology = {
  name: 'standalone',
  clients: [
    {
      name: 'wlan0',
      mac: '02:00:00:00:01:01',
      gateway: '192.168.42.1',
      gatewayLength: 24,
      gateway6: 'fd42::1',
      hosts: [
        { address: '192.168.42.10', address6: 'fd42::10', mac: '02:00:00:00:02:01' },
        { address: '192.168.42.20', address6: 'fd42::20', mac: '02:00:00:00:02:02' },
      ],
    },
  ],
  clientGroup: 0,
  uplink,
  uplinkGroup: 0,
}

/** One client with the interface that it is behind. */
export interface Client {
  readonly interface: ClientInterface
  readonly host: Host
}

export const clientsOf = (topology: Topology): readonly Client[] =>
  topology.clients.flatMap((client) => client.hosts.map((host) => ({ interface: client, host })))

/** The first and the second client. */
export const twoClients = (topology: Topology): readonly [Client, Client] => {
  const [first, second] = clientsOf(topology)
  if (!first || !second) throw new Error(`topology ${topology.name} has no two clients`)
  return [first, second]
}
