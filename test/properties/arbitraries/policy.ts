/**
 * Policy documents that the schema and the checks admit, made so that few have to be thrown away:
 * names, addresses and ports come from pools that do not meet. Every option of the schema comes up,
 * stated or left out; test/properties/policy-arbitrary.test.ts shows it and tells the share discarded.
 */
import fc from 'fast-check'
import type { Environment, PolicyDocument } from '../../../src/policy/index.ts'
import { definePolicy } from '../../../src/policy/index.ts'

type Zones = NonNullable<PolicyDocument['zones']>
type Clients = NonNullable<Zones['clients']>
type Tor = NonNullable<PolicyDocument['tor']>
type Obedience = NonNullable<PolicyDocument['obedience']>
type Own = NonNullable<PolicyDocument['gateway']>
type Service = NonNullable<Own['uplinkServices']>[number]
type SocksPort = NonNullable<Tor['socksPorts']>[number]
type Isolation = NonNullable<SocksPort['isolate']>[number]

/** Each key stated or left out. */
const optional = <T extends object>(keys: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T, never>(keys, { requiredKeys: [] })

/** What every part of one document has to agree on. */
interface Frame {
  readonly environment: Environment
  readonly stateEnvironment: boolean
  readonly patterns: readonly string[]
  readonly statePatterns: boolean
  /** Ports of which no two are equal, for all to take from. */
  readonly ports: readonly number[]
  readonly ipv6: boolean
  readonly tight: boolean
}

const clientPatterns = ['vif*', 'wlan0', 'br-lan', 'tap*', 'a.b_c-d', 'abcdefghijklmno', 'x']
const uplinkPatterns = ['eth0', 'eth*', 'enp0s31f6', 'wwan0', 'ppp*', 'z']

const frame: fc.Arbitrary<Frame> = fc
  .record({
    environment: fc.constantFrom<Environment>('qubes-4', 'qubes-3', 'standalone'),
    stateEnvironment: fc.boolean(),
    patterns: fc.uniqueArray(fc.constantFrom(...clientPatterns), { minLength: 1, maxLength: 4 }),
    statePatterns: fc.boolean(),
    ports: fc.uniqueArray(
      fc.oneof(
        fc.integer({ min: 1, max: 65535 }),
        fc.constantFrom(1, 22, 80, 443, 9001, 9051, 32768, 60999, 65535),
      ),
      { minLength: 24, maxLength: 24 },
    ),
    ipv6: fc.boolean(),
    tight: fc.boolean(),
  })
  .map((drawn) => {
    const stateEnvironment = drawn.environment !== 'qubes-4' || drawn.stateEnvironment
    const statePatterns = drawn.environment === 'standalone' || drawn.statePatterns
    const patterns = statePatterns ? drawn.patterns : ['vif*']
    // Ports of DNS and DHCP have owners of their own.
    const ports = drawn.ports.filter((port) => ![53, 67, 68].includes(port))
    return { ...drawn, stateEnvironment, statePatterns, patterns, ports }
  })

/** Whole names that a client pattern matches. */
const nameOf = (pattern: string): fc.Arbitrary<string> =>
  pattern.endsWith('*')
    ? fc.integer({ min: 0, max: 999 }).map((number) => `${pattern.slice(0, -1)}${number}.0`)
    : fc.constant(pattern)

const interfaceNames = (patterns: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...patterns).chain(nameOf), { minLength: 1, maxLength: 4 })

/** Clients live in 10.1.0.0/16 and 192.168.0.0/16, gateways at the end of either. */
const clientAddress = fc
  .tuple(
    fc.constantFrom('10.1', '192.168'),
    fc.integer({ min: 0, max: 250 }),
    fc.integer({ min: 1, max: 254 }),
  )
  .map(([net, third, last]) => `${net}.${third}.${last}`)
const gatewayAddress = fc
  .tuple(fc.constantFrom('10.1.255', '192.168.255'), fc.integer({ min: 1, max: 254 }))
  .map(([net, last]) => `${net}.${last}`)
const clientPrefix = fc.constantFrom(
  '10.1.0.0/16',
  '192.168.42.0/24',
  '192.168.43.7',
  '172.20.0.0/14',
  '9.9.9.0/30',
)

