import fc from 'fast-check'
import type { Environment, Met, Packet, Scenario } from '../../../src/netfilter/index.ts'
import { environment as built, value } from '../../netfilter/build.ts'

/** One gateway with two clients and an uplink, and the addresses that its packets bear. */
export interface World {
  readonly family: 'ipv4' | 'ipv6'
  readonly environment: Environment
  readonly own: readonly bigint[]
  readonly clients: readonly bigint[]
  readonly remotes: readonly bigint[]
  /** Addresses that routing knows without a table. */
  readonly strange: readonly bigint[]
}

/** What the traversal leaves to routing is switched off here: no source is martian, whatever enters is forwarded. */
const environment: Environment = {
  ...built,
  interfaces: built.interfaces.map((face) => ({
    ...face,
    addresses: face.addresses.map((each) => ({
      ...each,
      length: each.address.family === 'ip4' ? 32 : 128,
    })),
  })),
  settings: { ...built.settings, routeLocalnet: true, acceptLocal: true },
}

export const worlds: Readonly<Record<'ipv4' | 'ipv6', World>> = {
  ipv4: {
    family: 'ipv4',
    environment,
    own: ['10.137.0.1', '192.168.9.1'].map(value),
    clients: ['10.137.0.10', '10.137.0.20'].map(value),
    remotes: ['8.8.8.8', '9.9.9.9', '192.168.1.1'].map(value),
    strange: ['224.0.0.1', '239.1.1.1', '255.255.255.255', '127.0.0.1', '0.0.0.0'].map(value),
  },
  ipv6: {
    family: 'ipv6',
    environment,
    own: ['fd00::1', '2001:db8:9::1'].map(value),
    clients: ['fd00::10'].map(value),
    remotes: ['2001:db8::1', '2600::53', 'fd99::1'].map(value),
    strange: ['ff02::1', 'ff0e::1', '::1', '::', 'fe80::9'].map(value),
  },
}

const someOf = (world: World) =>
  fc.constantFrom(...world.own, ...world.clients, ...world.remotes, ...world.remotes)

/** Now and then an address that is nobody's: multicast, broadcast, loopback, none. */
const anyOf = (world: World) =>
  fc.oneof(
    { weight: 12, arbitrary: someOf(world) },
    { weight: 1, arbitrary: fc.constantFrom(...world.strange) },
  )

/** Packets that enter, with what they meet in conntrack. */
export const entering = (world: World): fc.Arbitrary<Scenario> =>
  scenarios(
    world,
    fc.constantFrom('vif1.0', 'vif1.0', 'vif2.0', 'eth0'),
    anyOf(world),
    fc.constant(null),
  )

/** Packets of the gateway's own, to others than itself. */
export const leaving = (world: World): fc.Arbitrary<Scenario> =>
  scenarios(
    world,
    fc.constant(null),
    fc.constantFrom(...world.remotes, ...world.clients),
    fc.option(fc.constantFrom({ uid: 0, gid: 0 }, { uid: 107, gid: 107 }), { freq: 3, nil: null }),
  )

const scenarios = (
  world: World,
  enters: fc.Arbitrary<string | null>,
  destination: fc.Arbitrary<bigint>,
  socket: fc.Arbitrary<Packet['socket']>,
): fc.Arbitrary<Scenario> =>
  fc
    .record({
      enters,
      destination,
      socket,
      protocol: fc.constantFrom(6, 6, 6, 17, 17, world.family === 'ipv4' ? 1 : 58, 47),
      source: anyOf(world),
      sourcePort: fc.constantFrom(40_000, 53),
      destinationPort: fc.constantFrom(53, 443, 9040),
      tcpFlags: fc.constantFrom(2, 2, 2, 16, 18, 4, 0, 41),
      type: fc.constantFrom(...(world.family === 'ipv4' ? [8, 8, 0] : [128, 128, 135])),
      fragment: fc.nat(19),
      cut: fc.nat(29),
      mark: fc.nat(3),
      window: fc.nat(1),
      ttl: fc.constantFrom(64, 64, 64, 1, 63),
      hasOptions: fc.nat(9).map((roll) => roll === 0 && world.family === 'ipv4'),
      isInvalid: fc.nat(19).map((roll) => roll === 0),
      met: fc.option(mets(world), { freq: 2, nil: null }),
    })
    .map(({ type, fragment, met, isInvalid, cut, window, ...rest }) => {
      const { protocol, enters } = rest
      // What enters may end before its ports; between ports and flags no block of the space can say.
      const isCut = enters !== null && cut === 0
      const isIcmp = protocol === 1 || protocol === 58
      const offset = fragment === 1 ? 1 : fragment === 2 ? 185 : 0
      const kind = fragment > 2 || rest.enters === null ? 'none' : offset === 0 ? 'first' : 'later'
      const packet: Packet = {
        ...rest,
        family: world.family,
        sourcePort: isIcmp || isCut ? null : rest.sourcePort,
        destinationPort: isIcmp || isCut ? null : rest.destinationPort,
        tcpFlags: protocol === 6 && !isCut ? rest.tcpFlags : null,
        icmp: isIcmp && !isCut ? { type, code: 0, id: 1, quoted: null } : null,
        fragment: kind === 'none' ? { kind, offset: 0 } : { kind, offset },
        extensions: world.family === 'ipv6' && kind !== 'none' ? ['frag'] : [],
        mark: enters === null ? rest.mark : 0,
        tracking: isInvalid ? 'invalid' : 'ordinary',
        other: protocol === 6 && !isCut ? { 'tcp window': BigInt(window) } : {},
      }
      return { packet, met }
    })

const mets = (world: World): fc.Arbitrary<Met> =>
  fc
    .record({
      state: fc.constantFrom(
        'established' as const,
        'established' as const,
        'new' as const,
        'related' as const,
      ),
      direction: fc.constantFrom('original' as const, 'reply' as const),
      dnat: fc.option(translation(world), { freq: 3, nil: null }),
      snat: fc.option(translation(world), { freq: 2, nil: null }),
      mark: fc.nat(3),
    })
    .map((met) => ({
      ...met,
      direction: met.state === 'established' ? met.direction : 'original',
      isOlder: met.state === 'new',
    }))

const translation = (world: World) =>
  fc.record({
    address: fc.constantFrom(...world.own, ...world.remotes, ...world.clients),
    port: fc.constantFrom(null, 9040),
  })
