/**
 * Goal: each fact comes from its option as written, or from the policy, and nothing of a default slips in between.
 * Method: a table of options and of what they change in the built-in policy's facts; wrong values and contradictions
 * are refused in words; a policy's facts are compared, field for field, with what its properties say.
 */
import { describe, expect, test } from 'vitest'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { parseArguments } from '../../src/cli/arguments.ts'
import { readFacts } from '../../src/cli/facts/read-facts.ts'
import { commands } from '../../src/cli/index.ts'
import { parseAddress, parsePrefix } from '../../src/net/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'

const gatewayOf = (text: string) => {
  const { value, diagnostics } = readPolicy(text, { source: 'p.yaml' })
  if (!value) throw new Error(JSON.stringify(diagnostics))
  return value.gateway
}
const base = gatewayFacts(gatewayOf(defaultPolicy.text))

const read = (words: readonly string[]) => {
  const request = parseArguments(['verify', ...words], commands)
  if (request.kind !== 'call') throw new Error(JSON.stringify(request))
  return readFacts(base, request.given)
}
const factsOf = (words: readonly string[]) => {
  const reading = read(words)
  if (reading.kind === 'wrong') throw new Error(reading.why)
  return reading.facts
}

const prefix = parsePrefix('192.168.42.0/24')
const address = parseAddress('192.168.42.1')
const anyone = parsePrefix('0.0.0.0/0')

describe('an option', () => {
  test('that is not given leaves the built-in policy as it is', () =>
    expect(factsOf([])).toEqual(base))

  test.each([
    [['--client-group', '7'], { clients: { interfaces: [], group: 7 } }],
    [['--client-interface', 'wlan0'], { clients: { interfaces: ['wlan0'], group: null } }],
    [
      ['--client-interface', 'wlan0', '--client-interface', 'tap*', '--client-group', '7'],
      { clients: { interfaces: ['wlan0', 'tap*'], group: 7 } },
    ],
    [['--uplink-interface', 'ppp0'], { uplink: { interfaces: ['ppp0'], group: null } }],
    [['--uplink-group', '9'], { uplink: { interfaces: [], group: 9 } }],
    [
      ['--client-address', 'vif1.0=192.168.42.1'],
      { clients: { addresses: { kind: 'listed', list: [{ interface: 'vif1.0', address }] } } },
    ],
    [
      ['--client-prefix', '192.168.42.0/24'],
      { clients: { addresses: { kind: 'prefix', prefixes: [prefix] } } },
    ],
    [
      ['--gateway-address', '192.168.42.1'],
      { clients: { gatewayAddress: { kind: 'known', list: [{ interface: '*', address }] } } },
    ],
    [
      ['--gateway-address', 'vif1.0=192.168.42.1'],
      { clients: { gatewayAddress: { kind: 'known', list: [{ interface: 'vif1.0', address }] } } },
    ],
    [
      ['--gateway-address-set', 'own'],
      { clients: { gatewayAddress: { kind: 'unknown', set: 'own' } } },
    ],
    [['--transport-port', '1'], { tor: { transPort: 1 } }],
    [['--dns-port', '65535'], { tor: { dnsPort: 65535 } }],
    [['--socks-port', '9150'], { tor: { socksPorts: [9150] } }],
    [['--socks-port', 'none'], { tor: { socksPorts: [] } }],
    [['--tor-uid', '107'], { tor: { uid: 107 } }],
    [['--virtual-addresses', '192.168.42.0/24'], { tor: { virtualAddresses: [prefix] } }],
    [['--virtual-addresses', 'none'], { tor: { virtualAddresses: [] } }],
    [['--local-network', '192.168.42.0/24'], { localNetworks: [prefix] }],
    [['--local-network', 'none'], { localNetworks: [] }],
    [['--tcp', 'drop'], { disposition: { tcp: 'drop' } }],
    [['--dns', 'drop'], { disposition: { dns: 'drop' } }],
    [['--udp', 'reject'], { disposition: { udp: 'reject' } }],
    [['--local-networks', 'reject'], { disposition: { localNetworks: 'reject' } }],
    [
      ['--uplink-service', 'tcp/22'],
      {
        services: {
          uplink: [{ protocol: 'tcp', ports: { first: 22n, last: 22n }, from: [anyone] }],
        },
      },
    ],
    [
      ['--client-service', 'udp/5000-5010@192.168.42.0/24'],
      {
        services: {
          clients: [{ protocol: 'udp', ports: { first: 5000n, last: 5010n }, from: [prefix] }],
        },
      },
    ],
    [['--egress', 'tor-only'], { egress: { kind: 'tor-only' } }],
    [['--egress-ipv6'], { egress: { families: ['ip4', 'ip6'] } }],
    [['--dhcp-client'], { egress: { dhcpClient: true } }],
    [['--dhcp-server'], { clients: { dhcpServer: true } }],
  ])('%j changes its fact', (words, expected) => {
    const facts = factsOf(words)
    expect(base).not.toMatchObject(expected)
    expect(facts).toMatchObject(expected)
    // Nothing but the part that the option belongs to is touched.
    const [part] = Object.keys(expected)
    expect({ ...facts, [part ?? '']: null }).toEqual({ ...base, [part ?? '']: null })
  })
})

