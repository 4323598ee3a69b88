/**
 * Goal: what accepts by a connection's state, mark or translation is proved from an empty conntrack where no client can
 * come by such a connection, and refuted, by packets in their order, where it can.
 * Method: rulesets of a few lines, each with one way to an entry, or with that way closed.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import { parsePacket } from '../../src/netfilter/index.ts'
import type { GuaranteeId, GuaranteeResult } from '../../src/verifier/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

interface Chains {
  readonly mangle?: readonly string[]
  readonly nat?: readonly string[]
  readonly forward?: readonly string[]
  readonly input?: readonly string[]
  readonly output?: readonly string[]
  readonly postrouting?: readonly string[]
}

/** A wall of IPv4 with these rules in it; IPv6 is dropped at once. */
const machine = ({
  mangle = [],
  nat = [],
  forward = [],
  input = [],
  output = [],
  postrouting = [],
}: Chains) => {
  const chain = (name: string, type: string, policy: string, rules: readonly string[]): string =>
    `chain ${name} {\n type ${type}; policy ${policy};\n${rules.map((rule) => ` ${rule}\n`).join('')}}\n`
  const text = [
    'table inet wall {\n',
    chain('six', 'filter hook prerouting priority -450', 'accept', ['meta nfproto ipv6 drop']),
    chain('mangle', 'filter hook prerouting priority -150', 'accept', mangle),
    chain('nat', 'nat hook prerouting priority -100', 'accept', nat),
    chain('forward', 'filter hook forward priority 0', 'drop', forward),
    chain('input', 'filter hook input priority 0', 'drop', input),
    chain('output', 'filter hook output priority 0', 'accept', output),
    chain('late', 'filter hook postrouting priority 0', 'accept', postrouting),
    '}\n',
  ].join('')
  const { value, diagnostics } = readMachine([{ name: 'wall.nft', text }])
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  return value.machine
}

const ask = (chains: Chains, only: GuaranteeId = 'no-client-escape'): GuaranteeResult => {
  const [whatever] = verify(machine(chains), plain, { only: [only] }).guarantees
  // Each of these is about older connections: else it shows nothing.
  expect(whatever?.verdict).not.toBe('proved')
  const [result] = verify(machine(chains), plain, {
    only: [only],
    fromEmptyConntrack: true,
  }).guarantees
  if (!result) throw new Error('not asked')
  return result
}

const expectProved = (result: GuaranteeResult): void => {
  expect(result.counterexamples.map(({ packet, opening }) => [...opening, packet])).toEqual([])
  expect([result.verdict, result.strength, result.why]).toEqual(['proved', 'empty-conntrack', null])
  expect(result.assumptions.join()).toContain('one of its own addresses')
}

/** Refuted by a story, whose first packet enters there and whose last breaks the guarantee. */
const expectStory = (result: GuaranteeResult, first: string, last: string): void => {
  expect([result.verdict, result.strength]).toEqual(['refuted', 'empty-conntrack'])
  const stories = result.counterexamples.filter(({ opening }) => opening.length > 0)
  expect(
    stories.map(({ opening, packet }) => [opening[0]?.packet.split(':')[0], packet.split(':')[0]]),
  ).toContainEqual([expect.stringMatching(first), expect.stringMatching(last)])
  for (const { packet, opening, needsOlderFlow } of stories) {
    expect(needsOlderFlow).toBe(false)
    for (const each of [packet, ...opening.map((before) => before.packet)])
      expect(parsePacket(each).diagnostics).toEqual([])
  }
}

const established = 'ct state established accept'

describe('established is forwarded', () => {
  test('and no connection begins', () => {
    expectProved(ask({ forward: [established] }))
  })

  test('and the uplink may begin one to a client, which answers', () => {
    const forward = ['iifname "eth0" oifname "vif*" tcp dport 80 accept', established]
    expectStory(ask({ forward }), '^eth0', '^vif')
  })

  test('and the uplink would begin one that a later hook drops', () => {
    const forward = ['iifname "eth0" oifname "vif*" tcp dport 80 accept', established]
    expectProved(ask({ forward, postrouting: ['tcp dport 80 drop'] }))
  })

  test('and what would begin one is let alone too late: conntrack has it already', () => {
    const forward = ['iifname "eth0" oifname "vif*" tcp dport 80 accept', established]
    expectStory(ask({ forward, mangle: ['iifname "eth0" notrack'] }), '^eth0', '^vif')
  })

  test('and a port is forwarded to a client, whose answer is turned round', () => {
    const nat = ['iifname "eth0" tcp dport 80 dnat ip to 10.137.0.10']
    const forward = ['iifname "eth0" ct status dnat accept', established]
    expectStory(ask({ nat, forward }), '^eth0', '^vif')
  })
})

