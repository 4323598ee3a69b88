/**
 * Goal: tables of a restore file hang where the kernel hangs them, with their policies; what switches conntrack on is
 * known; a file filled for reading means all client-facing addresses on its filled lines and nowhere else.
 * Method: small files, and what is asked of them one by one.
 */
import { describe, expect, test } from 'vitest'
import { lowerRestore, readArptables, readRestore } from '../../../src/backends/iptables/index.ts'
import { fillRestore } from '../../../src/backends/sources/index.ts'
import type { HeldTable } from '../../../src/ruleset/index.ts'
import { show, tablesOf } from './show.ts'

const legacy = { engine: 'legacy' } as const

const bases = (table: HeldTable | undefined): readonly string[] =>
  (table?.chains ?? []).flatMap(({ name, base }) =>
    base ? [`${name} ${base.type} ${base.hook} ${base.priority} ${base.policy}`] : [],
  )

describe('built-in chains', () => {
  test.each([
    ['raw', ['PREROUTING filter prerouting -300 accept', 'OUTPUT filter output -300 accept']],
    [
      'mangle',
      [
        'PREROUTING filter prerouting -150 accept',
        'INPUT filter input -150 accept',
        'FORWARD filter forward -150 accept',
        'OUTPUT route output -150 accept',
        'POSTROUTING filter postrouting -150 accept',
      ],
    ],
    [
      'nat',
      [
        'PREROUTING nat prerouting -100 accept',
        'INPUT nat input 100 accept',
        'OUTPUT nat output -100 accept',
        'POSTROUTING nat postrouting 100 accept',
      ],
    ],
    [
      'security',
      [
        'INPUT filter input 50 accept',
        'FORWARD filter forward 50 accept',
        'OUTPUT filter output 50 accept',
      ],
    ],
  ])('of %s', (name, expected) => {
    expect(bases(tablesOf(`*${name}\nCOMMIT\n`, 'ip4', legacy)[0])).toEqual(expected)
  })

  test('naive: security comes before the NAT of INPUT; that of iptables-nft comes behind it', () => {
    const [table] = tablesOf('*security\nCOMMIT\n', 'ip4', { engine: 'nft' })
    expect(bases(table)).toEqual([
      'INPUT filter input 150 accept',
      'FORWARD filter forward 150 accept',
      'OUTPUT filter output 150 accept',
    ])
  })

  test('keep the policies that are named', () => {
    const text = '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n'
    expect(bases(tablesOf(text, 'ip6', legacy)[0])).toEqual([
      'INPUT filter input 0 drop',
      'FORWARD filter forward 0 accept',
      'OUTPUT filter output 0 accept',
    ])
  })

  test('stand in the table of their family and engine, at their places', () => {
    const text = '# x\n*filter\n:U - [0:0]\n-A U -j DROP\nCOMMIT\n'
    const [table] = tablesOf(text, 'ip6', { engine: 'nft' })
    expect(table).toMatchObject({ engine: 'nft', family: 'ip6', name: 'filter' })
    expect(table?.place).toMatchObject({ source: 'test', line: 2 })
    const user = table?.chains.find(({ name }) => name === 'U')
    expect(user).toMatchObject({ base: null, place: { line: 3 } })
    expect(user?.rules[0]).toMatchObject({ text: '-A U -j DROP', place: { line: 4 } })
  })
})

describe('conntrack', () => {
  test.each([
    ['filter', '-m conntrack --ctstate NEW', true],
    ['filter', '-m state --state NEW', true],
    ['filter', '-m connmark --mark 1', true],
    ['filter', '-m connlimit --connlimit-above 1', true],
    ['filter', '-p tcp --dport 22', false],
    ['nat', '-j REDIRECT', true],
    ['nat', '-j ACCEPT', false],
    ['mangle', '-j CONNMARK --save-mark', true],
    ['mangle', '-j MARK --set-mark 1', false],
    ['raw', '-j CT --notrack', false],
    ['raw', '-j CT --zone 1', true],
  ])('%s %s', (table, rule, asks) => {
    const text = `*${table}\n:U - [0:0]\n-A U ${rule}\nCOMMIT\n`
    const [held] = tablesOf(text, 'ip4', legacy)
    const rules = held?.chains.flatMap((chain) => chain.rules) ?? []
    expect(rules.map(({ asksConntrack }) => asksConntrack)).toEqual([asks])
  })
})

