/**
 * Goal: what nft or the kernel would not load is refused, with its place and the reason, and gives no machine.
 * Method: one text for each reason, beside its code; each was tried on nft 1.0.6 and Linux 6.18, which refuse it too.
 * Circles that no base chain reaches are the exception: Linux 6.18 takes them and older kernels do not.
 */
import { describe, expect, test } from 'vitest'
import { readNftJsonMachine, readNftTextMachine } from '../../../src/backends/nftables/index.ts'
import { refusalsOf } from './machine.ts'

const input = 'type filter hook input priority 0;'
const at = (hook: string) => `type filter hook ${hook} priority 0;`
const chain = (content: string, family = 'ip') => `table ${family} t { chain c { ${content}; }; }\n`

describe('a text that would not load', () => {
  test.each([
    ['nft-load-missing', 'delete table ip t\n'],
    ['nft-load-missing', 'add chain ip t c\n'],
    ['nft-load-missing', 'table ip t\nadd rule ip t c accept\n'],
    ['nft-load-missing', 'table ip t\nflush chain ip t c\n'],
    ['nft-load-missing', 'table ip t\nflush set ip t s\n'],
    ['nft-load-missing', 'table ip t\ndelete set ip t s\n'],
    ['nft-load-missing', 'table ip t\nadd element ip t s { 1 }\n'],
    ['nft-load-missing', 'table ip t { set s { type mark; }; }\ndelete element ip t s { 1 }\n'],
    ['nft-load-missing', 'table ip t { chain c { }; }\nadd rule ip t c index 3 drop\n'],
    ['nft-load-missing', 'table ip t { chain c { }; }\ndelete rule ip t c handle 5\n'],
    ['nft-load-missing', chain('jump d')],
    ['nft-load-missing', 'table ip t { chain c { }; }\nadd rule ip t c jump d\nadd chain ip t d\n'],
    ['nft-load-missing', chain('tcp dport vmap { 22 : goto d }')],
    [
      'nft-load-missing',
      'table ip t { map m { type mark : verdict; elements = { 1 : jump d }; }; }\n',
    ],
    ['nft-load-missing', chain('ip saddr @s drop')],
    ['nft-load-missing', chain('counter name "x"')],
    ['nft-load-missing', chain('flow add @f')],
    ['nft-load-exists', 'create table ip t\ncreate table ip t\n'],
    ['nft-load-exists', 'table ip t { chain c { }; }\ncreate chain ip t c\n'],
    [
      'nft-load-exists',
      'table ip t { set s { type mark; }; }\nadd set ip t s { type ipv4_addr; }\n',
    ],
    ['nft-load-exists', `table ip t { chain c { }; }\nadd chain ip t c { ${input} }\n`],
    ['nft-load-exists', `${chain(input.slice(0, -1))}add chain ip t c { ${at('output')} }\n`],
    [
      'nft-load-exists',
      'table ip t { map m { type mark : verdict; elements = { 1 : accept, 1 : drop }; }; }\n',
    ],
    ['nft-load-busy', 'table ip t { chain d { }; chain c { jump d; }; }\ndelete chain ip t d\n'],
    [
      'nft-load-busy',
      'table ip t { set s { type mark; }; chain c { mark @s drop; }; }\ndelete set ip t s\n',
    ],
    ['nft-load-loop', `table ip t { chain b { ${input} jump c; }; chain c { jump c; }; }\n`],
    [
      'nft-load-loop',
      'table ip t { chain a { goto b; }; chain b { mark vmap { 1 : jump a }; }; }\n',
    ],
    [
      'nft-load-hook',
      `table ip t { chain b { ${input} jump c; }; chain c { ${at('output')} }; }\n`,
    ],
    ['nft-load-hook', chain(`${at('prerouting')} redirect`)],
    [
      'nft-load-hook',
      `table ip t { chain b { ${at('prerouting')} jump c; }; chain c { redirect; }; }\n`,
    ],
    ['nft-load-hook', chain('type nat hook input priority 100; masquerade')],
    ['nft-load-hook', chain('type nat hook postrouting priority 100; redirect')],
    ['nft-load-hook', chain('type nat hook prerouting priority -200; accept')],
    ['nft-load-hook', chain('type nat hook forward priority 0; accept')],
    ['nft-load-hook', chain('type route hook input priority 0; accept')],
    ['nft-load-hook', chain('type nat hook output priority 0; accept', 'arp')],
    ['nft-load-hook', chain(`${at('postrouting')} reject`)],
    ['nft-load-hook', chain(`${at('output')} meta l4proto tcp tproxy to :9040`)],
    ['nft-load-hook', chain(`${at('prerouting')} tcp dport 80 synproxy`)],
    ['nft-load-hook', chain(`${at('output')} fib saddr . iif oif missing drop`)],
    [
      'nft-load-hook',
      chain('type filter hook ingress device "lo" priority 0; ct state new drop', 'netdev'),
    ],
    ['nft-load-hook', chain(`${at('input')} queue`, 'arp')],
    [
      'nft-load-incomplete',
      'table ip t { set s { type ipv4_addr; elements = { 10.0.0.0/8 }; }; }\n',
    ],
    ['nft-load-incomplete', 'table ip t { set s { type ifname; elements = { "vif*" }; }; }\n'],
    [
      'nft-load-overlap',
      'table ip t { set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 10.1.0.0/16 }; }; }\n',
    ],
    ['nft-load-overlap', chain('tcp dport vmap { 80-90 : accept, 85 : drop }')],
    ['nft-load-overlap', chain('tcp dport vmap { 80 : accept, 80 : drop }')],
    ['nft-load-conflict', chain('tcp dport 80 udp dport 53 accept')],
    ['nft-load-conflict', chain('meta l4proto udp tcp dport 1 accept')],
    ['nft-load-conflict', chain('ip6 saddr ::1 accept')],
    ['nft-load-conflict', chain('ip saddr 1.1.1.1 ip6 saddr ::1 accept', 'inet')],
    ['nft-load-conflict', chain('udp dport 80 reject with tcp reset')],
    ['nft-load-conflict', chain('meta nfproto ipv4 reject with icmpv6 no-route', 'inet')],
  ])('%s: %s', (code, text) => {
    const refusals = refusalsOf(text)
    expect(refusals.map((refusal) => refusal.split(':')[0])).toContain(code)
    const { tables, diagnostics } = readNftTextMachine('x', text)
    expect(tables).toEqual([])
    expect(diagnostics.every(({ span }) => span !== undefined)).toBe(true)
  })

  const nested = (chains: number) => {
    const steps = Array.from({ length: chains }, (_, index) => {
      const next = index + 1 < chains ? `jump c${index + 1};` : 'accept;'
      return `chain c${index} { ${index === 0 ? input : ''} ${next} }`
    })
    return `table ip t { ${steps.join('; ')}; }\n`
  }

  test('jumps nest as deep as the kernel follows them, and no deeper', () => {
    expect(refusalsOf(nested(16))).toEqual([])
    expect(refusalsOf(nested(17))[0]).toMatch(/^nft-load-depth/)
  })

  test('says that everything stays open', () => {
    const [diagnostic] = readNftTextMachine('x', 'delete table ip t\n').diagnostics
    expect(diagnostic?.help).toMatch(/none of this file would be loaded, and everything stays open/)
  })

  test('is told where a rule is refused', () => {
    const { diagnostics } = readNftTextMachine(
      'x',
      'table ip t {\nchain c {\naccept\njump d\n}\n}\n',
    )
    expect(diagnostics[0]?.span?.start).toMatchObject({ line: 4, column: 1 })
  })
})

