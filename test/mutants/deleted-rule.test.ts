/**
 * Goal: no rule of what we emit can go missing unnoticed. Each mutant lacks one rule, or has one base chain's policy
 * turned round: it is refuted; or proved to do the same with every packet; or, where another wall stands behind, still
 * obedient, and then it is named here with the wall.
 * Method: the default policy's nft text read back, mutated as data, asked for all guarantees, and compared.
 */
import { expect, test } from 'vitest'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'
import type { HeldChain, Machine } from '../../src/ruleset/index.ts'
import { compare, verify } from '../../src/verifier/index.ts'

/** Walls whose loss nothing shows, since another stands behind: by the chain and the rule's intent, or its policy. */
const secondWalls: readonly string[] = [
  // Uplink packets with a client's source reach no listener: deliver_uplink drops Tor's ports first.
  'entry zones',
  'entry_uplink drop-spoofed',
  // Answers to options are errors, which do not get out; and a steered answer does not leave by the uplink.
  'entry_client drop-ip-options',
  // What is no connection's is delivered at SOCKS at most, whose socket refuses it.
  'tracked zones',
  'tracked_client drop-untracked',
  // Nothing of a client's is forwarded by the rules before the policy; what others forward is not asked.
  'policy forward',
  // Errors about Tor's own connections are a courtesy, and loopback is nobody's client.
  'deliver_uplink admit-replies',
  'leave loopback',
  // IPv6 has no listener that could answer.
  'leave_client drop-ipv6',
  // By IPv6 the uplink has answers at most to connections older than the rules: leave_uplink lets none begin.
  'deliver_uplink gateway-ipv6',
  // Answers to services of the uplink, of which the default policy has none.
  'leave_uplink serve-uplink',
]

interface Mutant {
  readonly name: string
  readonly machine: Machine
}

const mutantsOf = (machine: Machine): readonly Mutant[] =>
  machine.tables.flatMap((table, tableIndex) => {
    if (table.family === 'arp') return []
    const withChain = (index: number, chain: HeldChain): Machine => ({
      ...machine,
      tables: machine.tables.map((each, at) =>
        at === tableIndex
          ? { ...each, chains: each.chains.map((old, place) => (place === index ? chain : old)) }
          : each,
      ),
    })
    return table.chains.flatMap((chain, index) => [
      ...chain.rules.map((rule, place) => ({
        name: `${chain.name} ${rule.comment.split(':')[0]}`,
        machine: withChain(index, {
          ...chain,
          rules: chain.rules.filter((_, other) => other !== place),
        }),
      })),
      ...(chain.base
        ? [
            {
              name: `policy ${chain.name}`,
              machine: withChain(index, {
                ...chain,
                base: {
                  ...chain.base,
                  policy: chain.base.policy === 'drop' ? ('accept' as const) : ('drop' as const),
                },
              }),
            },
          ]
        : []),
    ])
  })

test('every rule of the default policy is missed, or is proved to be idle', () => {
  const { value } = readPolicy(defaultPolicy.text, { source: defaultPolicy.name })
  const compilation = value && compile(value.gateway).value
  const artefact = compilation?.artefacts.find(({ target }) => target === 'nft')
  if (!compilation || !artefact) throw new Error('the default policy does not compile')
  const sources = [{ name: artefact.fileName, text: artefact.text }]
  const machine = readMachine(sources, { asFilled: true }).value?.machine
  if (!machine) throw new Error('the default ruleset does not read back')
  const facts = gatewayFacts(compilation.gateway)
  expect(verify(machine, facts).verdict).toBe('proved')

  const table = new Map<string, number>()
  const unexplained: string[] = []
  const unused = new Set(secondWalls)
  for (const mutant of mutantsOf(machine)) {
    const { verdict } = verify(mutant.machine, facts)
    const fate = verdict === 'refuted' ? 'refuted' : compare(machine, mutant.machine, facts).verdict
    const told = fate === 'refuted' || fate === 'equal' ? fate : 'another wall'
    table.set(told, (table.get(told) ?? 0) + 1)
    if (told === 'another wall') {
      unused.delete(mutant.name)
      if (!secondWalls.includes(mutant.name)) unexplained.push(`${mutant.name}: ${fate}`)
    }
  }
  console.log(`mutants of the default policy by nft: ${JSON.stringify(Object.fromEntries(table))}`)
  expect(unexplained).toEqual([])
  expect([...unused], 'explained, and yet noticed').toEqual([])
  expect(table.get('refuted') ?? 0).toBeGreaterThan(40)
}, 240_000)
