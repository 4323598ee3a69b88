/**
 * Goal: which published torifiers let their clients' packets out comes out as reading them says, and what reading did
 * not ask comes out too.
 * Method: each ruleset that CORPUS_DIR names, alone, on a gateway that forwards. Skipped, and said so, without it.
 *
 * `leaves`: a client's packet leaves by some interface, whatever it was translated to and whatever connections there
 * are. Of whole obedience all fall short. Reading by hand does not ask about answers: in every one of them the
 * gateway's answers to a client that spoofs its source may leave by the uplink (`answers`, replies-stay-inside).
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import { and, FALSE } from '../../src/verifier/diagram/index.ts'
import { gather } from '../../src/verifier/evidence.ts'
import { fromClients } from '../../src/verifier/guarantees/classes.ts'
import type { GatewayFacts } from '../../src/verifier/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { corpus, corpusText, machineOf } from './published.ts'

if (!corpus) console.warn('skipped: CORPUS_DIR names no folder with published rulesets')

interface Published {
  readonly files: readonly (readonly [name: string, path: string])[]
  readonly client: string
  readonly dnsPort: number
  /** Whether clients' packets leave, of IPv4 and of IPv6. */
  readonly leaves: readonly [ipv4: boolean, ipv6: boolean]
  /** Whether what a client sends arrives at Tor, and the answer comes back. */
  readonly tcp: 'proved' | 'refuted'
  readonly dns: 'proved' | 'refuted'
}

const one = (name: string): Published['files'] => [[name, name]]

/**
 * The promises of service, where they are refuted: the router of Onion Pi returns what goes to its own network, so
 * that DNS to another of its addresses is not redirected; Arch's torifier translates first and then accepts nothing
 * from others than loopback; tor-router accepts the DNS port, and the TransPort nowhere.
 */
const published: Readonly<Record<string, Published>> = {
  "Whonix's gateway": {
    files: one('whonix-gateway-default.nft'),
    ...{ client: 'eth1', dnsPort: 5300, leaves: [false, false], tcp: 'proved', dns: 'proved' },
  },
  "Whonix's gateway of before": {
    files: one('whonix-gateway-default-old.nft'),
    ...{ client: 'eth1', dnsPort: 5300, leaves: [false, false], tcp: 'proved', dns: 'proved' },
  },
  "Whonix's workstation, which is a host": {
    files: one('whonix-workstation-default.nft'),
    ...{ client: 'eth1', dnsPort: 5300, leaves: [false, false], tcp: 'refuted', dns: 'refuted' },
  },
  'the router of Onion Pi': {
    files: [['onionpi-router.nft', 'onionpi-router.nft.template']],
    ...{ client: 'wlan0', dnsPort: 53, leaves: [false, false], tcp: 'refuted', dns: 'refuted' },
  },
  'Onion Pi': {
    files: one('onion-pi.rules.v4'),
    ...{ client: 'wlan1', dnsPort: 53, leaves: [true, true], tcp: 'refuted', dns: 'proved' },
  },
  "Arch's torifier, which is a host": {
    files: [
      ['archtorify.iptables', 'archtorify.iptables.rules'],
      ['archtorify.ip6tables', 'archtorify.iptables.rules'],
    ],
    ...{ client: 'eth1', dnsPort: 53, leaves: [false, false], tcp: 'refuted', dns: 'refuted' },
  },
  'tor-router, of which only the half for IPv4 loads': {
    files: one('tor-router.iptables.rules'),
    ...{ client: 'eth1', dnsPort: 5353, leaves: [false, true], tcp: 'refuted', dns: 'proved' },
  },
}

/** What whoever installs it fills in. */
const filledIn = (text: string): string =>
  text
    .replaceAll('__WIFI_INTERFACE__', 'wlan0')
    .replaceAll('__LAN_NETWORK__', '10.42.0.0/24')
    .replaceAll(/^__[A-Z_]+__$/gm, '')

const factsOf = ({ client, dnsPort }: Published): GatewayFacts => ({
  ...plain,
  clients: {
    ...plain.clients,
    interfaces: [client],
    gatewayAddress: { kind: 'unknown', set: null },
  },
  tor: { ...plain.tor, dnsPort },
})

const leavesOf = (family: 'ipv4' | 'ipv6', machine: Machine, facts: GatewayFacts): boolean =>
  gather(family, machine, facts, {}).some(({ space, inbound }) =>
    inbound.sent.some(({ set }) => and(space.arena, set, fromClients(space)) !== FALSE),
  )

describe.skipIf(!corpus)('a published torifier', () => {
  test.each(Object.keys(published))('%s', (name) => {
    const each = published[name]
    if (!each) throw new Error(name)
    const facts = factsOf(each)
    const machine = machineOf(
      ...each.files.map(
        ([file, path]) => [file, filledIn(corpusText(`torifiers/${path}`))] as const,
      ),
    )
    const only = ['tcp-reaches-tor', 'dns-reaches-tor', 'replies-stay-inside'] as const
    const verdicts = Object.fromEntries(
      verify(machine, facts, { only }).guarantees.map(({ id, verdict }) => [id, verdict]),
    )
    expect({
      leaves: [leavesOf('ipv4', machine, facts), leavesOf('ipv6', machine, facts)],
      tcp: verdicts['tcp-reaches-tor'],
      dns: verdicts['dns-reaches-tor'],
      answers: verdicts['replies-stay-inside'],
    }).toEqual({ leaves: each.leaves, tcp: each.tcp, dns: each.dns, answers: 'refuted' })
  })

  test("tor-router's half for IPv6 does not load, and so protects from nothing", () => {
    const name = 'tor-router.ip6tables.rules'
    const { value, diagnostics } = readMachine([{ name, text: corpusText(`torifiers/${name}`) }])
    expect(value).toBeUndefined()
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  })
})
