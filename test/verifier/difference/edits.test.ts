/**
 * Goal: each kind of difference is found, in the right direction, described by what was edited and nothing else.
 * Method: a small ruleset and one edit of it at a time; the class, its direction, its packets and both fates are held
 * to what a person would say of the edit. Edits that change nothing differ in nothing.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import { parsePacket } from '../../../src/netfilter/index.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import { machineDifference } from '../../../src/verifier/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'

const ruleset = `table ip nat {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname "vif*" tcp dport 80 redirect to :9040
    iifname "vif*" udp dport 53 redirect to :5300
  }
}
table inet wall {
  set friends {
    type ipv4_addr
    flags dynamic, timeout
    timeout 1h
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "vif*" ct status dnat accept
    iifname "vif*" tcp flags syn tcp dport 22 accept
    ip saddr @friends tcp dport 23 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "vif*" oifname "eth0" tcp dport 443 ip daddr 192.0.2.0/24 accept
  }
  chain output {
    type filter hook output priority filter; policy accept;
    meta skuid 107 drop
  }
}
`

const machineOf = (text: string): Machine => {
  const { value, diagnostics } = readMachine([{ name: 'ruleset.nft', text }])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  if (value === undefined) throw new Error('the ruleset does not read')
  return value.machine
}

const edit = (from: string, to: string): string => {
  expect(ruleset).toContain(from)
  return ruleset.replace(from, to)
}

const old = machineOf(ruleset)

/** Classes that take no older connection, each as a line, with its fates. */
const told = (text: string) => {
  const { verdict, classes, doubts, isComplete } = machineDifference(old, machineOf(text), plain)
  for (const { witness, packets } of classes) {
    expect(
      witness.isShown
        ? ''
        : JSON.stringify([packets, witness.packet, witness.old.fate, witness.new.fate]),
    ).toBe('')
    expect(parsePacket(witness.packet).diagnostics).toEqual([])
    expect(witness.old).not.toEqual(witness.new)
  }
  return {
    verdict,
    doubts,
    isComplete,
    classes: classes
      .filter(({ needsOlderFlow }) => !needsOlderFlow)
      .map(({ kind, direction, origin, packets, witness }) => ({
        what: `${origin} ${kind} ${direction}`,
        packets: Object.fromEntries(packets.map(({ field, values }) => [field, values])),
        fates: [witness.old.fate, witness.new.fate],
      })),
  }
}

describe('an edit is told as what it is', () => {
  test('a port more at the gateway', () => {
    const { verdict, classes } = told(edit('tcp dport 22', 'tcp dport { 22, 2222 }'))
    expect(verdict).toBe('more-permissive')
    expect(classes[0]).toEqual({
      what: 'network arrives more',
      packets: {
        protocol: ['tcp'],
        enters: ['vif*'],
        'destination port': ['2222'],
        state: ['invalid', 'new'],
        'destination is': ["one of the gateway's", 'broadcast', 'multicast'],
        'tcp flags': ['syn'],
      },
      fates: [
        "is dropped at input by a chain's policy",
        expect.stringMatching(/^arrives at [0-9.]+:2222 on the gateway$/),
      ],
    })
  })

  test('a network more beyond it, and another one less', () => {
    const { verdict, classes } = told(edit('192.0.2.0/24', '198.51.100.0/25'))
    expect(verdict).toBe('incomparable')
    expect(classes.map(({ what, packets }) => [what, packets['destination']])).toEqual([
      ['network leaves more', ['198.51.100.0/25']],
      ['network leaves less', ['192.0.2.0/24']],
    ])
    expect(classes[0]?.packets).toMatchObject({ leaves: ['eth0'], 'destination port': ['443'] })
  })

  test('a redirect to another port', () => {
    const { verdict, classes } = told(edit(':9040', ':9041'))
    expect(verdict).toBe('incomparable')
    expect(classes).toMatchObject([
      {
        what: 'network translation both',
        packets: { protocol: ['tcp'], enters: ['vif*'], 'destination port': ['80'] },
        fates: [
          'arrives at 10.137.0.1:9040 on the gateway',
          'arrives at 10.137.0.1:9041 on the gateway',
        ],
      },
    ])
  })

  test('a rejection for silence', () => {
    const rejecting = edit('tcp dport 23 accept', 'tcp dport 23 accept\n    tcp dport 25 reject')
    const { verdict, classes } = told(rejecting)
    expect(verdict).toBe('more-permissive')
    expect(classes[0]).toMatchObject({
      what: 'network answer more',
      packets: { protocol: ['tcp'], 'destination port': ['25'] },
    })
    expect(classes[0]?.fates[1]).toContain('is answered by an ICMP error')
  })

  test("a user's traffic that may leave", () => {
    const { verdict, classes } = told(edit('skuid 107', 'skuid 108'))
    expect(verdict).toBe('incomparable')
    expect(classes.map(({ what, packets }) => [what, packets['skuid']])).toEqual([
      ['gateway leaves more', ['107']],
      ['gateway leaves less', ['108']],
    ])
  })

  test('what arrives over loopback', () => {
    const { verdict, classes } = told(
      edit('tcp dport 23 accept', 'tcp dport 23 accept\n    iif lo tcp dport 9051 accept'),
    )
    expect(verdict).toBe('more-permissive')
    expect(classes[0]).toMatchObject({
      what: 'loopback arrives more',
      packets: { protocol: ['tcp'], 'destination port': ['9051'] },
    })
  })

  test.each([
    ['queue', 'queue', 'is handed to a program'],
    ['dup to 192.0.2.9 device "eth0"', 'duplicate', 'is copied to elsewhere'],
    ['meta mark set 7', 'mark', 'with the mark 0x7'],
    ['ct mark set 7', 'mark', ''],
  ])('`%s` before an accept', (statement, kind, fate) => {
    const rule = 'iifname "vif*" oifname "eth0" tcp dport 443 ip daddr 192.0.2.0/24'
    const { classes } = told(edit(`${rule} accept`, `${rule} ${statement}\n    ${rule} accept`))
    const found = classes.find(({ what }) => what.includes(` ${kind} `))
    expect(found, JSON.stringify(classes)).toBeDefined()
    expect(found?.packets).toMatchObject({ destination: ['192.0.2.0/24'], protocol: ['tcp'] })
    expect(found?.fates[1]).toContain(fate)
  })

  test('another set that others fill', () => {
    const other = edit('set friends', 'set foes').replace('@friends', '@foes')
    const { verdict, classes } = told(other)
    expect(verdict).toBe('incomparable')
    expect(classes[0]?.packets['holds']).toEqual([
      '@foes of table inet wall',
      'not @friends of table inet wall',
    ])
  })
})

