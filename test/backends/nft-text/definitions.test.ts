/**
 * Goal: variables and includes mean what nft makes of them, scopes and order among them.
 * Method: small texts, each with the one value that must come out, or the reason why none does.
 */
import { expect, test } from 'vitest'
import { items, refusal } from './read.ts'

const right = (text: string, files: Readonly<Record<string, string>> = {}) => {
  const last = items(text, files).at(-1)
  return JSON.parse(JSON.stringify(last)).add.rule.expr.at(-1).match?.right
}

test.each<[string, unknown]>([
  ['define p = 22\nadd rule t c tcp dport $p\n', 22],
  ['define p = ssh\nadd rule t c tcp dport $p\n', 22],
  ['define p = { 22, 80 }\nadd rule t c tcp dport $p\n', { set: [22, 80] }],
  ['define p = { 22, 80 }\nadd rule t c tcp dport { $p, 90 }\n', { set: [22, 80, 90] }],
  ['define a = 22\ndefine p = { $a, 80 }\nadd rule t c tcp dport $p\n', { set: [22, 80] }],
  ['define a = 1-5\nadd rule t c tcp dport $a\n', { range: [1, 5] }],
  ['define n = 10.0.0.0/8\nadd rule t c ip saddr $n\n', { prefix: { addr: '10.0.0.0', len: 8 } }],
  ['define s = new, related\nadd rule t c ct state $s\n', ['new', 'related']],
  ['define a = 1\nredefine a = 2\nadd rule t c meta mark $a\n', 2],
  ['define a = 1\nundefine a\ndefine a = 3\nadd rule t c meta mark $a\n', 3],
  ['define a = 1\ndefine b = $a\nredefine a = 2\nadd rule t c meta mark $b\n', 1],
  ['define a = @s\nadd rule t c ip saddr $a\n', '@s'],
])('%j gives %j', (text, expected) => expect(right(text)).toEqual(expected))

test('a definition of a block ends with it', () => {
  expect(refusal('table t { define a = 1; }\nadd rule t c meta mark $a\n')).toBe(
    'nft-undefined-variable 2:24',
  )
})

test('a dash behind a variable belongs to its name, as in nft', () => {
  expect(refusal('define a = 1\nadd rule t c tcp dport $a-$a\n')).toBe(
    'nft-undefined-variable 2:24',
  )
})

test('a file is included in its place', () => {
  const files = { 'rules/a.nft': 'define p = 443\n' }
  expect(right('include "rules/a.nft"\nadd rule t c tcp dport $p\n', files)).toBe(443)
  expect(right('include "./rules/a.nft"\nadd rule t c tcp dport $p\n', files)).toBe(443)
  expect(right('include "rules/[a-c].n?t"\nadd rule t c tcp dport $p\n', files)).toBe(443)
  expect(
    right('include "a.nft"\nadd rule t c tcp dport $p\n', { '/etc/a.nft': 'define p = 1\n' }),
  ).toBe(1)
})

test('a pattern that fits nothing is no error; a hidden file fits no asterisk', () => {
  expect(items('include "none/*.nft"\n')).toEqual([])
  expect(items('include "d/*"\n', { 'd/.hidden': 'syntax error' })).toEqual([])
})

test('an error in an included file is told with its name', () => {
  expect(refusal('include "a"\n', { a: '\n\ntable ip fwd\n' })).toBe('nft-name 3:10')
})

test('a file that includes itself ends', () => {
  expect(refusal('include "a"\n', { a: 'include "a"\n' })).toBe('nft-include-too-deep 1:9')
})
