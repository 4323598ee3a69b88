/**
 * Goal: no text, however hostile, costs more than its length: no stack overflows, no expansion without bounds.
 * Method: bombs and deep nesting of a million units; each ends with the code that names its limit, or is read.
 * Time is bounded generously: what is quadratic takes minutes at these sizes.
 */
import { expect, test } from 'vitest'
import { nftTextLimits, readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import { refusal } from './read.ts'

const many = 200_000
const double = Array.from({ length: 60 }, (_, i) => `define a${i + 1} = { $a${i}, $a${i} }\n`)
const chain = Array.from({ length: 20_000 }, (_, i) => `define a${i + 1} = $a${i} | 1\n`)

test.each([
  ['parentheses', `add rule t c meta mark ${'('.repeat(many)}`, 'nft-too-deep'],
  ['sets in sets', `add rule t c meta mark ${'{ '.repeat(many)}`, 'nft-too-deep'],
  ['shifts', `add rule t c meta mark set 1${' << 1 >> 1'.repeat(many)}`, 'nft-too-deep'],
  [
    'a doubling definition',
    `define a0 = { 1, 2 }\n${double.join('')}add rule t c meta mark $a60\n`,
    'nft-expansion-too-large',
  ],
  [
    'a chain of definitions',
    `define a0 = 1\n${chain.join('')}add rule t c meta mark $a20000\n`,
    'nft-too-deep',
  ],
  ['quotation marks', '"'.repeat(many + 1), 'nft-syntax'],
  ['colons', ':'.repeat(many), 'nft-syntax'],
  ['almost addresses', 'a:'.repeat(many), 'nft-syntax'],
  ['a long number', `add rule t c meta mark set ${'9'.repeat(many)}\n`, 'nft-unknown-symbol'],
  ['braces', `table t ${'{'.repeat(many)}`, 'nft-syntax'],
  ['asterisks in an include', `include "${'*a'.repeat(300)}b"\n`, undefined],
])(
  '%s',
  (_name, text, code) => {
    const files = { ['a'.repeat(3000)]: '' }
    expect(refusal(text, files)?.split(' ')[0]).toBe(code)
  },
  30_000,
)

test.each([
  ['operands', `add rule t c meta mark set 1${' | 1'.repeat(many)}\n`],
  ['empty lines', '\n'.repeat(many)],
  ['elements', `add rule t c meta mark { ${'1, '.repeat(many)}2 }\n`],
])('many %s are read', (_name, text) => expect(refusal(text)).toBeUndefined(), 30_000)

test('a text beyond the limit is not looked at', () => {
  expect(refusal('x'.repeat(nftTextLimits.units + 1))).toBe('nft-source-too-large 1:1')
})

test('diagnostics end', () => {
  const { diagnostics } = readNftText('x', 'add rule t c tcp dport nobody\n'.repeat(500))
  expect(diagnostics).toHaveLength(nftTextLimits.diagnostics + 1)
  expect(diagnostics.at(-1)?.code).toBe('nft-too-many-diagnostics')
})

test('time grows with the length, not faster', () => {
  const rule = ' iifname "vif*" ip saddr 10.0.0.1 tcp dport { 80, 443 } ct state new accept\n'
  const time = (rules: number) => {
    const text = `table ip t {\n chain c {\n${rule.repeat(rules)} }\n}\n`
    const before = process.cpuUsage().user
    expect(readNftText('x', text).document?.nftables).toHaveLength(rules + 2)
    return process.cpuUsage().user - before
  }
  time(2000)
  const small = time(5000)
  expect(time(20_000)).toBeLessThan(small * 16)
}, 60_000)