describe('names', () => {
  test('of chains of their own are those of no other chain', () => {
    const rule = '-A U -m conntrack --ctstate INVALID,DNAT -j W'
    const text = `*filter\n:U - [0:0]\n:U#1 - [0:0]\n:W - [0:0]\n${rule}\nCOMMIT\n`
    const names = tablesOf(text, 'ip4', legacy)[0]?.chains.map(({ name }) => name) ?? []
    expect(names).toHaveLength(new Set(names).size)
    expect(names).toContain('U#1#')
  })

  test('of accounts are told, unless their numbers are given', () => {
    const text = '*filter\n-A OUTPUT -m owner --uid-owner debian-tor -j ACCEPT\nCOMMIT\n'
    const { value } = readRestore('test', text)
    if (!value) throw new Error('the file reads')
    const { diagnostics } = lowerRestore(value, legacy)
    expect(diagnostics.map(({ code, span }) => [code, span.start.line])).toEqual([
      ['iptables-unknown-account', 2],
    ])
    const known = lowerRestore(value, { ...legacy, accounts: new Map([['debian-tor', 107]]) })
    expect(known.diagnostics).toEqual([])
    const steps = known.tables[0]?.chains.flatMap(({ rules }) => rules)[0]?.steps ?? []
    expect(steps.map(show)).toEqual(['socket exists = {1}', 'meta skuid = {107}', 'accept'])
  })
})

describe('a file filled for reading', () => {
  const rule = '-A INPUT -d @ADDRESS@ -j ACCEPT'
  const text = `*filter\n#@client_facing ${rule}\n-A INPUT -d 240.0.0.1 -j DROP\nCOMMIT\n`

  test('means all addresses on its filled lines alone', () => {
    const filled = fillRestore(text)
    const options = { ...legacy, sentinel: filled.sentinel }
    const [table] = tablesOf(filled.text, 'ip4', options)
    const rules = table?.chains.find(({ name }) => name === 'INPUT')?.rules ?? []
    expect(rules.map(({ steps }) => steps.map(show).join('; '))).toEqual([
      'ip daddr = client-facing; accept',
      'ip daddr = {0xf0000001}; drop',
    ])
    expect(rules[0]).toMatchObject({ text: rule, place: { line: 2 } })
  })

  test('means one address where a line says it in another spelling', () => {
    const spelt = text.replace('240.0.0.1', '0xf0.0.0.1')
    const filled = fillRestore(spelt)
    expect(filled.sentinel?.text).toBe('240.0.0.1')
    const [table] = tablesOf(filled.text, 'ip4', { ...legacy, sentinel: filled.sentinel })
    const rules = table?.chains.find(({ name }) => name === 'INPUT')?.rules ?? []
    expect(rules.map(({ steps }) => steps.map(show)[0])).toEqual([
      'ip daddr = client-facing',
      'ip daddr = {0xf0000001}',
    ])
  })

  test('is as it stands where nothing waits', () => {
    expect(fillRestore('*filter\nCOMMIT\n')).toEqual({ text: '*filter\nCOMMIT\n', sentinel: null })
  })

  test('of arptables likewise', () => {
    const arp = `*filter\n:INPUT DROP\n#@client_facing -A INPUT --opcode 1 -d @ADDRESS@ -j ACCEPT\nCOMMIT\n`
    const filled = fillRestore(arp)
    const { value } = readArptables('test', filled.text, { ...legacy, sentinel: filled.sentinel })
    const rules = value?.chains.flatMap((chain) => chain.rules) ?? []
    expect(rules.flatMap(({ steps }) => steps.map(show))).toEqual([
      'arp operation = {1}',
      'arp daddr ip = client-facing',
      'accept',
    ])
    expect(bases(value)).toEqual(['INPUT filter input 0 drop', 'OUTPUT filter output 0 accept'])
  })
})
