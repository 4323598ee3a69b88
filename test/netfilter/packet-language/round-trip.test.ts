/**
 * Goal: what is written reads back as the same packet, so that a counterexample on a screen is the one that was found.
 * Method: random scenarios, written and read; and texts as people write them, read and written.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Packet, Scenario } from '../../../src/netfilter/index.ts'
import { formatPacket, parsePacket } from '../../../src/netfilter/index.ts'

const number = (maximum: number) => fc.integer({ min: 0, max: maximum })
const port = number(65535)

const familyArbitrary = fc.constantFrom('ipv4' as const, 'ipv6' as const)

const addressArbitrary = (family: 'ipv4' | 'ipv6') =>
  fc.bigInt({ min: 0n, max: (1n << (family === 'ipv4' ? 32n : 128n)) - 1n })

const translatedArbitrary = (family: 'ipv4' | 'ipv6') =>
  fc.option(
    fc
      .record({ address: fc.option(addressArbitrary(family)), port: fc.option(port) })
      .filter(({ address, port: at }) => address !== null || at !== null),
  )

const metArbitrary = (family: 'ipv4' | 'ipv6') =>
  fc.oneof(
    fc.constant(null),
    fc
      .record({
        state: fc.constantFrom('new' as const, 'established' as const, 'related' as const),
        direction: fc.constantFrom('original' as const, 'reply' as const),
        dnat: translatedArbitrary(family),
        snat: translatedArbitrary(family),
        mark: number(0xffffffff),
      })
      .filter(({ state, direction }) => state !== 'new' || direction === 'original')
      .map((met) => ({
        ...met,
        isOlder: met.state === 'new' && (met.dnat !== null || met.snat !== null || met.mark !== 0),
      })),
    fc.constantFrom('new' as const, 'invalid' as const, 'untracked' as const).map((state) => ({
      state,
      isOlder: false,
      direction: 'original' as const,
      dnat: null,
      snat: null,
      mark: 0,
    })),
  )

const quotedArbitrary = (family: 'ipv4' | 'ipv6') =>
  fc.record({
    protocol: fc.constantFrom(6, 17, 132),
    source: addressArbitrary(family),
    destination: addressArbitrary(family),
    sourcePort: port,
    destinationPort: port,
    icmp: fc.constant(null),
  })

const transportArbitrary = (family: 'ipv4' | 'ipv6') => {
  const none = { sourcePort: null, destinationPort: null, icmp: null, tcpFlags: null }
  const ports = fc.record({ sourcePort: port, destinationPort: port })
  return fc.oneof(
    fc
      .tuple(ports, number(255))
      .map(([ends, tcpFlags]) => ({ ...none, ...ends, tcpFlags, protocol: 6 })),
    ports.map((ends) => ({ ...none, ...ends, protocol: 17 })),
    fc
      .record({
        type: number(255),
        code: number(255),
        id: port,
        quoted: fc.option(quotedArbitrary(family)),
      })
      .map((icmp) => ({ ...none, icmp, protocol: family === 'ipv4' ? 1 : 58 })),
    fc.constantFrom(1, 6, 17, 58).map((protocol) => ({ ...none, protocol })),
    fc.constantFrom(2, 47, 50, 255).map((protocol) => ({ ...none, protocol })),
  )
}

const fragmentArbitrary = fc.oneof(
  fc.constant({ kind: 'none' as const, offset: 0 }),
  fc.constant({ kind: 'first' as const, offset: 0 }),
  fc.integer({ min: 1, max: 8191 }).map((offset) => ({ kind: 'later' as const, offset })),
)

const scenarioArbitrary: fc.Arbitrary<Scenario> = familyArbitrary.chain((family) =>
  fc
    .record({
      enters: fc.constantFrom('vif1.0', 'eth0', 'lo', null),
      source: addressArbitrary(family),
      destination: addressArbitrary(family),
      transport: transportArbitrary(family),
      fragment: fragmentArbitrary,
      hasOptions: fc.boolean(),
      ttl: number(255),
      link: fc.constantFrom(undefined, 'tagged' as const, 'bare' as const),
      mark: number(0xffffffff),
      socket: fc.option(fc.record({ uid: number(70000), gid: number(70000) })),
      met: metArbitrary(family),
      dscp: fc.option(number(63)),
      extensions: fc.subarray(['hbh' as const, 'dst' as const, 'rt' as const]),
    })
    .map(({ transport, met, dscp, socket, hasOptions, extensions, link, ...rest }) => {
      const dscpField = family === 'ipv4' ? 'ip dscp' : 'ip6 dscp'
      const isFragment = rest.fragment.kind !== 'none'
      const packet: Packet = {
        ...rest,
        ...transport,
        family,
        ...(link === undefined || rest.enters === null || rest.enters === 'lo' ? {} : { link }),
        socket: rest.enters === null ? socket : null,
        hasOptions: family === 'ipv4' && hasOptions,
        extensions: family === 'ipv4' ? [] : isFragment ? [...extensions, 'frag'] : extensions,
        tracking: met?.state === 'invalid' || met?.state === 'untracked' ? met.state : 'ordinary',
        other: dscp === null ? {} : { [dscpField]: BigInt(dscp) },
      }
      return { packet, met }
    }),
)

test('reads back what it writes', () => {
  fc.assert(
    fc.property(scenarioArbitrary, (scenario) => {
      const text = formatPacket(scenario)
      expect(parsePacket(text), text).toEqual({ value: scenario, diagnostics: [] })
    }),
    { numRuns: 2000 },
  )
})

describe('texts as people write them', () => {
  test.each([
    [
      'vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443',
      'vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443 flags syn',
    ],
    [
      'vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443 state new flags ack,fin',
      'vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443 flags fin,ack state new',
    ],
    ['self: udp [fd00::1]:5300 > [fd00::10]:40000 uid 107', null],
    ['eth0: icmp 8.8.8.8 > 192.168.9.1', 'eth0: icmp 8.8.8.8 > 192.168.9.1 type 8 code 0'],
    [
      'eth0: icmp 8.8.8.8 > 192.168.9.1 type 3 code 3 quotes udp 192.168.9.1:40000 > 8.8.8.8:53 state related',
      null,
    ],
    [
      'vif1.0: udp 10.137.0.10 > 8.8.8.8 fragment later',
      'vif1.0: udp 10.137.0.10 > 8.8.8.8 fragment later 185',
    ],
    ['vif1.0: proto 132 10.137.0.10:1 > 8.8.8.8:2 options ttl 1 mark 0x1', null],
    [
      'self: tcp 10.137.0.1:9040 > 10.137.0.10:40000 flags syn,ack no-socket state established direction reply dnat 8.8.8.8:443',
      null,
    ],
    ['vif1.0: udp 10.137.0.10:5 > 8.8.8.8:53 field "ip dscp" 46 state new older', null],
    ['vif1.0: arp 10.137.0.10 > 10.137.0.1', null],
  ])('%s', (text, canonical) => {
    const { value, diagnostics } = parsePacket(text)
    expect(diagnostics).toEqual([])
    expect(value && formatPacket(value)).toBe(canonical ?? text)
  })
})