describe('related is forwarded', () => {
  test('and the gateway speaks to somebody: a client sends an error about that', () => {
    expectStory(ask({ forward: ['ct state related accept'] }), '^self', '^vif')
  })

  test('and the gateway speaks to nobody', () => {
    expectProved(ask({ forward: ['ct state related accept'], output: ['drop'] }))
  })
})

describe('established is delivered', () => {
  test('and a client answers what the gateway began', () => {
    expectStory(ask({ input: [established] }), '^self', '^vif')
  })

  test('and the gateway begins nothing', () => {
    expectProved(ask({ input: [established], output: ['drop'] }))
  })
})

describe('an echo is answered', () => {
  const input = ['iifname "vif*" icmp type echo-request accept']
  const answers = (rule: string): Chains => ({
    input,
    output: ['oifname "vif*" accept', rule, 'drop'],
  })

  test('and the answer follows a source that the client made up', () => {
    const leaks = answers('icmp type echo-reply ct state established accept')
    expectStory(ask(leaks, 'replies-stay-inside'), '^vif', '^self')
  })

  test('and only the mark of a client has a way out', () => {
    const mangle = ['iifname "vif*" ct mark set 1']
    const leaks = answers('icmp type echo-reply ct mark 1 accept')
    expectStory(ask({ ...leaks, mangle }, 'replies-stay-inside'), '^vif', '^self')
  })
})

describe('a mark of the connection is let pass', () => {
  const forward = ['ct mark 1 accept', 'iifname "eth0" tcp dport 80 accept']

  test('that an opening packet of the uplink gets', () => {
    expectStory(ask({ mangle: ['iifname "eth0" ct mark set 1'], forward }), '^eth0', '^vif')
  })

  test('that no packet gets which lives', () => {
    const mangle = ['iifname "eth0" udp dport 80 ct mark set 1']
    const ofClients = ['iifname "vif*" ct mark 1 accept', 'iifname "eth0" tcp dport 80 accept']
    expectProved(ask({ mangle, forward: ofClients, output: ['drop'] }))
  })

  test('that the gateway has connections to bear: errors about those pass, so it is not proved', () => {
    const mangle = ['iifname "eth0" udp dport 80 ct mark set 1']
    const ofClients = ['iifname "vif*" ct mark 1 accept']
    expect(ask({ mangle, forward: ofClients }).verdict).not.toBe('proved')
  })

  test('that what the gateway sends to itself gets as it comes back: errors about that arrive', () => {
    const input = ['iifname "lo" accept', 'iifname "vif*" ct mark 1 accept']
    const output = ['oifname "lo" accept', 'drop']
    const mangle = ['iifname "lo" ct mark set 1']
    expectProved(ask({ input, output }, 'gateway-closed'))
    expect(ask({ mangle, input, output }, 'gateway-closed').verdict).not.toBe('proved')
  })

  test('that lets the packet pass which sets it', () => {
    const mangle = ['iifname "eth0" udp dport 80 ct mark set 1']
    expectStory(ask({ mangle, forward }), '^eth0', '^vif')
  })

  test('that a later packet of the uplink gets, going the other way: it is not proved', () => {
    const mangle = ['iifname "eth0" tcp dport != 80 ct mark set 1']
    expect(ask({ mangle, forward }).verdict).not.toBe('proved')
  })

  test('that the answer itself brings about', () => {
    const mangle = ['iifname "vif*" ct direction reply ct mark set 1']
    expectStory(ask({ mangle, forward }), '^eth0', '^vif')
  })
})

describe('what is not followed stays undecided', () => {
  test('addresses that a rule writes', () => {
    const { verdict, why } = ask({ mangle: ['ip daddr set 10.0.0.1'], forward: [established] })
    expect([verdict, why]).toEqual(['undecided', expect.stringContaining('writes addresses')])
  })
})
