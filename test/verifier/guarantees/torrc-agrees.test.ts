/**
 * Goal: rules and torrc that do not fit together are told, with the packet, the line of torrc and the reason; and those
 * that do are proved.
 * Method: one torifier, and torrcs that differ from one that fits in one thing each.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import { parseAddress, parsePrefix } from '../../../src/net/index.ts'
import type { GatewayFacts, GuaranteeResult } from '../../../src/verifier/index.ts'
import { verify } from '../../../src/verifier/index.ts'
import { inOnePrefix, socksBoth } from '../../fixtures/leaks/facts.ts'

const torifier = ({ tcp = 'redirect to :9040', dns = 'redirect to :5300', input = '' } = {}) => `
table inet torifier {
  chain six {
    type filter hook prerouting priority -450; policy accept;
    meta nfproto ipv6 drop
  }
  chain redirection {
    type nat hook prerouting priority -110; policy accept;
    iifname "vif*" udp dport 53 ${dns}
    iifname "vif*" ip daddr 10.137.0.1 tcp dport { 9049, 9050 } accept
    iifname "vif*" meta l4proto tcp ${tcp}
  }
  chain forward { type filter hook forward priority -10; policy drop; }
  chain input {
    type filter hook input priority -10; policy drop;
    iifname "vif*" udp dport 5300 ct status dnat accept
    iifname "vif*" tcp dport { 9040, 9041 } ct status dnat accept
    iifname "vif*" ip daddr 10.137.0.1 tcp dport { 9049, 9050 } accept
    ${input}
  }
}
`

const fitting = [
  'TransPort 10.137.0.1:9040 IsolateClientAddr',
  'DNSPort 10.137.0.1:5300 IsolateClientAddr',
  'SocksPort 10.137.0.1:9050',
  'SocksPort 10.137.0.1:9049 IsolateDestAddr IsolateDestPort',
  'AutomapHostsOnResolve 1',
  'VirtualAddrNetworkIPv4 10.192.0.0/10',
  'VirtualAddrNetworkIPv6 [100::]/64',
]

const facts: GatewayFacts = {
  ...inOnePrefix,
  tor: {
    ...socksBoth.tor,
    socksIsolation: [{ port: 9049, by: ['socks-auth', 'destination-address', 'destination-port'] }],
  },
}

const ask = (
  torrc: readonly string[] | null,
  { rules = torifier(), of = facts }: { rules?: string; of?: GatewayFacts } = {},
): GuaranteeResult => {
  const { value, diagnostics } = readMachine([
    { name: 'rules.nft', text: rules },
    ...(torrc === null ? [] : [{ name: 'torrc', text: `${torrc.join('\n')}\n` }]),
  ])
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const shown = { torrc: value.torrc, settings: value.sysctls }
  const [result] = verify(value.machine, of, { only: ['torrc-agrees'], shown }).guarantees
  if (!result) throw new Error('not asked')
  return result
}

/** The fitting torrc with other lines in the place of those that begin so, or behind all others. */
const changed = (...changes: readonly (readonly [from: string, to: string | null])[]) => {
  const lines: (string | null)[] = [...fitting]
  for (const [from, to] of changes) {
    const at = lines.findIndex((line) => from !== '' && line?.startsWith(from))
    if (at < 0) lines.push(to)
    else lines[at] = to
  }
  return lines.filter((line) => line !== null)
}

