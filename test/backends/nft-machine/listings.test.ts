/**
 * Goal: what nft's listings leave out of a rule is never taken for absent.
 * Method: the same rule in a file that somebody wrote and in what nft may have printed; and a wall that stands only where
 * nothing was left out, asked for its proof.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import { verify } from '../../../src/verifier/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'
import { holds, tablesOf, verdict } from './machine.ts'

const doubt = (except: string) => expect.objectContaining({ kind: 'opaque', mayEnd: false, except })

const stepsOf = (text: string) => tablesOf(text)[0]?.chains[0]?.rules[0]?.steps
const listed = (rule: string, family = 'inet') =>
  stepsOf(`table ${family} t {\n\tchain c {\n\t\t${rule}\n\t}\n}\n`)
const written = (rule: string) =>
  stepsOf(`add table inet t\nadd chain inet t c\nadd rule inet t c ${rule}\n`)

describe('a listing that says ICMP', () => {
  test('may have been about IPv4 alone', () => {
    expect(listed('meta l4proto icmp drop')).toEqual([
      holds('meta l4proto', 1),
      doubt('ipv4'),
      verdict('drop'),
    ])
    expect(listed('meta l4proto 58 drop')).toEqual([
      holds('meta l4proto', 58),
      doubt('ipv6'),
      verdict('drop'),
    ])
  })

  test.each([
    ['meta nfproto ipv4 meta l4proto icmp drop', 'inet'],
    ['ip saddr 10.0.0.1 meta l4proto icmp drop', 'inet'],
    ['meta l4proto icmp drop', 'ip'],
    ['meta l4proto tcp drop', 'inet'],
    ['meta l4proto != icmp drop', 'inet'],
    ['meta l4proto { icmp, tcp } drop', 'inet'],
    ['icmp type echo-request drop', 'inet'],
  ])('is sure of `%s` in a table of %s', (rule, family) => {
    expect(listed(rule, family)?.some(({ kind }) => kind === 'opaque')).toBe(false)
  })

  test('is not taken for a file that somebody wrote', () => {
    expect(written('meta l4proto icmp drop')).toEqual([holds('meta l4proto', 1), verdict('drop')])
  })
})

describe('a wall of two rules', () => {
  const wall = `
table inet gateway {
  chain forward {
    type filter hook forward priority -10; policy accept;
    iifname "vif*" meta l4proto != ipv6-icmp drop
    iifname "vif*" meta l4proto ipv6-icmp drop
  }
  chain input {
    type filter hook input priority -10; policy drop;
  }
}
`
  const json = (handle: object) => {
    const match = (left: object, op: string, right: unknown) => ({ match: { op, left, right } })
    const client = match({ meta: { key: 'iifname' } }, '==', 'vif*')
    const icmp = (op: string) => match({ meta: { key: 'l4proto' } }, op, 'ipv6-icmp')
    const own = { family: 'inet', table: 'gateway' }
    const base = (hook: string, policy: string) => ({
      chain: { ...own, name: hook, type: 'filter', hook, prio: -10, policy },
    })
    const rule = (op: string) => ({
      rule: { ...own, ...handle, chain: 'forward', expr: [client, icmp(op), { drop: null }] },
    })
    const table = { table: { family: 'inet', name: 'gateway' } }
    const chains = [base('forward', 'accept'), base('input', 'drop')]
    return JSON.stringify({ nftables: [table, ...chains, rule('!='), rule('==')] })
  }
  const verdictOf = (name: string, text: string) => {
    const { value, diagnostics } = readMachine([{ name, text }])
    if (value === undefined) throw new Error(JSON.stringify(diagnostics))
    return verify(value.machine, plain, { only: ['no-client-escape'] }).verdict
  }

  test.each([
    ['written', 'rules.nft', `flush ruleset\n${wall}`, 'proved'],
    ['listed', 'rules.nft', wall, 'undecided'],
    ['written as JSON', 'rules.json', json({}), 'proved'],
    ['listed as JSON', 'rules.json', json({ handle: 4 }), 'undecided'],
  ])('as it was %s', (_, name, text, expected) => {
    expect(verdictOf(name, text)).toBe(expected)
  })
})
