/**
 * Goal: what is compiled of each shipped policy keeps every guarantee that the policy asks, and all its rulesets say
 * the same; and a ruleset that was tampered with after it was written is found out.
 * Method: the artefacts' texts, as they are and with one rule taken out of the text, read back and proved.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Compilation } from '../../src/artefacts/index.ts'
import { compile, prove } from '../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy, readPolicy } from '../../src/policy/index.ts'

const policies = ['torvm', 'torvm-qubes3', 'gateway', 'relay-gateway', 'tor-only-gateway']

const compiled = (name: string): Compilation => {
  const text = readFileSync(new URL(`../../policy/${name}.yaml`, import.meta.url), 'utf8')
  const { value } = readPolicy(text, { source: `${name}.yaml` })
  const compilation = value && compile(value.gateway).value
  if (!compilation) throw new Error(`${name} does not compile`)
  return compilation
}

/** The compilation with the first line that holds these words gone from one artefact. */
const without = (compilation: Compilation, target: string, words: string): Compilation => ({
  ...compilation,
  artefacts: compilation.artefacts.map((artefact) => {
    if (artefact.target !== target) return artefact
    const lines = artefact.text.split('\n')
    const at = lines.findIndex((line) => line.includes(words))
    expect(at, `${target} has a line with ${words}`).toBeGreaterThan(-1)
    return { ...artefact, text: lines.filter((_, index) => index !== at).join('\n') }
  }),
})

describe.each(policies)('%s', (name) => {
  test('every ruleset is proved, and all are equal', () => {
    const proof = prove(compiled(name))
    const unproved = proof.rulesets.flatMap(({ files, verification, why }) => [
      ...why,
      ...(verification?.guarantees ?? [])
        .filter(({ verdict }) => verdict !== 'proved' && verdict !== 'not-asked')
        .map(({ id, verdict }) => `${files}: ${id} ${verdict}`),
    ])
    expect(unproved).toEqual([])
    expect(proof.comparisons.map(({ comparison }) => comparison.verdict)).toEqual(
      proof.comparisons.map(() => 'equal'),
    )
    expect(proof.verdict).toBe('proved')
  }, 120_000)
})

describe('a ruleset that was tampered with', () => {
  const refutedIn = (compilation: Compilation): readonly string[] =>
    prove(compilation).rulesets.flatMap(({ verification }) =>
      (verification?.guarantees ?? [])
        .filter(({ verdict }) => verdict === 'refuted')
        .map(({ id }) => id),
    )

  test.each([
    ['nft', 'drop-ipv6: obedience.ipv6', 'ipv6-dropped'],
    ['nft', 'fib saddr . iif oif 0', 'no-spoofing'],
    ['nft', 'tcp sport {', 'replies-stay-inside'],
    ['nft', 'counter accept comment "gateway-egress', 'gateway-egress'],
    ['nft', 'udp sport 5300 ct direction reply', 'dns-reaches-tor'],
    ['nft', 'redirect to :9040', 'tcp-reaches-tor'],
    ['nft', 'redirect to :5300', 'dns-reaches-tor'],
    ['nft', 'ip daddr @local_networks', 'local-networks-blocked'],
  ])(
    '%s without `%s` breaks %s',
    (target, words, guarantee) => {
      expect(refutedIn(without(compiled('torvm'), target, words))).toContain(guarantee)
    },
    60_000,
  )

  test('a wall that is a policy alone keeps everything but the moment in which it is loaded anew', () => {
    const compilation = compiled('torvm')
    const bare = {
      ...compilation,
      artefacts: compilation.artefacts.map((artefact) => {
        if (artefact.target !== 'nft') return artefact
        const text = artefact.text.replace(
          /(\tchain forward \{\n[^\n]*policy drop;\n)[^}]*\}/,
          '$1\t}',
        )
        expect(text).not.toBe(artefact.text)
        return { ...artefact, text }
      }),
    }
    expect(refutedIn(bare)).toEqual(['fail-closed'])
  }, 60_000)

  /** The compilation of a policy with these words put in the place of those, wherever they stand in nft's text. */
  const altered = (document: PolicyDocument, words: string, others: string): Compilation => {
    const { value } = definePolicy(document)
    const compilation = value && compile(value.gateway).value
    if (!compilation) throw new Error('it does not compile')
    return {
      ...compilation,
      artefacts: compilation.artefacts.flatMap((artefact) => {
        if (artefact.target !== 'nft') return []
        expect(artefact.text).toContain(words)
        return [{ ...artefact, text: artefact.text.replaceAll(words, others) }]
      }),
    }
  }
  const zones = {
    clients: { interfaces: ['tap*'], addresses: 'reverse-path', gatewayAddress: '192.168.42.1' },
    uplink: { interfaces: ['eth0'] },
  } as const
  const machine = { version: 1, environment: 'standalone', zones } as const
  const perInterface: PolicyDocument = {
    ...machine,
    zones: {
      ...zones,
      clients: {
        ...zones.clients,
        gatewayAddress: { tap1: '192.168.42.1', tap2: '192.168.43.1' },
      },
    },
  }
  const rejecting: PolicyDocument = {
    ...machine,
    obedience: { udp: 'reject', localNetworks: { action: 'reject' } },
  }
  const served: PolicyDocument = {
    ...machine,
    gateway: {
      egress: 'none',
      uplinkServices: [{ name: 'ssh', protocol: 'tcp', port: 22, from: ['9.0.0.0/8'] }],
    },
  }
  const withIpv6: PolicyDocument = { ...machine, gateway: { ipv6: true, dhcpClient: true } }

  test.each([
    [
      'another address for SOCKS',
      machine,
      'elements = { 192.168.42.1 }',
      'elements = { 9.9.9.9 }',
      'gateway-closed',
    ],
    [
      "another interface's address",
      perInterface,
      '"tap1" . 192.168.42.1',
      '"tap1" . 192.168.43.2',
      'gateway-closed',
    ],
    [
      'foreign translations of what is refused',
      rejecting,
      'udp ct status snat,dnat',
      'udp ct mark 7',
      'udp-dropped',
    ],
    [
      'answers of refusals for no translation',
      rejecting,
      'ct state related ct direction reply ct status dnat',
      'ct state related',
      'gateway-unknown',
    ],
    [
      'no wall for the refusal port',
      rejecting,
      'tcp sport { 9, ',
      'tcp sport { 7, ',
      'replies-stay-inside',
    ],
    [
      'answers of a service to anybody',
      served,
      'ip daddr 9.0.0.0/8 tcp sport 22',
      'tcp sport 22',
      'gateway-egress',
    ],
    ['DHCP by IPv6', withIpv6, 'meta nfproto ipv4 udp sport 67', 'udp sport 67', 'gateway-closed'],
    ['ICMPv6 inside of IPv4', withIpv6, 'meta nfproto ipv6 icmpv6', 'icmpv6', 'gateway-closed'],
  ] as const)(
    '%s',
    (_, document, words, others, guarantee) => {
      expect(refutedIn(altered(document, words, words))).toEqual([])
      expect(refutedIn(altered(document, words, others))).toContain(guarantee)
    },
    60_000,
  )

  test('rulesets that differ are no proof, each for itself obedient or not', () => {
    const proof = prove(without(compiled('gateway'), 'iptables', 'drop-ip-options'))
    expect(proof.verdict).toBe('refuted')
    expect(proof.comparisons.map(({ comparison }) => comparison.verdict)).toContain('more')
  }, 60_000)
})
