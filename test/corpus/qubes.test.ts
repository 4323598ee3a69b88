/**
 * Goal: beside Qubes' own tables the default policy's firewall keeps what it promises, and what it takes of Qubes to do
 * so is known: nothing forbidden rests on Qubes, and Qubes alone forbids nothing of it.
 * Method: the tables that Qubes publishes, which CORPUS_DIR names, with those that it makes while it runs, and what is
 * compiled, as one machine. Skipped, and said so, without CORPUS_DIR.
 *
 * The policy takes for a client's what Qubes does not serve: an interface by its name alone, and any address that
 * routes back. vif-route-qubes puts the interface into group 2 last of all; until then, and from any address but the one
 * assigned, Qubes' antispoof drops what comes. So the promises of service hold beside it of assigned clients, and of no
 * others; without that table they hold of all.
 */
import { describe, expect, test } from 'vitest'
import { gatewayFacts } from '../../src/artefacts/facts.ts'
import { compile } from '../../src/artefacts/index.ts'
import { lockdownGuarantees, verifyLockdown } from '../../src/artefacts/lockdown.ts'
import { nftPassage } from '../../src/artefacts/passage.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import type {
  GatewayFacts,
  GuaranteeId,
  GuaranteeResult,
  GuaranteeVerdict,
} from '../../src/verifier/index.ts'
import { guaranteeIds, verify } from '../../src/verifier/index.ts'
import { listed } from '../fixtures/leaks/facts.ts'
import { corpus, corpusText } from './published.ts'
import { accelerator, assigned, firewall, resolvers } from './qubes-tables.ts'

if (!corpus) console.warn("skipped: CORPUS_DIR names no folder with Qubes' tables")

interface Source {
  readonly name: string
  readonly text: string
}

const published = (name: string): Source => ({
  name,
  text: corpus ? corpusText(`qubes/${name}`) : '',
})

const antispoof = [published('qubes-antispoof.nft'), { name: 'assigned.nft', text: assigned }]
const running = [
  { name: 'resolvers.nft', text: resolvers },
  { name: 'firewall.nft', text: firewall },
  { name: 'accelerator.nft', text: accelerator },
]
const ipv6 = {
  on: published('qubes-ipv6.nft'),
  off: published('qubes-ipv6-disabled.nft'),
} as const

/** In the order in which Qubes loads them. */
const qubes = (six: keyof typeof ipv6, spoofing: readonly Source[] = antispoof) => [
  ...spoofing,
  published('qubes-ipv4.nft'),
  ipv6[six],
  ...running,
]

const compiled = (document: PolicyDocument) => {
  const { value, diagnostics } = definePolicy(document)
  const gateway = value?.gateway
  const compilation = gateway && compile(gateway).value
  if (!gateway || !compilation)
    throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const of = (...targets: readonly string[]): readonly Source[] =>
    compilation.artefacts
      .filter(({ target }) => targets.includes(target))
      .map(({ fileName, text }) => ({ name: fileName, text }))
  return {
    facts: gatewayFacts(gateway),
    firewall: of('nft', 'torrc', 'sysctl'),
    customInput: of('custom-input'),
    lockdown: of('lockdown-nft'),
  }
}

const ours = compiled({ version: 1 })

/** The same of those alone that Qubes has put into their group, with the addresses that it has assigned to them. */
const servedOf = (facts: GatewayFacts): GatewayFacts => ({
  ...facts,
  clients: { ...facts.clients, interfaces: [], addresses: listed.clients.addresses },
})

/** How they are loaded is asked by itself, below. */
const asked = guaranteeIds.filter((id) => id !== 'fail-closed')

const ask = (
  sources: readonly Source[],
  facts: GatewayFacts,
  only: readonly GuaranteeId[] = asked,
): readonly GuaranteeResult[] => {
  const { value, diagnostics } = readMachine(sources, { asFilled: true })
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const shown = { torrc: value.torrc, settings: value.sysctls }
  return verify(value.machine, facts, { only, shown }).guarantees
}

const by = (
  results: readonly GuaranteeResult[],
  verdict: GuaranteeVerdict,
): readonly GuaranteeId[] => results.flatMap((each) => (each.verdict === verdict ? [each.id] : []))

const promises: readonly GuaranteeId[] = ['tcp-reaches-tor', 'dns-reaches-tor']
const forbidden = asked.filter((id) => !promises.includes(id))

/** Which file's rules the packets met that refute. */
const blamed = (results: readonly GuaranteeResult[]): readonly string[] => [
  ...new Set(
    results.flatMap(({ counterexamples }) =>
      counterexamples.map(({ blame }) => blame?.source ?? 'no rule'),
    ),
  ),
]