const proved: readonly (readonly [what: string, torrc: readonly string[]])[] = [
  ['it fits', fitting],
  ['listeners at all addresses', changed(['TransPort', 'TransPort 0.0.0.0:9040'])],
  ['several listeners of a kind', changed(['', 'TransPort 127.0.0.1:9041'])],
  ['SOCKS for the gateway itself', changed(['', 'SocksPort 127.0.0.1:9050 NoIsolateClientAddr'])],
  ['SOCKS by name on loopback', changed(['', 'SocksPort localhost:9150'])],
  ['the control port on loopback', changed(['', 'ControlPort 9051'])],
  ['a socket in the file system', changed(['', 'ControlSocket /run/tor/control'])],
  [
    'a part of the virtual addresses',
    changed(['VirtualAddrNetworkIPv4', 'VirtualAddrNetworkIPv4 10.192.0.0/16']),
  ],
  [
    'names get no addresses',
    changed(['Automap', 'AutomapHostsOnResolve 0'], ['VirtualAddrNetworkIPv4', null]),
  ],
  ['lines in other letters', changed(['TransPort', 'transport "10.137.0.1:9040"'])],
  ['a continued line', changed(['TransPort', 'TransPort \\\n 10.137.0.1:9040'])],
  [
    'a group of listeners that isolate alike',
    changed(
      ['TransPort', 'TransPort 10.137.0.1:9040 SessionGroup=3'],
      ['DNSPort', 'DNSPort 10.137.0.1:5300 SessionGroup=3'],
    ),
  ],
]

type Refuted = readonly [what: string, torrc: readonly string[], fate: RegExp, line: string | null]

const refuted: readonly Refuted[] = [
  [
    'no TransPort',
    changed(['TransPort', null]),
    /at 10\.137\.0\.1:9040 .* opens no TransPort$/,
    null,
  ],
  ['TransPort 0', changed(['TransPort', 'TransPort 0']), /opens no TransPort/, null],
  [
    'another port',
    changed(['TransPort', 'TransPort 10.137.0.1:9041']),
    /no TransPort listens: the torrc opens it at 10\.137\.0\.1:9041/,
    'TransPort 10.137.0.1:9041',
  ],
  [
    'some port',
    changed(['TransPort', 'TransPort 10.137.0.1:auto']),
    /opens it at 10\.137\.0\.1:auto/,
    'TransPort 10.137.0.1:auto',
  ],
  [
    'on loopback',
    changed(['TransPort', 'TransPort 9040']),
    /opens it at 127\.0\.0\.1:9040/,
    'TransPort 9040',
  ],
  [
    'at another address',
    changed(['DNSPort', 'DNSPort 10.137.0.2:5300']),
    /no DNSPort listens: the torrc opens it at 10\.137\.0\.2:5300/,
    'DNSPort 10.137.0.2:5300',
  ],
  [
    'at all of IPv6',
    changed(['TransPort', 'TransPort [::]:9040']),
    /opens it at \[::\]:9040/,
    'TransPort [::]:9040',
  ],
  [
    'in the file system',
    changed(['SocksPort 10.137.0.1:9050', 'SocksPort unix:/run/tor/socks']),
    /:9050 .*no SocksPort listens/,
    'SocksPort unix:/run/tor/socks',
  ],
  [
    'of another kind',
    changed(['TransPort', 'SocksPort 10.137.0.1:9040']),
    /opens no TransPort/,
    null,
  ],
  ['networking is off', changed(['', 'DisableNetwork 1']), /opens no TransPort/, null],
  [
    'clients not isolated',
    changed(['TransPort', 'TransPort 10.137.0.1:9040 NoIsolateClientAddr']),
    /where TransPort does not isolate streams \(IsolateClientAddr\)/,
    'TransPort 10.137.0.1:9040 NoIsolateClientAddr',
  ],
  [
    'SOCKS users not isolated',
    changed([
      'SocksPort 10.137.0.1:9049',
      'SocksPort 10.137.0.1:9049 NoIsolateSOCKSAuth IsolateDestAddr IsolateDestPort',
    ]),
    /SocksPort does not isolate streams \(IsolateSOCKSAuth\)/,
    'SocksPort 10.137.0.1:9049 NoIsolateSOCKSAuth IsolateDestAddr IsolateDestPort',
  ],
  [
    'destinations not isolated',
    changed(['SocksPort 10.137.0.1:9049', 'SocksPort 10.137.0.1:9049 IsolateDestAddr']),
    /:9049 .*\(IsolateDestPort\)/,
    'SocksPort 10.137.0.1:9049 IsolateDestAddr',
  ],
  [
    'a group with a weaker listener',
    changed(
      ['TransPort', 'TransPort 10.137.0.1:9040 SessionGroup=3'],
      ['', 'SocksPort 127.0.0.1:9150 NoIsolateClientAddr SessionGroup=3'],
    ),
    /whose group of sessions SocksPort 127\.0\.0\.1:9150 shares/,
    'SocksPort 127.0.0.1:9150 NoIsolateClientAddr SessionGroup=3',
  ],
  [
    "tor's own virtual addresses",
    changed(['VirtualAddrNetworkIPv4', null]),
    /127\.192\.0\.0\/10, tor's own choice, gives names addresses .*: loopback/,
    null,
  ],
  [
    'virtual addresses of the clients',
    changed(['VirtualAddrNetworkIPv4', 'VirtualAddrNetworkIPv4 10.128.0.0/10']),
    /the clients' own 10\.137\.0\.0\/16/,
    'VirtualAddrNetworkIPv4 10.128.0.0/10',
  ],
  [
    'virtual addresses that are local',
    changed(['VirtualAddrNetworkIPv4', 'VirtualAddrNetworkIPv4 172.16.0.0/12']),
    /the local network 172\.16\.0\.0\/12/,
    'VirtualAddrNetworkIPv4 172.16.0.0/12',
  ],
  [
    'virtual addresses that no fact has',
    changed(['VirtualAddrNetworkIPv4', 'VirtualAddrNetworkIPv4 44.0.0.0/10']),
    /do not have for virtual: 10\.192\.0\.0\/10/,
    'VirtualAddrNetworkIPv4 44.0.0.0/10',
  ],
  [
    "tor's own virtual addresses of IPv6",
    changed(['VirtualAddrNetworkIPv6', null]),
    /fe80::\/10, tor's own choice, .*link-local/,
    null,
  ],
  [
    'virtual addresses of IPv6 that are public',
    changed(['VirtualAddrNetworkIPv6', 'VirtualAddrNetworkIPv6 [2600::]/32']),
    /public addresses/,
    'VirtualAddrNetworkIPv6 [2600::]/32',
  ],
]

