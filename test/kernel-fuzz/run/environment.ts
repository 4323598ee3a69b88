import type { Address } from '../../../src/net/index.ts'
import { parseAddress, parsePrefix } from '../../../src/net/index.ts'
import type { Environment, Interface, Route } from '../../../src/netfilter/index.ts'
import { qubesTopology } from '../../kernel/lab/topology.ts'
import type { Settings } from '../lab/settings.ts'
import { listenedTcp, listenedUdp } from '../universe.ts'
import { createChoices } from './choices.ts'

const address = (text: string): Address => {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`no address: ${text}`)
  return parsed
}

const bears = (text: string, length: number) => ({ address: address(text), length })

const { clients, uplink } = qubesTopology

const lo: Interface = {
  name: 'lo',
  group: 0,
  isUp: true,
  addresses: [bears('127.0.0.1', 8), bears('::1', 128)],
}

const interfaces: readonly Interface[] = [
  lo,
  ...clients.map((client) => ({
    name: client.name,
    group: qubesTopology.clientGroup,
    isUp: true,
    addresses: [bears(client.gateway, 32), bears(client.gateway6, 128)],
  })),
  {
    name: uplink.name,
    group: qubesTopology.uplinkGroup,
    isUp: true,
    addresses: [
      bears(uplink.address, uplink.addressLength),
      bears(uplink.publicAddress, 32),
      bears(uplink.address6, 64),
    ],
  },
]

const route = (prefix: string, name: string, via: string | null): Route => {
  const parsed = parsePrefix(prefix)
  if (!parsed) throw new Error(`no prefix: ${prefix}`)
  const target = { kind: 'interface', name, via: via === null ? null : address(via) } as const
  return { prefix: parsed, table: 254, target }
}

const routes: readonly Route[] = [
  ...clients.flatMap((client) =>
    client.hosts.flatMap((host) => [
      route(`${host.address}/32`, client.name, null),
      route(`${host.address6}/128`, client.name, null),
    ]),
  ),
  route('0.0.0.0/0', uplink.name, uplink.nextHop.address),
  route('::/0', uplink.name, uplink.nextHop.address6),
]

/** What the reference is told of the lab's router. */
export const environmentOf = (settings: Settings, hasListeners: boolean): Environment => ({
  interfaces,
  routes,
  rules: [],
  settings: {
    ...settings,
    acceptSourceRoute: true,
    arp: { ignore: 0, filter: false, proxy: false },
  },
  clientFacing: [],
  groups: [],
  listeners: hasListeners
    ? [
        ...listenedTcp.map((port) => ({ protocol: 'tcp', port }) as const),
        ...listenedUdp.map((port) => ({ protocol: 'udp', port }) as const),
      ].map((one) => ({ ...one, address: null, isTransparent: false }))
    : [],
  decide: createChoices(),
})
