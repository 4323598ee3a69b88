/**
 * Goal: constructors make documents that can be written, and throw on values that are not what they claim.
 * Method: a table of wrong values; addresses against ipaddr.js on generated texts.
 */
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import {
  baseChain,
  ConstructionError,
  deviceChain,
  interfaceName,
  ipv4,
  ipv6,
  isInterfaceName,
  isIpv4Address,
  isIpv6Address,
  log,
  prefix,
  range,
  redirect,
  rule,
  setReference,
  table,
} from '../src/index.ts'

const place = { family: 'inet', table: 't' } as const

describe('constructors throw on', () => {
  test.each<readonly [string, () => unknown]>([
    ['a host name', () => ipv4('localhost')],
    ['an octet too big', () => ipv4('256.0.0.1')],
    ['an octet with a leading zero, which some read as octal', () => ipv4('010.0.0.1')],
    ['a zone', () => ipv6('fe80::1%eth0')],
    ['a prefix too long', () => prefix(ipv4('10.0.0.0'), 33)],
    ['a range upside down', () => range(2, 1)],
    ['a port out of bounds', () => redirect(65536)],
    ['a name that nft does not read', () => table('inet', '1st')],
    ['a set name with a space', () => setReference('a b')],
    ['an interface of 16 bytes', () => interfaceName('x'.repeat(16))],
    ['any interface, which nft takes for the catch-all element', () => interfaceName('*')],
    [
      'a priority that is no integer',
      () => baseChain(place, 'c', { type: 'filter', hook: 'input', priority: 0.5, policy: 'drop' }),
    ],
    [
      'a device that is none',
      () =>
        deviceChain(place, 'c', { hook: 'ingress', priority: 0, policy: 'drop', device: 'a/b' }),
    ],
    ['a comment with a quotation mark', () => rule(place, 'c', [], '"')],
    ['a log prefix of 128 bytes', () => log({ prefix: 'x'.repeat(128) })],
  ])('%s', (_, make) => {
    expect(make).toThrow(ConstructionError)
  })
})

describe('addresses', () => {
  test('agree with ipaddr.js, strict forms only', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(...'0123456789abcf:.'), maxLength: 24 }),
    )
    fc.assert(
      fc.property(text, (address) => {
        expect(isIpv4Address(address), address).toBe(ipaddr.IPv4.isValidFourPartDecimal(address))
        expect(isIpv6Address(address), address).toBe(ipaddr.IPv6.isValid(address))
      }),
      { numRuns: 5000 },
    )
  })

  test('a wildcard stands only at the end of an interface name', () => {
    expect(['vif*', 'eth0', 'vif1.0'].every(isInterfaceName)).toBe(true)
    expect(['*', 'v*f', 'a b', '', '.', '..', 'a/b', 'a:1'].some(isInterfaceName)).toBe(false)
  })
})
