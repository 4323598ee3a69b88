import type { ClientInterface, Topology, UplinkInterface } from './topology.ts'

/** Each interface's VXLAN network id. */
export type Networks = ReadonlyMap<string, number>

/** Device names are made in the underlay's namespace, so that each router's VXLAN socket stays there. */
export const underlayDevice = (network: number): string => `vx${network}`

/** For `ip -n UNDERLAY -batch`: one device for each interface, handed over to the router's namespace. */
export const deviceCommands = (
  networks: Networks,
  router: string,
  ends: { readonly here: string; readonly underlay: string; readonly port: number },
): readonly string[] =>
  [...networks.values()].flatMap((network) => [
    `link add ${underlayDevice(network)} type vxlan id ${network} remote ${ends.here} local ${ends.underlay} dstport ${ends.port} nolearning noudpcsum`,
    `link set ${underlayDevice(network)} netns ${router}`,
  ])

/** For `ip -n ROUTER -batch`: a device that was handed over gets its name and comes up. */
export const deviceSetUp = (
  networks: Networks,
  device: { readonly name: string; readonly mac: string },
  group: number,
): readonly string[] => [
  `link set ${underlayDevice(networks.get(device.name) ?? 0)} name ${device.name}`,
  `link set ${device.name} address ${device.mac} mtu 1500 group ${group} up`,
]

/** Addresses, routes and permanent neighbours of one client interface. */
export const clientCommands = (client: ClientInterface): readonly string[] => [
  `addr add ${client.gateway}/${client.gatewayLength} dev ${client.name}`,
  `addr add ${client.gateway6}/${client.gatewayLength === 32 ? 128 : 64} dev ${client.name} nodad`,
  ...client.hosts.flatMap((host) => [
    ...(client.gatewayLength === 32
      ? [
          `route add ${host.address} dev ${client.name}`,
          `route add ${host.address6} dev ${client.name}`,
        ]
      : []),
    `neigh add ${host.address} lladdr ${host.mac} dev ${client.name} nud permanent`,
    `neigh add ${host.address6} lladdr ${host.mac} dev ${client.name} nud permanent`,
  ]),
]

/** Addresses, routes and permanent neighbours of the uplink. */
export const uplinkCommands = (uplink: UplinkInterface): readonly string[] => [
  `addr add ${uplink.address}/${uplink.addressLength} dev ${uplink.name}`,
  `addr add ${uplink.publicAddress}/32 dev ${uplink.name}`,
  `addr add ${uplink.address6}/64 dev ${uplink.name} nodad`,
  ...[uplink.nextHop, uplink.neighbour].flatMap((host) => [
    `neigh add ${host.address} lladdr ${host.mac} dev ${uplink.name} nud permanent`,
    `neigh add ${host.address6} lladdr ${host.mac} dev ${uplink.name} nud permanent`,
  ]),
  `route add default via ${uplink.nextHop.address}`,
  `route add default via ${uplink.nextHop.address6} dev ${uplink.name}`,
]

/** For `ip -n ROUTER -batch`: interfaces up, with all that they bear. */
export const routerCommands = (topology: Topology, networks: Networks): readonly string[] => [
  'link set lo up',
  ...topology.clients.flatMap((client) => [
    ...deviceSetUp(networks, client, topology.clientGroup),
    ...clientCommands(client),
  ]),
  ...deviceSetUp(networks, topology.uplink, topology.uplinkGroup),
  ...uplinkCommands(topology.uplink),
]

/** Settings before any interface is there: `[path under /proc/sys/net, value, whether the kernel must know it]`. */
export const earlySettings = (
  ipfragSeconds: number,
): readonly (readonly [string, string, 'must' | 'may'])[] => [
  // Hostile: everything that could let a packet through, or draw an answer, is on.
  ['ipv4/ip_forward', '1', 'must'],
  ['ipv6/conf/all/forwarding', '1', 'must'],
  ['ipv4/conf/all/rp_filter', '0', 'must'],
  ['ipv4/conf/default/rp_filter', '0', 'must'],
  ['ipv4/conf/all/accept_source_route', '1', 'must'],
  ['ipv4/conf/default/accept_source_route', '1', 'must'],
  ['ipv4/conf/all/arp_ignore', '0', 'must'],
  ['ipv4/conf/all/send_redirects', '1', 'must'],
  ['ipv4/conf/default/send_redirects', '1', 'must'],
  ['ipv4/icmp_echo_ignore_broadcasts', '0', 'must'],
  ['ipv6/conf/all/accept_source_route', '1', 'must'],
  ['ipv6/conf/default/accept_source_route', '1', 'must'],
  // Quick and without rate limits: an answer that a limit swallowed would look like silence.
  ['ipv4/ipfrag_time', String(ipfragSeconds), 'must'],
  ['ipv6/ip6frag_time', String(ipfragSeconds), 'must'],
  ['netfilter/nf_conntrack_frag6_timeout', String(ipfragSeconds), 'may'],
  ['ipv4/icmp_ratelimit', '0', 'must'],
  ['ipv4/icmp_msgs_per_sec', '1000000', 'may'],
  ['ipv4/icmp_msgs_burst', '1000000', 'may'],
  ['ipv6/icmp/ratelimit', '0', 'must'],
  ['ipv4/tcp_invalid_ratelimit', '0', 'must'],
  ['ipv4/tcp_max_syn_backlog', '65535', 'must'],
  ['core/somaxconn', '65535', 'may'],
  // Noise of its own is kept down, so that what is left is an answer to somebody.
  ['ipv6/conf/default/accept_dad', '0', 'must'],
  ['ipv6/conf/default/dad_transmits', '0', 'must'],
  ['ipv6/conf/default/router_solicitations', '0', 'must'],
  ['ipv6/conf/default/accept_ra', '0', 'must'],
]

/** Settings of each client interface, once it is there. */
export const lateSettings = (topology: Topology): readonly (readonly [string, string, 'must'])[] =>
  topology.clients.flatMap((client): readonly (readonly [string, string, 'must'])[] => {
    const path = client.name
    return [
      [`ipv4/conf/${path}/proxy_arp`, '1', 'must'],
      [`ipv4/neigh/${path}/proxy_delay`, '0', 'must'],
    ]
  })
