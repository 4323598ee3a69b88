/**
 * Goal: a packet that cannot be read is told with its column and what to write instead, and nothing crashes the reader.
 * Method: one text for each thing that can be wrong; and random texts, from which either a packet or one error comes.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packetCodes, parsePacket } from '../../../src/netfilter/index.ts'

describe('what is wrong, and where', () => {
  test.each([
    ['', 'packet-syntax', 1],
    ['tcp 1.2.3.4:1 > 1.2.3.5:2', 'packet-syntax', 1],
    ['vif1.0: tpc 1.2.3.4:1 > 1.2.3.5:2', 'packet-unknown-word', 9],
    ['vif1.0: constructor 1.2.3.4 > 1.2.3.5', 'packet-unknown-word', 9],
    ['vif1.0: tcp 1.2.3.400:1 > 1.2.3.5:2', 'packet-bad-value', 13],
    ['vif1.0: tcp 1.2.3.4:70000 > 1.2.3.5:2', 'packet-bad-value', 13],
    ['vif1.0: tcp 1.2.3.4:1 1.2.3.5:2', 'packet-syntax', 23],
    ['vif1.0: tcp 1.2.3.4:1 > fd00::1', 'packet-contradiction', 25],
    ['vif1.0: tcp 1.2.3.4 > 1.2.3.5', 'packet-contradiction', 9],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5', 'packet-contradiction', 25],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 flag syn', 'packet-unknown-word', 35],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 toString', 'packet-unknown-word', 35],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 flags toString', 'packet-unknown-word', 41],
    ['vif1.0: udp 1.2.3.4:1 > 1.2.3.5:2 flags syn', 'packet-contradiction', 9],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 ttl 256', 'packet-bad-value', 39],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 ttl', 'packet-bad-value', 38],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 ttl 1 ttl 2', 'packet-contradiction', 41],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 uid 0', 'packet-contradiction', 9],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 dnat 10.0.0.1', 'packet-contradiction', 9],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 state new direction reply', 'packet-contradiction', 9],
    ['vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 field "ip dsp" 1', 'packet-unknown-word', 41],
    [`vif1.0: tcp ${'1'.repeat(3000)}`, 'packet-too-long', 2001],
  ])('%s', (text, code, column) => {
    const { value, diagnostics } = parsePacket(text)
    expect(value).toBeUndefined()
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({ code, span: { start: { column, line: 1 } } })
    expect(diagnostics[0]?.help).toBeTruthy()
  })
})

test('a mistyped word is known again', () => {
  const { diagnostics } = parsePacket('vif1.0: tcp 1.2.3.4:1 > 1.2.3.5:2 flgas syn')
  expect(diagnostics[0]?.help).toBe('did you mean `flags`?')
})

test('any text gives a packet or one error', () => {
  const words = fc.constantFrom(
    ...[
      'vif1.0:',
      'self:',
      'tcp',
      'icmp',
      'proto',
      '1.2.3.4:5',
      'fd00::1',
      '[::1]:3',
      '>',
      'flags',
    ],
    ...[
      'syn',
      'state',
      'new',
      'dnat',
      ':5',
      '"',
      'field',
      '"ip dscp"',
      '7',
      '0x',
      'fragment',
      'later',
    ],
  )
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 14 }).map((list) => list.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const { value, diagnostics } = parsePacket(text)
      expect(diagnostics).toHaveLength(value ? 0 : 1)
      for (const { code } of diagnostics) expect(packetCodes).toHaveProperty(code)
    }),
    { numRuns: 3000 },
  )
})
