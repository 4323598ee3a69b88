/**
 * Goal: prefixes mean what ipaddr.js and plain arithmetic say, and their relations agree with their intervals.
 * Method: random prefixes of both families, short ones often, so that they do overlap.
 */
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import type { Prefix } from '../../src/net/index.ts'
import {
  correctedPrefix,
  formatAddress,
  formatPrefix,
  intersection,
  parsePrefix,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
  prefixesToSet,
  prefixInterval,
  setsEqual,
  withoutContained,
} from '../../src/net/index.ts'
import { address, prefix } from './arbitraries/net.ts'

const oracleMatch = (network: Prefix, host: string): boolean => {
  const parsed = ipaddr.parse(host)
  const [range, bits] = ipaddr.parseCIDR(formatPrefix(network))
  return parsed.kind() === range.kind() && parsed.match([range, bits])
}

describe('prefixes', () => {
  test('parse . format == id', () => {
    fc.assert(
      fc.property(prefix, (value) => {
        expect(parsePrefix(formatPrefix(value))).toEqual(value)
      }),
    )
  })

  test('a prefix contains an address iff ipaddr.js says so', () => {
    fc.assert(
      fc.property(prefix, address, (network, host) => {
        expect(prefixContainsAddress(network, host)).toBe(oracleMatch(network, formatAddress(host)))
        const { first, last } = prefixInterval(network)
        for (const value of [first, last])
          expect(oracleMatch(network, formatAddress({ family: network.family, value }))).toBe(true)
      }),
    )
  })

  test('contains and overlaps agree with the intervals', () => {
    fc.assert(
      fc.property(prefix, prefix, (left, right) => {
        fc.pre(left.family === right.family)
        const [one, other] = [prefixInterval(left), prefixInterval(right)]
        expect(prefixesOverlap(left, right)).toBe(intersection([one], [other]).length > 0)
        expect(prefixContains(left, right)).toBe(one.first <= other.first && other.last <= one.last)
      }),
    )
  })

  test('the families never meet', () => {
    fc.assert(
      fc.property(prefix, prefix, (left, right) => {
        fc.pre(left.family !== right.family)
        expect(prefixesOverlap(left, right)).toBe(false)
      }),
    )
  })

  test('an address with host bits is no prefix, and the corrected one holds it', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (host, length) => {
        const text = `${formatAddress(host)}/${length}`
        const corrected = correctedPrefix(text)
        if (parsePrefix(text)) expect(corrected).toBeUndefined()
        else expect(corrected && prefixContainsAddress(corrected, host)).toBe(true)
      }),
    )
  })

  test('withoutContained covers the same addresses, and no member covers another', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), (prefixes) => {
        const kept = withoutContained(prefixes)
        for (const family of ['ip4', 'ip6'] as const)
          expect(setsEqual(prefixesToSet(kept, family), prefixesToSet(prefixes, family))).toBe(true)
        for (const left of kept)
          for (const right of kept)
            if (left !== right) expect(prefixesOverlap(left, right)).toBe(false)
      }),
    )
  })

  test.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10/8',
    '::/129',
    '10.0.0.1/8',
    '10.0.0.0 /8',
  ])('%j is no prefix', (text) => {
    expect(parsePrefix(text)).toBeUndefined()
  })

  test('a bare address is the prefix of that host', () => {
    expect(parsePrefix('10.0.0.1')).toEqual(parsePrefix('10.0.0.1/32'))
    expect(parsePrefix('::1')).toEqual(parsePrefix('::1/128'))
  })
})