test.each(proved)('proved: %s', (_, torrc) => {
  const result = ask(torrc)
  expect(result.counterexamples.map(({ fate }) => fate)).toEqual([])
  expect(result).toMatchObject({ verdict: 'proved', strength: 'unconditional', why: null })
  expect(result.assumptions).not.toEqual([])
})

test.each(refuted)('refuted: %s', (_, torrc, fate, line) => {
  const result = ask(torrc)
  expect(result.verdict).toBe('refuted')
  const shown = result.counterexamples.find((each) => fate.test(each.fate))
  expect(shown, result.counterexamples.map((each) => each.fate).join('\n')).toBeDefined()
  if (line === null) expect(shown?.blame?.source).not.toBe('torrc')
  else
    expect(shown?.blame).toMatchObject({
      source: 'torrc',
      line: torrc.join('\n').split('\n').indexOf(line) + 1,
    })
})

describe('rules that lead elsewhere', () => {
  test('the rule that redirects is on the way', () => {
    const result = ask(changed(['TransPort', 'TransPort 10.137.0.1:9041']))
    const rules = result.counterexamples.flatMap(({ trace }) =>
      trace.filter(({ text }) => text.includes('redirect to :9040')),
    )
    expect(rules[0]?.place).toMatchObject({ source: 'rules.nft' })
  })

  test('a redirect to another port than the torrc opens', () => {
    const { counterexamples } = ask(fitting, { rules: torifier({ tcp: 'redirect to :9041' }) })
    expect(counterexamples.map(({ fate }) => fate)).toEqual([
      'it arrives at 10.137.0.1:9041 on the gateway, where no TransPort listens: the torrc opens it at 10.137.0.1:9040',
    ])
  })

  test('rules and torrc agree on another port than the facts', () => {
    const torrc = changed(['TransPort', 'TransPort 10.137.0.1:9041'])
    const { counterexamples } = ask(torrc, { rules: torifier({ tcp: 'redirect to :9041' }) })
    expect(counterexamples.map(({ fate }) => fate)).toEqual([
      'the facts have TransPort 9040, and the torrc opens it at 10.137.0.1:9041',
    ])
    expect(counterexamples[0]?.blame).toMatchObject({ source: 'torrc', line: 1 })
  })

  test('UDP that is sent to the TransPort', () => {
    const rules = torifier({ dns: 'redirect to :9040', input: 'udp dport 9040 accept' })
    const { counterexamples } = ask(fitting, { rules })
    expect(counterexamples[0]?.fate).toMatch(/where no DNSPort listens/)
  })

  test('everybody on the uplink reaches a listener at all addresses', () => {
    const rules = torifier({ input: 'tcp dport 9040 accept' })
    const torrc = changed(['TransPort', 'TransPort 0.0.0.0:9040'])
    const { counterexamples } = ask(torrc, { rules })
    const fates = counterexamples.map(({ packet, fate }) => `${packet.split(':')[0]}: ${fate}`)
    expect(fates.join('\n')).toMatch(/^(?!vif).*where TransPort listens, for clients alone/m)
  })

  test('clients reach the control port', () => {
    const rules = torifier({ input: 'tcp dport 9051 accept' }).replace(
      '9049, 9050 } accept\n    iif',
      '9049, 9050, 9051 } accept\n    iif',
    )
    const torrc = changed(['', 'ControlPort 0.0.0.0:9051'])
    const { counterexamples } = ask(torrc, { rules })
    expect(counterexamples.map(({ fate }) => fate).join('\n')).toMatch(/where ControlPort listens/)
    expect(ask(changed(['', 'ControlPort 9051']), { rules }).verdict).toBe('proved')
  })
})