describe('JSON that would not load, or not as it looks', () => {
  const table = { table: { family: 'ip', name: 't' } }
  const withChain = (chain: object, ...rules: readonly (readonly object[])[]) =>
    readNftJsonMachine(
      'x',
      JSON.stringify({
        nftables: [
          table,
          { chain: { family: 'ip', table: 't', name: 'c', ...chain } },
          ...rules.map((expr) => ({ rule: { family: 'ip', table: 't', chain: 'c', expr } })),
        ],
      }),
    )

  test.each([
    { type: 'filter', hook: 'input', prio: 'filter', policy: 'drop' },
    { type: 'filter', hook: 'input', policy: 'drop' },
    { hook: 'input', prio: 0 },
    { policy: 'drop' },
  ])('a chain loses its hook: %o', (chain) => {
    const { tables, diagnostics } = withChain(chain)
    expect(tables[0]?.chains[0]?.base).toBeNull()
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'nft-load-lost-hook' }])
  })

  test('a chain of a device that a listing leaves out', () => {
    const nftables = [
      { table: { family: 'netdev', name: 't' } },
      {
        chain: {
          family: 'netdev',
          table: 't',
          name: 'c',
          type: 'filter',
          hook: 'ingress',
          prio: 0,
        },
      },
    ]
    const { tables, diagnostics } = readNftJsonMachine('x', JSON.stringify({ nftables }))
    expect([tables, diagnostics[0]?.code]).toEqual([[], 'nft-load-hook'])
  })

  test('an unknown key is read past, with a warning', () => {
    const { tables, diagnostics } = withChain({ commnet: 'x' })
    expect(tables).toHaveLength(1)
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'nft-load-ignored' }])
  })

  test('an item that was not understood', () => {
    const { tables, diagnostics } = readNftJsonMachine('x', '{"nftables": [{"tabel": {}}]}')
    expect([tables, diagnostics.map(({ code }) => code)]).toEqual([[], ['nft-load-unknown']])
  })

  test.each(['', '[]', '{', '{"nftables": 1}', '{"a":1,"a":2}'])('no document: %s', (text) => {
    const { tables, diagnostics } = readNftJsonMachine('x', text)
    expect([tables, diagnostics.map(({ code }) => code)]).toEqual([[], ['nft-load-json']])
  })

  test('a list with == is one value, with `in` a test of bits', () => {
    const match = (op: string) => [
      { match: { op, left: { ct: { key: 'state' } }, right: ['new', 'established'] } },
    ]
    const steps = withChain({}, match('=='), match('in')).tables[0]?.chains[0]?.rules.map(
      (rule) => rule.steps[0],
    )
    const numbers = (value: bigint) => ({ members: { set: [{ first: value, last: value }] } })
    expect(steps).toMatchObject([
      { negated: false, key: [{ mask: null }], among: numbers(10n) },
      { negated: true, key: [{ mask: 10n }], among: numbers(0n) },
    ])
  })

  test('a name in the place of an address, a value out of range, a statement behind a verdict', () => {
    const saddr = { payload: { protocol: 'ip', field: 'saddr' } }
    const dport = { payload: { protocol: 'tcp', field: 'dport' } }
    const named = withChain({}, [{ match: { op: '==', left: saddr, right: 'localhost' } }])
    expect(named.diagnostics).toMatchObject([{ severity: 'warning', code: 'nft-load-hostname' }])
    expect(named.tables[0]?.chains[0]?.rules[0]?.steps).toMatchObject([{ kind: 'opaque' }])
    const wide = withChain({}, [{ match: { op: '==', left: dport, right: 70000 } }])
    expect(wide.diagnostics).toMatchObject([{ severity: 'error', code: 'nft-load-value' }])
    const behind = withChain({}, [{ accept: null }, { drop: null }])
    expect(behind.diagnostics).toMatchObject([{ severity: 'error', code: 'nft-load-value' }])
  })

  test('statements of x_tables and of nobody may end in any way', () => {
    const [rule] =
      withChain({}, [{ xt: { type: 'match', name: 'state' } }, { teleport: 1 }]).tables[0]
        ?.chains[0]?.rules ?? []
    expect(rule?.steps).toMatchObject([
      { kind: 'opaque', mayEnd: true },
      { kind: 'opaque', mayEnd: true },
    ])
    expect(rule?.asksConntrack).toBe(true)
  })
})
