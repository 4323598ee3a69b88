/**
 * Goal: what is held is what a kernel holds after the commands ran in their order.
 * Method: transactions beside the chains, rules and sets that must stand there, written out by hand; nft 1.0.6 and Linux
 * 6.18 were asked where it was not plain.
 */
import { describe, expect, test } from 'vitest'
import { readNftJsonMachine } from '../../../src/backends/nftables/index.ts'
import { interval, tablesOf } from './machine.ts'

const chain = 'add table ip t\nadd chain ip t c\n'
const rulesOf = (text: string) =>
  tablesOf(text)[0]?.chains.map(
    ({ name, rules }) => `${name}: ${rules.map((rule) => rule.text).join(', ')}`,
  )

describe('rules', () => {
  test.each([
    [
      'in the order they are added',
      'add rule ip t c accept\nadd rule ip t c drop\n',
      'accept, drop',
    ],
    [
      'before all others when inserted',
      'add rule ip t c accept\ninsert rule ip t c drop\n',
      'drop, accept',
    ],
    [
      'behind the one at an index',
      'add rule ip t c accept\nadd rule ip t c return\nadd rule ip t c index 0 drop\n',
      'accept, drop, return',
    ],
    [
      'before the one at an index when inserted',
      'add rule ip t c accept\nadd rule ip t c return\ninsert rule ip t c index 1 drop\n',
      'accept, drop, return',
    ],
    ['gone with a flush of their chain', 'add rule ip t c accept\nflush chain ip t c\n', ''],
    [
      'gone with a flush of their table',
      'add rule ip t c accept\nflush table ip t\nadd rule ip t c drop\n',
      'drop',
    ],
  ])('stand %s', (_what, commands, rules) =>
    expect(rulesOf(chain + commands)).toEqual([`c: ${rules}`]),
  )

  test('of a listing are found by their handles', () => {
    const rule = (handle: number, verdict: object) => ({
      rule: { family: 'ip', table: 't', chain: 'c', handle, expr: [verdict] },
    })
    const place = { family: 'ip', table: 't', chain: 'c' }
    const nftables = [
      { table: { family: 'ip', name: 't' } },
      { chain: { family: 'ip', table: 't', name: 'c' } },
      rule(2, { accept: null }),
      rule(3, { return: null }),
      rule(4, { continue: null }),
      { replace: rule(3, { drop: null }) },
      { delete: { rule: { ...place, handle: 2 } } },
    ]
    const { tables, diagnostics } = readNftJsonMachine('x', JSON.stringify({ nftables }))
    expect(diagnostics).toEqual([])
    expect(tables[0]?.chains[0]?.rules.map(({ text }) => text)).toEqual(['drop', 'continue'])
  })
})

describe('tables and chains', () => {
  test('a table that is replaced is the newest', () => {
    const text = 'table ip a\ntable ip b\ndelete table ip a\ntable ip a\n'
    expect(tablesOf(text).map(({ name }) => name)).toEqual(['b', 'a'])
  })

  test('a flush of the ruleset leaves nothing, of a family the others', () => {
    expect(tablesOf('table ip a\nflush ruleset\n')).toEqual([])
    expect(
      tablesOf('table ip a\ntable ip6 a\nflush ruleset ip\n').map(({ family }) => family),
    ).toEqual(['ip6'])
  })

  test('a base chain takes another policy when it is added again', () => {
    const hook = 'type filter hook input priority 0;'
    const text = `table ip t { chain c { ${hook} policy drop; }; }\ntable ip t { chain c { ${hook} policy accept; }; }\n`
    expect(tablesOf(text)[0]?.chains[0]?.base?.policy).toBe('accept')
    const kept = `table ip t { chain c { ${hook} policy drop; }; }\ntable ip t { chain c { ${hook} }; }\n`
    expect(tablesOf(kept)[0]?.chains[0]?.base?.policy).toBe('drop')
  })

  test('or by its policy alone', () => {
    const text = `table ip t { chain c { type filter hook input priority 0; policy drop; }; }\n`
    const [table] = tablesOf(`${text}add chain ip t c { policy accept; }\n`)
    expect(table?.chains[0]?.base?.policy).toBe('accept')
  })

  test('priorities are numbers, devices are named', () => {
    const text = `table netdev t { chain c { type filter hook ingress devices = { eth0, lo } priority filter - 5; }; }
table inet t { chain c { type nat hook prerouting priority dstnat + 1; }; }\n`
    const bases = tablesOf(text).map(({ chains }) => chains[0]?.base)
    expect(bases).toMatchObject([
      { hook: 'ingress', priority: -5, devices: ['eth0', 'lo'], policy: 'accept' },
      { hook: 'prerouting', type: 'nat', priority: -99, devices: [] },
    ])
  })

  test('a dormant table says so', () => {
    expect(tablesOf('table ip t { flags dormant; }\n')[0]?.isDormant).toBe(true)
    expect(tablesOf('table ip t { flags dormant; }\nadd table ip t\n')[0]?.isDormant).toBe(true)
    expect(tablesOf('table ip t\n')[0]?.isDormant).toBe(false)
  })

  test('destroying what is not there is nothing', () => {
    expect(tablesOf('destroy table ip u\ntable ip t\ndestroy chain ip t c\n')).toHaveLength(1)
  })
})

