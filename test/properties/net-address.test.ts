/**
 * Goal: an address text means one address and one address has one canonical text.
 * Method: random addresses and random texts, with ipaddr.js as the second opinion on what they mean.
 */
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import type { Address } from '../../src/net/index.ts'
import { compareAddresses, formatAddress, parseAddress } from '../../src/net/index.ts'
import { address } from './arbitraries/net.ts'

/**
 * The number that ipaddr.js reads in a text. IPv6 goes through the WHATWG URL parser first,
 * since ipaddr.js 2.5.0 takes `::1.2.3.4` (IPv4-compatible) for `::ffff:1.2.3.4` (IPv4-mapped).
 */
const oracleValue = (text: string): bigint => {
  const hexadecimal = text.includes(':') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text
  return ipaddr
    .parse(hexadecimal)
    .toByteArray()
    .reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

describe('addresses', () => {
  test('parse . format == id', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseAddress(formatAddress(value))).toEqual(value)
      }),
    )
  })

  test('what format writes, ipaddr.js reads as the same number', () => {
    fc.assert(fc.property(address, (value) => oracleValue(formatAddress(value)) === value.value))
  })

  test('format writes RFC 5952 as ipaddr.js does, mapped addresses aside', () => {
    fc.assert(
      fc.property(address, (value) => {
        fc.pre(value.family === 'ip6' && value.value >> 32n !== 0xffffn)
        expect(formatAddress(value)).toBe(ipaddr.IPv6.parse(formatAddress(value)).toRFC5952String())
      }),
    )
  })

  test('any spelling that fast-check knows of an address is read as ipaddr.js reads it', () => {
    const spelling = fc.oneof(fc.ipV4(), fc.ipV6())
    fc.assert(
      fc.property(spelling, (text) => {
        expect(parseAddress(text)?.value).toBe(oracleValue(text))
      }),
      { numRuns: 1000 },
    )
  })

  test('what is not read is also refused by ipaddr.js, or is one of the loose forms we refuse on purpose', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789abcf:.%/'), maxLength: 20 })
    fc.assert(
      fc.property(nearly, (text) => {
        const ours = parseAddress(text)
        if (ours) expect(ours.value).toBe(oracleValue(text))
        else if (ipaddr.IPv4.isValidFourPartDecimal(text)) expect(text).toMatch(/(^|\.)0[0-9]/)
        else if (ipaddr.IPv6.isValid(text)) expect(text).toMatch(/%|\.0[0-9]|:0[0-9]+\.|^.{46}/)
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    '',
    '1',
    '127.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.04',
    '1.2.3.256',
    '0x7f.0.0.1',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4\n',
    '+1.2.3.4',
    '１.2.3.4',
    '::1%lo',
    'fe80::1%eth0',
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '::g',
    '[::1]',
    '::1.2.3',
    '::1.2.3.4.5',
    '1.2.3.4::',
    '::ffff:01.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('%j is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  test.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::FFFF:1.2.3.4', '::ffff:1.2.3.4'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['0.0.0.0', '0.0.0.0'],
  ])('%s is written %s', (text, canonical) => {
    const parsed = parseAddress(text)
    expect(parsed && formatAddress(parsed)).toBe(canonical)
  })

  test('the order is total: IPv4 first, then by number', () => {
    const sign = (left: Address, right: Address): number => Math.sign(compareAddresses(left, right))
    fc.assert(
      fc.property(address, address, (left, right) => {
        expect(sign(left, right)).toBe(0 - sign(right, left))
        expect(sign(left, right) === 0).toBe(formatAddress(left) === formatAddress(right))
        if (left.family === 'ip4' && right.family === 'ip6') expect(sign(left, right)).toBe(-1)
      }),
    )
  })
})
