import { underlay } from '../../kernel/lab/lab.ts'
import type { Topology } from '../../kernel/lab/topology.ts'
import { clientsOf } from '../../kernel/lab/topology.ts'
import {
  authorities,
  exits,
  middles,
  onionHost,
  otherQube,
  provider,
  publicAddress,
  resolver,
  servers,
} from './addresses.ts'
import type { Namespace } from './namespace.ts'
import { makeNamespace, namespaceCalled } from './namespace.ts'

/** Everything around the gateway. The gateway is made empty: it boots in gateway/boot.ts. */
export interface World {
  readonly topology: Topology
  readonly internet: Namespace
  /** The gateway's next hop, as Qubes' sys-firewall: routes, and translates to the public address. */
  readonly upstream: Namespace
  /** A machine of the uplink's own network, that counts what reaches it. */
  readonly printer: Namespace
  /** A machine of Qubes' internal network beyond the uplink, that counts too. */
  readonly qube: Namespace
  readonly gateway: Namespace
  readonly clients: readonly [Namespace, Namespace]
}

/** The end of each wire that stands opposite to the gateway, and where the tap hangs. */
export const wireEnd = 'wire'

/** A second way onto the wire, by which whole frames are put there (test/kernel/lab/vxlan.ts). */
export const injector = { upstream: 1, client1: 2, client2: 3 } as const

const counting = `
table inet count {
  counter heard {
  }
  chain in {
    type filter hook prerouting priority -450; policy accept;
    counter name heard
  }
}
`

const translating = `
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "wan" masquerade
  }
}
`

const veth = (here: string, there: Namespace, name: string): string =>
  `link add ${here} type veth peer name ${name} netns ${there.name}`

const buildInternet = async (internet: Namespace, upstream: Namespace): Promise<void> => {
  const own = [...authorities, ...exits, ...middles, onionHost, ...servers, resolver]
  await internet.ip([
    ...own.map((address) => `addr add ${address}/32 dev lo`),
    veth('provider', upstream, 'wan'),
    `addr add ${provider}/24 dev provider`,
    'link set provider up',
  ])
}

/** A bridge with the wire to the gateway, and a port of its own for frames that the test makes. */
const buildSegment = async (at: Namespace, mac: string, network: number): Promise<void> => {
  await at.ip(['link add bridge0 type bridge', `link set bridge0 address ${mac} up`])
  const underneath = [
    `link add inject${network} type vxlan id ${network} remote ${underlay.here} local ${underlay.there} dstport ${underlay.port} nolearning noudpcsum`,
    `link set inject${network} netns ${at.name}`,
  ]
  await namespaceCalled(underlay.namespace).ip(underneath)
  await at.ip([`link set inject${network} master bridge0 mtu 1500 up`])
}

const buildUpstream = async (world: Omit<World, 'topology'>, topology: Topology) => {
  const { upstream, printer, qube } = world
  const { uplink } = topology
  await buildSegment(upstream, uplink.nextHop.mac, injector.upstream)
  await upstream.ip([
    veth('lan', printer, 'eth0'),
    'link set lan master bridge0 up',
    veth('vif9.0', qube, 'eth0'),
    'link set vif9.0 up',
    `addr add ${uplink.nextHop.address}/${uplink.addressLength} dev bridge0`,
    `addr add ${publicAddress}/24 dev wan`,
    'link set wan up',
    `route add default via ${provider}`,
    `route add ${otherQube} dev vif9.0`,
    // An attacker by the uplink sends to the clients by way of the gateway.
    `route add 10.137.0.0/27 via ${uplink.address} dev bridge0 onlink`,
  ])
  await upstream.script('echo 1 > /proc/sys/net/ipv4/ip_forward')
  await upstream.mustExec('nft', ['-f', '-'], translating)
  await printer.ip([
    `link set eth0 address ${uplink.neighbour.mac} up`,
    `addr add ${uplink.neighbour.address}/${uplink.addressLength} dev eth0`,
    `route add default via ${uplink.nextHop.address}`,
  ])
  await qube.ip([
    `addr add ${otherQube}/32 dev eth0`,
    'link set eth0 up',
    'route add default dev eth0',
  ])
  for (const bystander of [printer, qube]) await bystander.mustExec('nft', ['-f', '-'], counting)
}

const buildClient = async (client: Namespace, index: number, topology: Topology) => {
  const one = clientsOf(topology)[index]
  if (!one) throw new Error(`no client ${index}`)
  await buildSegment(client, one.host.mac, index === 0 ? injector.client1 : injector.client2)
  await client.ip([
    `addr add ${one.host.address}/32 dev bridge0`,
    `route add default via ${one.interface.gateway} dev bridge0 onlink`,
  ])
}

export const buildWorld = async (topology: Topology): Promise<World> => {
  const names = [
    'internet',
    'upstream',
    'printer',
    'qube',
    'gateway',
    'client1',
    'client2',
  ] as const
  const made: Namespace[] = []
  for (const name of names) made.push(await makeNamespace(name))
  const [internet, upstream, printer, qube, gateway, first, second] = made as never as Namespace[]
  if (!internet || !upstream || !printer || !qube || !gateway || !first || !second)
    throw new Error('namespaces are missing')
  const clients = [first, second] as const
  const around = { internet, upstream, printer, qube, gateway, clients }
  await buildInternet(internet, upstream)
  await buildUpstream(around, topology)
  await Promise.all(clients.map((client, index) => buildClient(client, index, topology)))
  return { ...around, topology }
}

/** How many packets have reached a bystander. */
export const heardBy = async (bystander: Namespace): Promise<number> => {
  const listed = await bystander.mustExec('nft', ['list', 'counter', 'inet', 'count', 'heard'])
  return Number(/packets (\d+)/.exec(listed)?.[1] ?? Number.NaN)
}
