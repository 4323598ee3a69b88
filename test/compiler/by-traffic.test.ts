/**
 * Goal: what carries most packets is asked for first, and no order changes what a chain does.
 * Method: chains of rules of two intents with walls between them; the one that is busy may move to the front of its
 * neighbours that accept too, and past nothing else.
 */
import { expect, test } from 'vitest'
import { byTraffic } from '../../src/compiler/by-traffic.ts'
import type { Rule, Statement } from '../../src/ruleset/index.ts'
import { accept, drop, is } from '../../src/ruleset/index.ts'

const rule = (intent: string, port: number, verdict: Statement): Rule => ({
  statements: [is('tcp dport', port), verdict],
  origin: { intent, property: null, line: null },
})
const busy = rule('tcp-to-tor', 9040, accept)
const other = rule('dns-to-tor', 53, accept)
const another = rule('socks-to-tor', 9050, accept)
const wall = rule('drop-udp', 1, drop)

test.each<readonly [string, readonly Rule[], readonly Rule[]]>([
  ['among those that accept', [other, another, busy], [busy, other, another]],
  ['not past a wall', [other, wall, another, busy], [other, wall, busy, another]],
  [
    'a wall of its own stays',
    [other, rule('tcp-to-tor', 9, drop)],
    [other, rule('tcp-to-tor', 9, drop)],
  ],
  ['nothing', [], []],
])('%s', (_, rules, expected) => {
  expect(byTraffic(rules)).toEqual(expected)
})
