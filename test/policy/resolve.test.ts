/**
 * Goal: a document becomes the gateway that its words say, with its lines and a digest of its meaning.
 * Method: the default against DESIGN's numbers, then pairs of spellings that mean the same or do not.
 */
import { describe, expect, test } from 'vitest'
import { formatPrefix } from '../../src/net/index.ts'
import type { Gateway } from '../../src/policy/index.ts'
import { defaultPolicy, definePolicy, readPolicy } from '../../src/policy/index.ts'

const gatewayOf = (text: string): Gateway => {
  const { value, diagnostics } = readPolicy(text, { source: 'test.yaml' })
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return value.gateway
}
const digestOf = (text: string): string => gatewayOf(text).source.digest

describe('the default gateway', () => {
  const gateway = gatewayOf('version: 1')

  test('is a Qubes TorVM', () => {
    expect(gateway).toMatchObject({
      environment: 'qubes-4',
      clients: {
        interfaces: ['vif*'],
        group: 2,
        addresses: { kind: 'qubes' },
        gatewayAddress: { kind: 'at-boot' },
      },
      uplink: { interfaces: ['eth0'], group: 1 },
      tor: {
        users: ['debian-tor', 'toranon', '_tor'],
        uid: null,
        transPort: 9040,
        dnsPort: 5300,
        socksPorts: [
          { port: 9050, isolate: ['client-address', 'socks-auth'] },
          {
            port: 9049,
            isolate: ['client-address', 'socks-auth', 'destination-address', 'destination-port'],
          },
        ],
        control: { kind: 'off' },
      },
      obedience: {
        tcp: 'tor',
        dns: 'tor',
        udp: 'drop',
        icmp: 'drop',
        ipv6: 'drop',
        otherProtocols: 'drop',
      },
      own: {
        egress: 'direct',
        ipv6: false,
        uplinkServices: [],
        clientServices: [],
        log: { kind: 'off' },
      },
    })
    expect(formatPrefix(gateway.tor.virtualAddresses)).toBe('10.192.0.0/10')
  })

  test('holds nothing but what the contract names', () => {
    expect(Object.keys(gateway).sort()).toEqual([
      'clients',
      'environment',
      'obedience',
      'own',
      'source',
      'tor',
      'uplink',
    ])
    expect(Object.keys(gateway.tor).sort()).toEqual([
      'control',
      'dnsPort',
      'socksPorts',
      'transPort',
      'uid',
      'users',
      'virtualAddresses',
    ])
    expect(Object.keys(gateway.own).sort()).toEqual([
      'clientServices',
      'counters',
      'dhcpClient',
      'dhcpServer',
      'egress',
      'ipv6',
      'log',
      'uplinkServices',
    ])
  })

  test('keeps clients from every special-purpose range', () => {
    const networks = gateway.obedience.localNetworks.networks.map(formatPrefix)
    for (const network of [
      '0.0.0.0/8',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '224.0.0.0/4',
      '240.0.0.0/4',
      'fc00::/7',
      'fe80::/10',
      'ff00::/8',
    ])
      expect(networks).toContain(network)
    // ::/128 and ::1/128 lie in ::/96.
    expect(networks).toContain('::/96')
    expect(networks).not.toContain('::1/128')
  })

  test('is what torvm.yaml says', () => {
    expect(digestOf(defaultPolicy.text)).toBe(gateway.source.digest)
    expect(definePolicy({}).value?.gateway.source.digest).toBe(gateway.source.digest)
  })
})

describe('defaults of environments', () => {
  test('qubes-3 has no groups', () => {
    const { clients, uplink } = gatewayOf('environment: qubes-3')
    expect([clients.interfaces, clients.group, uplink.interfaces, uplink.group]).toEqual([
      ['vif*'],
      null,
      ['eth0'],
      null,
    ])
  })
})

describe('digests', () => {
  test.each([
    ['obedience: {udp: reject}', '{"obedience": {"udp": "reject"}, "version": 1}'],
    [
      'zones: {clients: {interfaces: [vif*, tap0]}}',
      'zones: {clients: {interfaces: [tap0, vif*]}}',
    ],
    [
      'tor: {socksPorts: [{port: 1080}]}',
      'tor: {socksPorts: [{isolate: [socks-auth, client-address], port: 1080}]}',
    ],
    [
      'obedience: {localNetworks: {also: ["2001:DB8::/32"]}}',
      'obedience: {localNetworks: {also: ["2001:db8:0::/32"]}}',
    ],
    [
      'obedience: {localNetworks: {also: [9.9.9.9]}}',
      'obedience: {localNetworks: {also: [9.9.9.9/32]}}',
    ],
    ['version: 1', '# a comment\nversion: 1\nobedience: {udp: drop}'],
  ])('%s == %s', (left, right) => {
    expect(digestOf(left)).toBe(digestOf(right))
  })

  test.each([
    ['version: 1', 'obedience: {udp: reject}'],
    ['tor: {users: [_tor, toranon]}', 'tor: {users: [toranon, _tor]}'],
    ['version: 1', 'gateway: {counters: false}'],
    ['version: 1', 'tor: {transPort: 9041}'],
    ['version: 1', 'environment: qubes-3'],
  ])('%s != %s', (left, right) => {
    expect(digestOf(left)).not.toBe(digestOf(right))
  })
})

describe('lines', () => {
  test('say where each property is stated, and nothing of defaults', () => {
    const { lines } = gatewayOf(
      [
        'version: 1',
        'tor:',
        '  socksPorts:',
        '    - port: 9150',
        '      isolate: [client-address]',
        '    - {port: 9151}',
        'obedience: {udp: reject}',
      ].join('\n'),
    ).source
    expect(lines).toEqual({
      version: 1,
      tor: 2,
      'tor.socksPorts': 3,
      'tor.socksPorts[0]': 4,
      'tor.socksPorts[0].port': 4,
      'tor.socksPorts[0].isolate': 5,
      'tor.socksPorts[0].isolate[0]': 5,
      'tor.socksPorts[1]': 6,
      'tor.socksPorts[1].port': 6,
      obedience: 7,
      'obedience.udp': 7,
    })
  })

  test('are those of an editor under CRLF', () => {
    expect(gatewayOf('version: 1\r\ntor:\r\n  uid: 5\r\n').source.lines['tor.uid']).toBe(3)
  })
})
