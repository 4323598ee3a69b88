import type { Environment, Interface, Route } from '../../netfilter/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { addressType, isIpv4, netFamily } from '../space/index.ts'
import type { Values } from './scenario.ts'

/** A packet of a story, as an assignment tells it. */
export interface Acting {
  readonly value: Values
  readonly binding: Binding
}

/** A way that the story needs besides those that its packets name. */
export interface Way {
  readonly to: bigint
  readonly by: string
}

/**
 * The gateway in which several packets can be tried one after the other: all addresses that any of them takes for the
 * gateway's are there throughout. Routes are those of the packet at hand before all others, since answers see a table
 * chosen anew. What proofs take for granted is as they have it: accept_local and route_localnet are off.
 */
export const stageFor = (
  space: Space,
  acting: readonly Acting[],
  ways: readonly Way[],
  settings: Pick<Environment, 'decide' | 'listeners'>,
): Environment => {
  const family = netFamily(space)
  const bits = isIpv4(space) ? 32 : 128
  const routes = [...ways, ...acting.flatMap((each) => waysOf(space, each))].map(
    ({ to, by }): Route => ({
      prefix: { family, value: to, length: bits },
      target: { kind: 'interface', name: by, via: null },
      table: 254,
    }),
  )
  return {
    interfaces: [
      { name: 'lo', group: 0, isUp: true, addresses: [] },
      ...interfacesOf(space, acting, ways),
    ],
    routes: routes.filter(
      ({ prefix }, index) =>
        routes.findIndex((other) => other.prefix.value === prefix.value) === index,
    ),
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
    clientFacing: facingOf(acting).map((value) => ({ family, value })),
    groups: acting.flatMap(groupsOf).map((value) => ({ family, value })),
    ...settings,
  }
}

export const interfaceName = (space: Space, { value }: Acting, way: 'iif' | 'oif'): string =>
  space.interfaces.samples[Number(value(way))] ?? ''

const isReal = (name: string): boolean => name !== '' && name !== 'lo'

/** Back to the source where the packet's own interface leads there, and on to where it goes. */
const waysOf = (space: Space, acting: Acting): readonly Way[] => {
  const { value, binding } = acting
  const [input, output] = [interfaceName(space, acting, 'iif'), interfaceName(space, acting, 'oif')]
  const prefix = binding.destination === 'translated' ? 'translated ' : ''
  return [
    ...(isReal(input) && value('reverse path') === 1n ? [{ to: value('source'), by: input }] : []),
    ...(value('reverse path') === 0n && isRouted(space, value)
      ? [{ to: value('source'), by: space.interfaces.samples[space.interfaces.rest] ?? input }]
      : []),
    ...(isReal(output)
      ? [
          { to: value(`${prefix}destination`), by: output },
          ...(value('type') === BigInt(addressType.none)
            ? []
            : [{ to: value('destination'), by: output }]),
        ]
      : []),
  ]
}

/** Some route leads back to the source: of IPv6 wherever it is somebody's (`__nft_fib6_eval_type`). */
const isRouted = (space: Space, value: Values): boolean =>
  value('source route') === 1n ||
  (space.family === 'ipv6' && value('source type') === BigInt(addressType.unicast))

const addressBlocks = ['source', 'destination', 'translated source', 'translated destination']

/** For interfaces of which the story names no address: without one the kernel could not speak there. */
const spareAddresses: Readonly<Record<Space['family'], readonly bigint[]>> = {
  ipv4: [2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n].map((host) => 0xc0a8_0900n | host),
  ipv6: [2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n].map((host) => (0x2001_0db8_0009n << 80n) | host),
  arp: [],
}

/** Every interface that anybody passes, with the addresses that the packets there take for the gateway's. */
const interfacesOf = (
  space: Space,
  acting: readonly Acting[],
  ways: readonly Way[],
): readonly Interface[] => {
  const names = [
    ...acting.flatMap((each) => [
      interfaceName(space, each, 'iif'),
      interfaceName(space, each, 'oif'),
    ]),
    ...[...ways, ...acting.flatMap((each) => waysOf(space, each))].map(({ by }) => by),
  ]
  const placed = new Set<bigint>()
  const named = acting.flatMap(({ value }) => addressBlocks.map((each) => value(each)))
  const spare = spareAddresses[space.family].filter((each) => !named.includes(each))
  return [...new Set(names)].filter(isReal).map((name, index) => {
    const here = acting.filter((each) => homeOf(space, each) === name)
    const leaving = acting.filter((each) => interfaceName(space, each, 'oif') === name)
    const own = [
      ...here.flatMap(primary),
      ...leaving.flatMap(masquerading),
      ...here.flatMap(localAddresses),
    ]
    const fresh = [...new Set(own)].filter((address) => !placed.has(address))
    for (const address of fresh) placed.add(address)
    const other = spare[index]
    return {
      name,
      group: groupOf(space, acting, name),
      isUp: true,
      addresses: (fresh.length > 0 || other === undefined ? fresh : [other]).map((address) => ({
        address: { family: netFamily(space), value: address },
        length: isIpv4(space) ? 32 : 128,
      })),
    }
  })
}

/** Where the gateway's addresses that a packet names are at home: where it enters, or else where it leaves. */
const homeOf = (space: Space, acting: Acting): string => {
  const input = interfaceName(space, acting, 'iif')
  return isReal(input) ? input : interfaceName(space, acting, 'oif')
}

const isLocal = (value: Values, type: string): boolean => value(type) === BigInt(addressType.local)

/** What `redirect` led to: the first address of the interface. */
const primary = ({ value, binding }: Acting): readonly bigint[] =>
  binding.destination === 'translated' && value('iif') !== 0n && isLocal(value, 'translated type')
    ? [value('translated destination')]
    : []

/** What `masquerade` gives: an address of the interface by which the connection's first packet leaves. */
const masquerading = ({ value, binding }: Acting): readonly bigint[] =>
  binding.source === 'translated' && value('ct first') === 1n ? [value('translated source')] : []

const localAddresses = ({ value, binding }: Acting): readonly bigint[] => [
  ...(isLocal(value, 'type') ? [value('destination')] : []),
  ...(binding.destination === 'translated' && isLocal(value, 'translated type')
    ? [value('translated destination')]
    : []),
  ...(isLocal(value, 'source type') ? [value('source')] : []),
]

/** Groups that somebody here has joined: those to which a packet is sent. */
const groupsOf = ({ value, binding }: Acting): readonly bigint[] => {
  const prefix = binding.destination === 'translated' ? 'translated ' : ''
  const isGroup = value(`${prefix}type`) === BigInt(addressType.multicast)
  return isGroup ? [value(`${prefix}destination`)] : []
}

const groupOf = (space: Space, acting: readonly Acting[], name: string): number => {
  for (const each of acting)
    for (const way of ['iif', 'oif'] as const)
      if (interfaceName(space, each, way) === name) return Number(each.value(`${way} group`))
  return 0
}

const facingOf = (acting: readonly Acting[]): readonly bigint[] => [
  ...new Set(
    acting.flatMap(({ value, binding }) => [
      ...(value('facing') === 1n ? [value('destination')] : []),
      ...(binding.destination === 'translated' && value('translated facing') === 1n
        ? [value('translated destination')]
        : []),
      ...(value('source facing') === 1n ? [value('source')] : []),
    ]),
  ),
]