describe.skipIf(!corpus)("the default policy beside Qubes' tables", () => {
  const orders = (six: keyof typeof ipv6) => ({
    'loaded behind them': [...qubes(six), ...ours.firewall, ...ours.customInput],
    'loaded before what Qubes makes again': [
      ...qubes(six).filter((each) => !running.includes(each)),
      ...ours.firewall,
      ...ours.customInput,
      ...running,
    ],
  })

  describe.each(['on', 'off'] as const)('with IPv6 %s', (six) => {
    test.each(Object.entries(orders(six)))('%s: nothing forbidden gets through', (_, sources) => {
      expect(by(ask(sources, ours.facts), 'proved')).toEqual(forbidden)
    })

    test.each(Object.entries(orders(six)))('%s: assigned clients are served', (_, sources) => {
      expect(by(ask(sources, servedOf(ours.facts), promises), 'proved')).toEqual(promises)
    })

    test("without Qubes' antispoof everything is proved, with its own alone", () => {
      const sources = [...qubes(six, []), ...ours.firewall, ...ours.customInput]
      expect(by(ask(sources, ours.facts), 'proved')).toEqual(asked)
    })
  })

  test("what is not served is what Qubes' antispoof drops", () => {
    const results = ask(orders('on')['loaded behind them'], ours.facts, promises)
    expect(by(results, 'refuted')).toEqual(promises)
    expect(blamed(results)).toEqual(['qubes-antispoof.nft'])
  })

  test('without the jump from custom-input Qubes rejects what was to reach Tor', () => {
    const results = ask([...qubes('on'), ...ours.firewall], servedOf(ours.facts), promises)
    expect(by(results, 'refuted')).toEqual(promises)
    expect(blamed(results)).toEqual(['qubes-ipv4.nft'])
    expect(by(ask([...qubes('on'), ...ours.firewall], ours.facts), 'proved')).toEqual(forbidden)
  })

  test('without its own forward chain, flows are taken out of sight by the chain that Qubes makes', () => {
    const open = ours.firewall.map(({ name, text }) => ({
      name,
      text: text.replace(/\tchain forward \{[^}]*\}/, ''),
    }))
    expect(open).not.toEqual(ours.firewall)
    const results = ask([...qubes('on'), ...open, ...ours.customInput], ours.facts)
    expect(by(results, 'refuted')).toEqual(expect.arrayContaining(['no-offload']))
  })
})

describe.skipIf(!corpus)('a policy that says itself which address is whose', () => {
  const fixed = compiled({
    version: 1,
    environment: 'qubes-4',
    zones: {
      clients: {
        interfaces: ['vif*'],
        group: 2,
        addresses: { fixed: { 'vif1.0': ['10.137.0.10'], 'vif2.0': ['10.137.0.11'] } },
      },
    },
  })

  test("holds beside all of Qubes' tables, and serves the same clients", () => {
    const sources = [...qubes('on'), ...fixed.firewall, ...fixed.customInput]
    expect(by(ask(sources, fixed.facts), 'proved')).toEqual(forbidden)
    expect(by(ask(sources, servedOf(fixed.facts), promises), 'proved')).toEqual(promises)
  })
})

describe.skipIf(!corpus)("the lockdown beside Qubes' tables", () => {
  const judge = (sources: readonly Source[]): readonly GuaranteeResult[] => {
    const { value, diagnostics } = readMachine(sources, { asFilled: true })
    if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
    const shown = { torrc: value.torrc, settings: value.sysctls }
    return verifyLockdown(ours.facts)(value.machine, shown).guarantees
  }
  const sysctl = ours.firewall.filter(({ name }) => name.endsWith('.conf'))

  test.each(['on', 'off'] as const)('with IPv6 %s, nothing of a client arrives anywhere', (six) => {
    const orders = [
      [...qubes(six), ...ours.lockdown, ...sysctl],
      [...ours.lockdown, ...sysctl, ...qubes(six)],
      [...qubes(six), ...ours.firewall, ...ours.customInput, ...ours.lockdown],
    ]
    for (const sources of orders) expect(by(judge(sources), 'proved')).toEqual(lockdownGuarantees)
  })

  test('between lockdown and firewall, with the jump from custom-input or without, nothing escapes', () => {
    const tablesOf = (sources: readonly Source[]) =>
      readMachine(sources, { asFilled: true }).value?.machine
    const [firewall, lockdown] = [ours.firewall, ours.lockdown].map(tablesOf)
    if (!firewall || !lockdown) throw new Error('what is compiled reads')
    for (const beside of [qubes('on'), [...qubes('on'), ...ours.customInput]].map(tablesOf)) {
      const passage = nftPassage({ firewall, lockdown, beside: beside?.tables ?? [] })
      const [result] = verify(firewall, ours.facts, {
        only: ['fail-closed'],
        shown: { passage },
      }).guarantees
      expect(passage.length).toBeGreaterThan(30)
      expect(result).toMatchObject({ verdict: 'proved', strength: 'unconditional' })
    }
  })

  test("Qubes' tables alone are none", () => {
    expect(by(judge(qubes('on')), 'refuted')).toEqual(
      expect.arrayContaining(['no-client-escape', 'local-networks-blocked', 'gateway-closed']),
    )
  })
})

describe.skipIf(!corpus)("Qubes' tables alone", () => {
  test('break every guarantee but the two that speak of nothing but Tor', () => {
    const results = ask(qubes('on'), ours.facts)
    const isKept = (id: GuaranteeId) => id === 'client-address-kept' || id === 'torrc-agrees'
    expect(by(results, 'refuted')).toEqual(asked.filter((id) => !isKept(id)))
    expect(by(results, 'proved')).toEqual(['client-address-kept'])
    expect(by(results, 'not-asked')).toEqual(['torrc-agrees'])
  })
})
