/**
 * Goal: nothing that is read as a ruleset throws or hangs, and growth is linear.
 * Method: random bytes, shuffled words of nft and cut and mutated rulesets, as text and as JSON; rulesets of twice the
 * size, counted by the steps of one run rather than by a clock; circles and fans of chains that a naive walk would
 * follow for ever.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNftJsonMachine, readNftTextMachine } from '../../../src/backends/nftables/index.ts'

const seed = `table inet t {
  set s { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 80, 1.2.3.4 . 1-5 }; }
  map m { type inet_service : verdict; elements = { 22 : accept, 80 : jump c }; }
  chain c { ct state established,related accept; tcp flags & (fin|syn) == syn drop; }
  chain i { type filter hook input priority filter; policy drop; tcp dport vmap @m; goto c; }
  chain n { type nat hook prerouting priority dstnat; udp dport 53 redirect to :5300; }
}
add rule inet t c ip saddr . tcp dport @s meta mark set ct mark & 0xff | 0x100
delete element inet t m { 22 }
rename chain inet t n k
`
const json = JSON.stringify({
  nftables: [
    { table: { family: 'ip', name: 't' } },
    { chain: { family: 'ip', table: 't', name: 'c', type: 'filter', hook: 'input', prio: 0 } },
    {
      map: {
        family: 'ip',
        table: 't',
        name: 'm',
        type: 'mark',
        map: 'verdict',
        elem: [[1, { drop: null }]],
      },
    },
    {
      rule: {
        family: 'ip',
        table: 't',
        chain: 'c',
        expr: [
          {
            match: {
              op: 'in',
              left: { '&': [{ meta: { key: 'mark' } }, 255] },
              right: { range: [1, 5] },
            },
          },
          { vmap: { key: { concat: [{ meta: { key: 'mark' } }] }, data: '@m' } },
          { dnat: { addr: { prefix: { addr: '10.0.0.0', len: 8 } }, port: { set: [1] } } },
        ],
      },
    },
    { delete: { rule: { family: 'ip', table: 't', chain: 'c', handle: 1 } } },
  ],
})

const words = [...new Set(seed.split(/(\s+|[{};,.:])/))].filter((word) => word.trim() !== '')

/** Something is taken out of the text, or doubled, or put in. */
const mutated = (text: string, parts: readonly string[]) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(20), fc.constantFrom('', ...parts)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((cuts) =>
      cuts.reduce(
        (result, [at, length, part]) => result.slice(0, at) + part + result.slice(at + length),
        text,
      ),
    )

const readsText = (text: string) => {
  const { tables, diagnostics } = readNftTextMachine('x', text)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed) expect(tables).toEqual([])
}
const readsJson = (text: string) => {
  const { tables, diagnostics } = readNftJsonMachine('x', text)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed) expect(tables).toEqual([])
}

describe('nothing throws', () => {
  test('on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readsText), {
      numRuns: 500,
    })
  })

  test('on words of nft in any order', () => {
    const text = fc.array(fc.constantFrom(...words, '\n', ';'), { maxLength: 60 })
    fc.assert(
      fc.property(text, (parts) => readsText(parts.join(' '))),
      { numRuns: 500 },
    )
  })

  test('on rulesets that were tampered with', () => {
    fc.assert(fc.property(mutated(seed, words), readsText), { numRuns: 1500 })
  })

  test('on JSON that was tampered with', () => {
    const parts = [
      'null',
      '{}',
      '[]',
      '"@m"',
      '-1',
      '1e30',
      '"*"',
      ',',
      '"drop"',
      '99999999999999999999',
    ]
    fc.assert(fc.property(mutated(json, parts), readsJson), { numRuns: 1500 })
  })

  test('on documents of any values', () => {
    const keys = [
      'table',
      'chain',
      'rule',
      'set',
      'map',
      'elem',
      'expr',
      'match',
      'left',
      'right',
      'add',
    ]
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('ip', 't', 'c', '@m', '==', '*', null, true, 0, -1),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 3 }),
      ),
    })).any
    const document = fc
      .array(value, { maxLength: 4 })
      .map((nftables) => JSON.stringify({ nftables }))
    fc.assert(fc.property(document, readsJson), { numRuns: 1000 })
  })
})

describe('nothing hangs', () => {
  const chains = (count: number, targets: (index: number) => readonly number[]) => {
    const bodies = Array.from({ length: count }, (_, index) => {
      const jumps = targets(index).map((target) => `mark ${target} jump c${target};`)
      return `chain c${index} { ${jumps.join(' ')} }`
    })
    return `table ip t { chain b { type filter hook input priority 0; jump c0; }\n${bodies.join(';\n')};\n}\n`
  }

  test('on chains that each lead to the next two, which is a walk for each number of Fibonacci', () => {
    const text = chains(15, (index) => [index + 1, index + 2].filter((target) => target < 15))
    expect(readNftTextMachine('x', text).diagnostics).toEqual([])
    const deep = chains(2000, (index) => [index + 1, index + 2].filter((target) => target < 2000))
    expect(readNftTextMachine('x', deep).diagnostics[0]?.code).toBe('nft-load-depth')
  })

  test('on a circle of many chains', () => {
    const text = chains(5000, (index) => [(index + 1) % 5000])
    expect(readNftTextMachine('x', text).diagnostics[0]?.code).toBe('nft-load-loop')
  })

  test('on many rules before the first, and many commands on one set', () => {
    const count = 5000
    const inserts = Array.from(
      { length: count },
      (_, index) => `insert rule ip t c mark ${index} accept`,
    )
    const adds = Array.from({ length: count }, (_, index) => `add element ip t s { ${index} }`)
    const text = `table ip t { set s { type mark; }; chain c { }; }\n${[...inserts, ...adds].join('\n')}\n`
    const [table] = readNftTextMachine('x', text).tables
    expect(table?.chains[0]?.rules).toHaveLength(count)
    expect(table?.chains[0]?.rules[0]?.text).toBe(`mark ${count - 1} accept`)
    expect(table?.sets[0]?.members).toMatchObject({ set: [{ first: 0n, last: BigInt(count - 1) }] })
  })

  const map = (elements: readonly string[]) =>
    `table ip t { map m { type ipv4_addr . inet_service : verdict; flags interval; elements = { ${elements.join(', ')} }; }; }\n`
  const numbers = Array.from({ length: 5000 }, (_, index) => index)

  test('on keys that are all alike in one part', () => {
    const first = map(numbers.map((index) => `10.0.0.0/8 . ${index} : drop`))
    const second = map(numbers.map((index) => `10.0.${index >> 8}.${index & 255} . 1-5 : drop`))
    expect(readNftTextMachine('x', first).diagnostics).toEqual([])
    expect(readNftTextMachine('x', second).diagnostics).toEqual([])
  })

  test('on keys that all overlap in either part, of which only some overlap', () => {
    const steps = numbers.map(
      (index) => `0.0.0.0-10.0.${index >> 8}.${index & 255} . ${5000 - index}-65535 : drop`,
    )
    expect(readNftTextMachine('x', map(steps)).diagnostics.map(({ code }) => code)).toEqual([
      'nft-load-overlap',
    ])
  })

  test('tells the first hundred of many faults', () => {
    const rules = Array.from({ length: 1000 }, () => 'add rule ip t c jump nowhere')
    const { diagnostics } = readNftTextMachine(
      'x',
      `table ip t { chain c { }; }\n${rules.join('\n')}\n`,
    )
    expect(diagnostics).toHaveLength(101)
    expect(diagnostics.at(-1)?.code).toBe('nft-load-more')
  })
})