describe('what an optimiser folds wrongly', () => {
  // `nft --optimize` makes of a test of bits, `ct status dnat`, one of the whole number, which no packet passes.
  test('a bit of the status of a connection', () => {
    const { verdict, classes } = told(edit('ct status dnat', 'ct status { dnat }'))
    expect(verdict).toBe('less-permissive')
    expect(classes.map(({ packets }) => packets['destination port'])).toEqual([['80'], ['53']])
    expect(classes[0]?.fates).toEqual([
      'arrives at 10.137.0.1:9040 on the gateway',
      "is dropped at input by a chain's policy",
    ])
  })

  test('a bit of the flags of TCP, that fails open where it was to drop', () => {
    const dropping = edit('tcp flags syn tcp dport 22 accept', 'tcp flags syn drop\n    accept')
    const before = machineOf(dropping)
    const after = machineOf(dropping.replace('tcp flags syn drop', 'tcp flags { syn } drop'))
    const { verdict, classes } = machineDifference(before, after, plain)
    expect(verdict).toBe('more-permissive')
    expect(classes[0]).toMatchObject({ kind: 'arrives', direction: 'more' })
    const flags = classes.flatMap(({ packets }) =>
      packets.flatMap(({ field, values }) => (field === 'tcp flags' ? [values] : [])),
    )
    expect(flags.every((values) => values.includes('syn'))).toBe(true)
    expect(classes.every(({ witness }) => /flags [a-z]+,/.test(witness.packet))).toBe(true)
  })
})

describe('an edit that changes nothing', () => {
  test.each([
    [
      'a rule that another makes needless',
      'tcp flags syn tcp dport 22 accept',
      'tcp flags syn tcp dport 22 accept\n    iifname "vif1.0" tcp flags syn tcp dport 22 accept',
    ],
    ['a set for one value', 'udp dport 53', 'udp dport { 53 }'],
    [
      'two halves of a prefix',
      'ip daddr 192.0.2.0/24',
      'ip daddr { 192.0.2.0/25, 192.0.2.128/25 }',
    ],
    ['a counter', 'ct status dnat accept', 'ct status dnat counter accept'],
  ])('%s', (_, from, to) => {
    expect(told(edit(from, to))).toEqual({
      verdict: 'equivalent',
      doubts: [],
      isComplete: true,
      classes: [],
    })
  })
})

describe('what cannot be told is not claimed', () => {
  test('what no reader understands, and that differs', () => {
    const with22 = machineOf(edit('ct status dnat', 'xt match "bpf"'))
    const { verdict, classes, doubts } = machineDifference(old, with22, plain)
    expect(classes.filter(({ witness }) => witness.isShown)).toEqual([])
    expect(verdict).toBe('undecided')
    expect(doubts).toContain('more may differ: it hangs on what is not understood')
  })

  test('the same of it on both sides takes nothing from what is understood', () => {
    const before = machineOf(edit('ct status dnat', 'xt match "bpf"'))
    const after = machineOf(
      edit('ct status dnat', 'xt match "bpf"').replace('192.0.2.0/24', '192.0.3.0/24'),
    )
    expect(machineDifference(before, after, plain)).toMatchObject({
      verdict: 'incomparable',
      doubts: [],
    })
  })

  test('rules for ARP', () => {
    const after = machineOf(
      `${ruleset}table arp a {\n  chain c {\n    type filter hook input priority filter; policy drop;\n  }\n}\n`,
    )
    expect(machineDifference(old, after, plain)).toMatchObject({
      verdict: 'undecided',
      classes: [],
      doubts: ['rules for ARP differ, and ARP is not compared'],
    })
  })

  test('more work than the limits allow', () => {
    const after = machineOf(edit(':9040', ':9041'))
    expect(machineDifference(old, after, plain, { nodes: 1000 })).toMatchObject({
      verdict: 'undecided',
      isComplete: false,
    })
  })
})