describe('sets', () => {
  const setsOf = (text: string) => tablesOf(text)[0]?.sets
  const numbers = (...values: Parameters<typeof interval>[0][]) => ({
    kind: 'numbers',
    set: values.map((value) => interval(value)),
  })

  test('hold what is added and not deleted', () => {
    const text = `table ip t { set s { type inet_service; elements = { 1, 2, 3 }; }; }
add element ip t s { 7 }\ndelete element ip t s { 2 }\n`
    expect(setsOf(text)).toMatchObject([{ members: numbers(1, 3, 7), contents: 'fixed' }])
    expect(setsOf(`${text}flush set ip t s\n`)).toMatchObject([{ members: numbers() }])
  })

  test('merge what is side by side', () => {
    const text =
      'table ip t { set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/9, 10.128.0.0/9 }; }; }\n'
    expect(setsOf(text)).toMatchObject([{ members: numbers([0x0a000000, 0x0affffff]) }])
  })

  test('with a catch-all hold everything', () => {
    const text =
      'table ip t { set s { type inet_service; flags interval; elements = { 1, * }; }; }\n'
    expect(setsOf(text)).toMatchObject([{ members: numbers([0, 65535]) }])
  })

  test('of names are patterns, of several fields tuples', () => {
    const text = `table ip t {
set n { type ifname; flags interval; elements = { "vif*", eth0 }; }
set c { type ifname . ipv4_addr; elements = { "eth0" . 10.0.0.1 }; }
}\n`
    expect(setsOf(text)).toMatchObject([
      { members: { kind: 'names', patterns: ['eth0', 'vif*'] } },
      {
        members: {
          kind: 'tuples',
          tuples: [
            [
              { kind: 'name', pattern: 'eth0' },
              { kind: 'interval', interval: interval(0x0a000001) },
            ],
          ],
        },
      },
    ])
  })

  test.each([
    'flags dynamic;',
    'flags timeout;',
    'timeout 1m;',
    'flags timeout; elements = { 1 timeout 5s };',
  ])('with %s hold anything', (more) => {
    expect(setsOf(`table ip t { set s { type inet_service; ${more} }; }\n`)?.[0]?.contents).toBe(
      'arbitrary',
    )
  })

  test('of what has no number here hold anything', () => {
    expect(
      setsOf('table ip t { set s { type uid; elements = { "nobody" }; }; }\n')?.[0]?.contents,
    ).toBe('arbitrary')
    expect(
      setsOf('table ip t { set s { typeof osf name; elements = { "Linux" }; }; }\n')?.[0]?.contents,
    ).toBe('arbitrary')
  })

  test('that the loader fills hold the addresses of the gateway', () => {
    const nftables = [
      { table: { family: 'ip', name: 't' } },
      { set: { family: 'ip', table: 't', name: 'own', type: 'ipv4_addr' } },
    ]
    const options = { clientFacingSets: ['own'] }
    const { tables } = readNftJsonMachine('x', JSON.stringify({ nftables }), options)
    expect(tables[0]?.sets[0]?.contents).toBe('client-facing')
  })
})

describe('places', () => {
  test('in text are those of the objects', () => {
    const [table] = tablesOf(
      'table ip t {\n  set s { type mark; }\n  chain c {\n    accept comment "why"\n  }\n}\n',
    )
    const at = (line: number, column: number) => ({ source: 'test.nft', line, column })
    expect(table?.place).toEqual(at(1, 1))
    expect(table?.sets[0]?.place).toEqual(at(2, 3))
    expect(table?.chains[0]?.place).toEqual(at(3, 3))
    expect(table?.chains[0]?.rules[0]).toMatchObject({
      place: at(4, 5),
      text: 'accept comment "why"',
      comment: 'why',
    })
  })

  test('in JSON are those of the items', () => {
    const text = `{"nftables": [
  {"metainfo": {"version": "1.0.6 \\"}{[", "json_schema_version": 1}},
  {"table": {"family": "ip", "name": "t"}},
  {"add": {"chain": {"family": "ip", "table": "t", "name": "c"}}},
  {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"accept": null}]}}]}`
    const { tables } = readNftJsonMachine('x', text)
    const chain = tables[0]?.chains[0]
    expect([tables[0]?.place.line, chain?.place.line, chain?.rules[0]?.place]).toEqual([
      3,
      4,
      { source: 'x', line: 5, column: 3 },
    ])
    expect(chain?.rules[0]?.text).toBe('accept')
  })
})
