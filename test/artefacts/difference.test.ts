/**
 * Goal: `diff` finds no difference between the artefacts of a policy but the one that there is, and of an edit of what
 * ships the one that there is.
 * Method: every shipped policy's nft text against its JSON, and against its files for iptables; rules of the default
 * policy's nft text deleted or altered, one at a time, and the class, its direction and its packets named.
 */
import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/artefacts/index.ts'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import { machineDifference } from '../../src/verifier/index.ts'

const gatewayOf = (text: string) => {
  const { value } = readPolicy(text, { source: 'policy.yaml' })
  if (!value) throw new Error('a shipped policy is sound')
  return value.gateway
}

const machineOf = (sources: readonly { readonly name: string; readonly text: string }[]) => {
  const { value } = readMachine(sources, { asFilled: true })
  if (!value) throw new Error('what is compiled reads')
  return value.machine
}

const machineFrom = (text: string, targets: readonly Target[]) => {
  const artefacts = compile(gatewayOf(text)).value?.artefacts ?? []
  return machineOf(
    artefacts
      .filter(({ target }) => targets.includes(target))
      .map(({ fileName, text: each }) => ({ name: fileName, text: each })),
  )
}

const restore = ['iptables', 'ip6tables', 'arptables'] as const

describe.each(shippedPolicies)('$name', ({ text }) => {
  const gateway = gatewayOf(text)
  const facts = gatewayFacts(gateway)

  test('nft text and nft JSON are equivalent', () => {
    expect(
      machineDifference(machineFrom(text, ['nft']), machineFrom(text, ['nft-json']), facts),
    ).toEqual({
      verdict: 'equivalent',
      classes: [],
      isComplete: true,
      doubts: [],
    })
  })

  // x_tables stands behind defragmentation, where nft drops the pieces of clients' datagrams before it. It wants all
  // eight bytes of a UDP header, where nft reads two ports: what DHCP's ports let in may end behind them. No socket
  // takes that, and the reference has no such packet to show.
  test.runIf(gateway.environment !== 'qubes-4')('iptables differs in pieces alone', () => {
    const cut = gateway.own.dhcpClient ? ['network arrives less'] : []
    const { verdict, classes, isComplete, doubts } = machineDifference(
      machineFrom(text, ['nft']),
      machineFrom(text, restore),
      facts,
    )
    expect(verdict).toBe('different')
    expect(isComplete).toBe(true)
    expect(
      new Set(classes.map(({ kind, direction, origin }) => `${origin} ${kind} ${direction}`)),
    ).toEqual(new Set(['pieces fragment more', ...cut]))
    for (const { origin, packets, witness } of classes)
      if (origin === 'pieces') expect(witness.isShown).toBe(true)
      else expect(packets.map(({ field }) => field)).toContain('cut late')
    expect(doubts).toEqual(['rules for ARP differ, and ARP is not compared'])
  })
})

const [torvm] = shippedPolicies.filter(({ name }) => name === 'torvm.yaml')
const nft =
  compile(gatewayOf(torvm?.text ?? '')).value?.artefacts.find(({ target }) => target === 'nft')
    ?.text ?? ''

const edits: readonly (readonly [
  what: string,
  edit: (text: string) => string,
  verdict: string,
  expected: string,
])[] = [
  [
    'the redirect of DNS, deleted',
    deleted(/redirect to :5300/),
    'less-permissive',
    'network arrives less',
  ],
  [
    'the redirect of TCP, deleted',
    deleted(/redirect to :9040/),
    'less-permissive',
    'network arrives less',
  ],
  [
    'the redirect of TCP, to another port',
    (text) => text.replace('redirect to :9040', 'redirect to :9041'),
    'less-permissive',
    'network arrives less',
  ],
  [
    'the drop of local networks, deleted',
    deleted(/ip daddr @local_networks/),
    'more-permissive',
    'network',
  ],
  [
    'the drop of answers from listeners, deleted',
    deleted(/tcp sport \{.*counter drop/),
    'more-permissive',
    'gateway leaves more',
  ],
  [
    'the accept of the gateway, deleted',
    deleted(/counter accept comment "gateway-egress/),
    'less-permissive',
    'gateway leaves less',
  ],
  [
    'a counter, deleted',
    (text) => text.replace('counter redirect to :9040', 'redirect to :9040'),
    'equivalent',
    '',
  ],
]

function deleted(line: RegExp): (text: string) => string {
  return (text) => {
    const lines = text.split('\n')
    const index = lines.findIndex((each) => line.test(each))
    return lines.filter((_, at) => at !== index).join('\n')
  }
}

describe('of the default policy', () => {
  const facts = gatewayFacts(gatewayOf(torvm?.text ?? ''))
  const old = machineOf([{ name: 'old.nft', text: nft }])

  test.each(edits)('%s', (_, edit, verdict, expected) => {
    const text = edit(nft)
    expect(text).not.toBe(nft)
    const found = machineDifference(old, machineOf([{ name: 'new.nft', text }]), facts)
    const told = found.classes.map(
      ({ kind, direction, origin }) => `${origin} ${kind} ${direction}`,
    )
    expect({ verdict: found.verdict, doubts: found.doubts, told }).toMatchObject({
      verdict,
      doubts: [],
    })
    if (expected === '') expect(told).toEqual([])
    else
      expect(
        told.some((each) => each.startsWith(expected)),
        told.join(),
      ).toBe(true)
  })
})