describe('what is not known', () => {
  test('no torrc', () => {
    expect(ask(null)).toMatchObject({ verdict: 'not-asked', why: 'no torrc was shown' })
  })

  test('files that it reads in', () => {
    const result = ask(changed(['', '%include /etc/torrc.d/*.conf']))
    expect(result).toMatchObject({ verdict: 'undecided' })
    expect(result.why).toMatch(/\/etc\/torrc\.d/)
  })

  test('names that are looked up', () => {
    const result = ask(changed(['DNSPort', 'DNSPort gateway.example:5300']))
    expect(result.verdict).toBe('undecided')
    expect(result.why).toMatch(/looked up when tor starts/)
  })

  test('the address by which clients know the gateway', () => {
    const of: GatewayFacts = {
      ...facts,
      clients: { ...facts.clients, gatewayAddress: { kind: 'unknown', set: null } },
    }
    expect(ask(fitting, { of })).toMatchObject({ verdict: 'undecided' })
    const loopback = changed(['TransPort', 'TransPort 127.0.0.1:9040'])
    expect(ask(loopback, { of })).toMatchObject({ verdict: 'refuted' })
  })

  test('each interface has an address of its own, and tor listens at one of them', () => {
    const address = (text: string) => {
      const parsed = parseAddress(text)
      if (!parsed) throw new Error(text)
      return parsed
    }
    const of: GatewayFacts = {
      ...facts,
      tor: { ...facts.tor, socksPorts: [] },
      clients: {
        ...facts.clients,
        gatewayAddress: {
          kind: 'known',
          list: [
            { interface: 'vif1.0', address: address('10.137.0.1') },
            { interface: 'vif2.0', address: address('10.137.0.2') },
          ],
        },
      },
    }
    const result = ask(fitting, { of })
    expect(result.verdict).toBe('refuted')
    expect(result.counterexamples[0]?.packet).toMatch(/^vif2\.0:/)
    const both = [...fitting, 'TransPort 10.137.0.2:9040', 'DNSPort 10.137.0.2:5300']
    const rest = ask(both, { of }).counterexamples.filter(({ packet }) =>
      /^vif[12]\.0:/.test(packet),
    )
    expect(rest).toEqual([])
  })

  test('facts without virtual addresses', () => {
    const of: GatewayFacts = { ...facts, tor: { ...facts.tor, virtualAddresses: [] } }
    expect(ask(fitting, { of }).counterexamples[0]?.fate).toMatch(
      /the local network 10\.0\.0\.0\/8/,
    )
    expect(parsePrefix('10.192.0.0/10')).toBeDefined()
  })
})