const fixedAddresses = (patterns: readonly string[]): fc.Arbitrary<Record<string, string[]>> =>
  fc
    .tuple(
      interfaceNames(patterns),
      fc.uniqueArray(clientAddress, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
    )
    .map(([names, addresses, two]) =>
      Object.fromEntries(
        names.map((name, index) => [name, addresses.slice(2 * index, 2 * index + (two ? 2 : 1))]),
      ),
    )

const clientAddresses = ({
  environment,
  patterns,
}: Frame): fc.Arbitrary<NonNullable<Clients['addresses']>> =>
  fc.oneof(
    fc.constant(environment === 'standalone' ? ('reverse-path' as const) : ('qubes' as const)),
    fc.constant('reverse-path' as const),
    fixedAddresses(patterns).map((fixed) => ({ fixed })),
    fc.uniqueArray(clientPrefix, { minLength: 1, maxLength: 3 }).map((prefixes) => ({ prefixes })),
  )

const gatewayAddresses = ({
  patterns,
}: Frame): fc.Arbitrary<NonNullable<Clients['gatewayAddress']>> =>
  fc.oneof(
    fc.constant('at-boot'),
    gatewayAddress,
    fc
      .tuple(
        interfaceNames(patterns),
        fc.uniqueArray(gatewayAddress, { minLength: 4, maxLength: 4 }),
      )
      .map(([names, addresses]) =>
        Object.fromEntries(
          names.map((name, index) => [name, addresses[index] ?? '192.168.255.254']),
        ),
      ),
  )

const zones = (shared: Frame): fc.Arbitrary<Zones | undefined> => {
  const standalone = shared.environment === 'standalone'
  const clients = fc
    .tuple(
      clientAddresses(shared),
      optional<Required<Pick<Clients, 'group' | 'gatewayAddress' | 'addresses'>>>({
        group: fc.constantFrom(null, 2, 7, 4_294_967_295),
        gatewayAddress: gatewayAddresses(shared),
        addresses: clientAddresses(shared),
      }),
    )
    .map(
      ([addresses, rest]): Clients => ({
        ...(shared.statePatterns && { interfaces: shared.patterns }),
        ...(standalone && { addresses }),
        ...rest,
      }),
    )
  const uplink = optional<Required<NonNullable<Zones['uplink']>>>({
    interfaces: fc.uniqueArray(fc.constantFrom(...uplinkPatterns), { minLength: 1, maxLength: 3 }),
    group: fc.constantFrom(null, 1, 3),
  }).map(
    (zone): NonNullable<Zones['uplink']> => ({
      ...(standalone && { interfaces: ['eth0'] }),
      ...zone,
    }),
  )
  if (standalone || shared.statePatterns) return fc.record({ clients, uplink })
  return fc.option(optional<Required<Zones>>({ clients, uplink }), { nil: undefined })
}

const isolate: fc.Arbitrary<Isolation[]> = fc
  .subarray<Isolation>(['socks-auth', 'client-protocol', 'destination-port', 'destination-address'])
  .chain((flags) =>
    fc.shuffledSubarray<Isolation>(['client-address', ...flags], { minLength: flags.length + 1 }),
  )

const tor = ({ ports, tight }: Frame): fc.Arbitrary<Tor> => {
  const [transPort = 1, dnsPort = 2, controlPort = 3, ...socks] = ports.slice(0, 8)
  const parts = optional<Required<Tor>>({
    users: fc.uniqueArray(fc.constantFrom('debian-tor', 'toranon', '_tor', 'tor2'), {
      minLength: 1,
      maxLength: 4,
    }),
    uid: fc.constantFrom(null, 1, 108, 65_534, 4_294_967_294),
    transPort: fc.constant(transPort),
    dnsPort: fc.constant(dnsPort),
    socksPorts: fc.array(fc.option(isolate, { nil: undefined }), { maxLength: 4 }).map((flags) =>
      flags.map(
        (chosen, index): SocksPort => ({
          port: socks[index] ?? 4,
          ...(chosen && { isolate: chosen }),
        }),
      ),
    ),
    control: fc.oneof(
      fc.constant('off' as const),
      fc.constant({ port: controlPort }),
      fc.constantFrom('/run/tor/control', '/c').map((socket) => ({ socket })),
    ),
    virtualAddresses: fc.constantFrom(
      '10.192.0.0/10',
      '10.224.0.0/12',
      '10.200.0.0/16',
      '100.64.0.0/10',
      '198.18.0.0/15',
    ),
  })
  if (!tight) return parts
  return fc
    .tuple(parts, fc.integer({ min: 1, max: 65_533 }))
    .map(([chosen, uid]) => ({ ...chosen, uid }))
}

const someNetworks = fc.uniqueArray(
  fc.constantFrom(
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '127.0.0.0/8',
    '8.8.8.8',
    '11.0.0.0/9',
    '0.0.0.0/1',
    'fc00::/7',
    '2001:db8::1',
    '::ffff:0:0/96',
    'fe80::/10',
  ),
  { minLength: 1, maxLength: 6 },
)

const obedience = optional<Required<Obedience>>({
  tcp: fc.constantFrom('tor', 'tor', 'tor', 'drop'),
  dns: fc.constantFrom('tor', 'tor', 'tor', 'drop'),
  udp: fc.constantFrom('drop', 'reject'),
  icmp: fc.constant('drop'),
  ipv6: fc.constant('drop'),
  otherProtocols: fc.constant('drop'),
  localNetworks: optional<Required<NonNullable<Obedience['localNetworks']>>>({
    action: fc.constantFrom('drop', 'reject'),
    networks: someNetworks,
    also: fc.oneof(fc.constant([]), someNetworks),
  }),
})

// Words of nft's own language are names like any other, since names only go into comments.
const serviceName = fc.constantFrom('relay', 'ssh', 'a', '0-9', 'drop', 'accept', 'x'.repeat(32))
const logPrefix = fc.constantFrom('tor-fw', 'a', '-', '.._--', 'A'.repeat(6))

/** Services of one side at the ports given; one number may serve both protocols. */
const services = (
  ports: readonly number[],
  from: fc.Arbitrary<string[]>,
): fc.Arbitrary<Service[]> =>
  fc
    .array(
      fc.record(
        {
          name: serviceName,
          protocol: fc.constantFrom('tcp', 'udp'),
          from,
        },
        { requiredKeys: ['name', 'protocol'] },
      ),
      { maxLength: ports.length },
    )
    .map((drawn) =>
      drawn.map((service, index): Service => ({ ...service, port: ports[index] ?? 5 })),
    )

const own = ({ ports, ipv6, tight }: Frame): fc.Arbitrary<Own> => {
  const four = ['0.0.0.0/0', '192.168.1.0/24', '10.1.2.3', '9.0.0.0/8']
  const sources = (pool: readonly string[]): fc.Arbitrary<string[]> =>
    fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 3 })
  return optional<Required<Own>>({
    egress: tight ? fc.constant('tor-only') : fc.constantFrom('direct', 'direct', 'none'),
    ipv6: fc.constant(ipv6),
    dhcpClient: fc.boolean(),
    dhcpServer: fc.boolean(),
    uplinkServices: services(ports.slice(8, 11), sources(four)),
    clientServices: services(ports.slice(11, 14), sources(four)),
    counters: fc.boolean(),
    log: fc.oneof(
      fc.constant('off' as const),
      optional<{ prefix: string; ratePerMinute: number; burst: number }>({
        prefix: logPrefix,
        ratePerMinute: fc.integer({ min: 1, max: 6000 }),
        burst: fc.integer({ min: 1, max: 10_000 }),
      }),
    ),
  }).chain((chosen) =>
    // IPv6 sources need the document to say `ipv6: true`.
    ipv6 && chosen.ipv6
      ? services(ports.slice(8, 11), sources([...four, '::/0', '2001:db8::/32'])).map(
          (uplinkServices) => ({
            ...chosen,
            uplinkServices,
          }),
        )
      : fc.constant(chosen),
  )
}

const stated = <T extends object>(key: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [key]: value }

/** Before the reader is asked. */
export const policyCandidate: fc.Arbitrary<PolicyDocument> = frame.chain((shared) =>
  fc
    .record({
      version: fc.option(fc.constant(1 as const), { nil: undefined }),
      zones: zones(shared),
      tor: fc.option(tor(shared), { nil: undefined, freq: shared.tight ? 1_000_000 : 3 }),
      obedience: fc.option(obedience, { nil: undefined }),
      gateway: fc.option(own(shared), { nil: undefined }),
    })
    .map(
      ({ version, ...parts }): PolicyDocument => ({
        ...(version && { version }),
        ...(shared.stateEnvironment && { environment: shared.environment }),
        ...stated('zones', parts.zones),
        ...stated('tor', parts.tor),
        ...stated('obedience', parts.obedience),
        ...stated('gateway', parts.gateway),
      }),
    ),
)

/** Policy documents that read without error; warnings are let through. */
export const policyDocument: fc.Arbitrary<PolicyDocument> = policyCandidate.filter(
  (document) => definePolicy(document).value !== undefined,
)