describe('refused is', () => {
  test.each([
    [['--client-interface', 'eth*'], 'an interface cannot be on both sides'],
    [['--uplink-group', '2'], 'the interface group 2 cannot be on both sides'],
    [['--client-interface', 'l*'], '`l*` matches the loopback interface'],
    [['--client-interface', 'a b'], '`--client-interface` takes an interface'],
    [['--client-group', '0'], '`--client-group` takes a number from 1'],
    [['--client-address', '10.0.0.1'], '`--client-address` takes an interface, `=` and an address'],
    [['--client-address', 'vif*=10.0.0.1'], '`--client-address` takes'],
    [['--client-address', 'a=10.0.0.1', '--client-prefix', '10.0.0.0/8'], 'cannot both be given'],
    [['--gateway-address', '10.0.0.1', '--gateway-address-set', 's'], 'cannot both be given'],
    [['--client-prefix', '10.0.0.1/8'], '`--client-prefix` takes a prefix'],
    [['--tor-uid', '4294967295'], '`--tor-uid` takes a number from 0'],
    [['--tor-uid', '01'], '`--tor-uid` takes'],
    [['--transport-port', '0'], '`--transport-port` takes a port'],
    [['--uplink-service', 'sctp/1'], '`--uplink-service` takes `tcp/22`'],
    [['--uplink-service', 'tcp/9-1'], '`--uplink-service` takes'],
    [['--uplink-service', 'tcp/1@10.0.0.1/8'], '`--uplink-service` takes'],
    [['--socks-port', 'none', '--socks-port', '1'], '`--socks-port` takes a port'],
    [
      ['--client-interface', 'none0', '--uplink-interface', ''],
      '`--uplink-interface` needs a value',
    ],
  ])('%j', (words, why) => {
    const request = parseArguments(['verify', ...words], commands)
    const said = request.kind === 'usage-error' ? request.message : JSON.stringify(read(words))
    expect(said.replaceAll('\\"', '"')).toContain(why)
  })
})

describe('a policy’s facts', () => {
  test('are its properties', () => {
    const facts = gatewayFacts(
      gatewayOf(`version: 1
environment: standalone
zones:
  clients: { interfaces: [wlan0], addresses: { prefixes: [192.168.42.0/24] }, gatewayAddress: 192.168.42.1 }
  uplink: { interfaces: [eth0] }
tor: { uid: 107, socksPorts: [{ port: 9050 }] }
obedience: { udp: reject }
gateway:
  egress: tor-only
  ipv6: true
  dhcpServer: true
  uplinkServices: [{ name: ssh, protocol: tcp, port: 22 }]
`),
    )
    expect(facts).toMatchObject({
      clients: {
        interfaces: ['wlan0'],
        group: null,
        addresses: { kind: 'prefix', prefixes: [prefix] },
        gatewayAddress: { kind: 'known', list: [{ interface: '*', address }] },
        dhcpServer: true,
      },
      uplink: { interfaces: ['eth0'], group: null },
      tor: { uid: 107, transPort: 9040, dnsPort: 5300, socksPorts: [9050] },
      disposition: { tcp: 'tor', dns: 'tor', udp: 'reject', localNetworks: 'drop' },
      services: { uplink: [{ name: 'ssh', ports: { first: 22n, last: 22n } }], clients: [] },
      egress: { kind: 'tor-only', families: ['ip4', 'ip6'], dhcpClient: false },
    })
  })

  test('name the set that the compiler has the loader fill', () => {
    const { gatewayAddress } = base.clients
    const set = gatewayAddress.kind === 'unknown' ? gatewayAddress.set : undefined
    const nft = compile(gatewayOf(defaultPolicy.text)).value?.artefacts.find(
      ({ target }) => target === 'nft',
    )
    expect(nft?.text).toContain(`set ${set} {`)
  })
})
