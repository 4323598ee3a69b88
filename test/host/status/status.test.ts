/**
 * Goal: `status` tells what is the matter, and nothing where nothing is.
 * Method: a gateway that is as it should be, and the same with one thing wrong at a time; each has its own code.
 */
import { describe, expect, test } from 'vitest'
import type { StatusCode } from '../../../src/diagnostics/index.ts'
import { statusCodes } from '../../../src/diagnostics/index.ts'
import { findingsOf, takeStatus } from '../../../src/host/status/index.ts'
import type { FakeMachine } from '../../support/fake-system.ts'
import type { Overrides } from '../../support/gateway-machine.ts'
import { gatewayMachine, ourTables, torvm } from '../../support/gateway-machine.ts'
import type { FakeTor } from '../tor/fake-tor.ts'
import { access, withFakeTor } from '../tor/fake-tor.ts'

/** Null: there is no control socket. */
const look = async (overrides: Overrides = {}, tor: Partial<FakeTor> | null = {}) => {
  const take = async (controlSocket: string) => {
    const { system } = gatewayMachine(overrides)
    const { files } = system
    const reading = await takeStatus(
      { ...system, files: { ...files, read: (path) => readEither(files.read(path), path) } },
      { gateway: torvm, controlSocket, stateFolder: '/run/qubes-tor-fw', open: access.open },
    )
    if (reading.kind === 'failed') throw new Error(reading.why.join())
    return reading.status
  }
  return tor === null ? take('/nowhere/socket') : withFakeTor(tor, take)
}

/** The cookie of the false Tor lies on the disk. */
const readEither = (found: ReturnType<typeof access.files.read>, path: string) =>
  found.kind === 'read' ? found : access.files.read(path)

const codesOf = async (overrides: Overrides, tor?: Partial<FakeTor> | null) => [
  ...new Set(findingsOf(await look(overrides, tor)).map(({ code }) => code)),
]

type Item = ReturnType<typeof ourTables>[number]
const rule = (chain: string, expr: readonly unknown[], table = 'qubes_tor_fw'): Item => ({
  rule: { family: 'inet', table, chain, handle: 99, expr },
})

/** Our tables without a rule of that comment. */
const without = (comment: string): readonly Item[] =>
  ourTables().filter((item) => !JSON.stringify(item).includes(`"comment":"${comment}`))

const client: FakeMachine['programs'] = {
  ip: ({ arguments: words }) => ({
    stdout: JSON.stringify(
      words.includes('route')
        ? words.includes('-4')
          ? [{ dst: '10.137.0.10', dev: 'vif7.0' }]
          : []
        : [
            {
              ifname: 'vif7.0',
              group: '2',
              addr_info: [{ family: 'inet', local: '10.137.0.5' }],
            },
          ],
    ),
  }),
}

const lockdown: readonly Item[] = [
  { table: { family: 'inet', name: 'qubes_tor_fw_lockdown' } },
  {
    chain: {
      ...{ family: 'inet', table: 'qubes_tor_fw_lockdown', name: 'forward' },
      ...{ type: 'filter', hook: 'forward', prio: -20, policy: 'drop' },
    },
  },
]

const qubesTable = (jumps: boolean): readonly Item[] => {
  const chain = (name: string, more = {}) => ({
    chain: { family: 'ip', table: 'qubes', name, ...more },
  })
  const inQubes = (name: string, expr: readonly unknown[]) => ({
    rule: { family: 'ip', table: 'qubes', chain: name, handle: 9, expr },
  })
  return [
    { table: { family: 'ip', name: 'qubes' } },
    chain('input', { type: 'filter', hook: 'input', prio: 0, policy: 'drop' }),
    chain('custom-input'),
    chain('qubes-tor-fw'),
    inQubes('input', [{ jump: { target: 'custom-input' } }]),
    inQubes('qubes-tor-fw', [
      { match: { op: '==', left: { meta: { key: 'mark' } }, right: 7_630_706 } },
      { accept: null },
    ]),
    ...(jumps ? [inQubes('custom-input', [{ jump: { target: 'qubes-tor-fw' } }])] : []),
  ]
}

test('a gateway that is as it should be has no finding', async () => {
  const status = await look()
  expect(findingsOf(status)).toEqual([])
  expect(status.applied).toMatchObject({ verdict: 'proved', since: 1_799_992_400 })
  expect(status.drops?.find(({ reason }) => reason === 'drop-udp')).toEqual({
    reason: 'drop-udp',
    packets: 2,
  })
})

/** Our tables as the loader fills them for the client's interface. */
const filled = (): readonly Item[] =>
  ourTables().map((item) =>
    JSON.parse(
      JSON.stringify(item).replace(
        /("name":"client_facing","type":"ipv4_addr")/,
        '$1,"elem":["10.137.0.5"]',
      ),
    ),
  )

test('a client that is served is told with its address', async () => {
  const status = await look({ programs: client, ruleset: [...filled(), ...qubesTable(true)] })
  expect(findingsOf(status)).toEqual([])
  expect(status.own?.customInput).toBe('present')
  expect(status.clients).toMatchObject([{ interface: 'vif7.0', group: 2 }])
  expect(status.clients[0]?.addresses).toHaveLength(1)
})

const unserved = (): readonly Item[] => [
  ...filled(),
  { table: { family: 'inet', name: 'other' } },
  {
    chain: {
      ...{ family: 'inet', table: 'other', name: 'in' },
      ...{ type: 'filter', hook: 'prerouting', prio: -500, policy: 'drop' },
    },
  },
]

/** The rules that let nothing be forwarded: by interface, and whatever is left. */
const isForwardWall = (item: unknown): boolean => JSON.stringify(item).includes('"chain":"forward"')

/** What is wrong, by the code that is to tell it. */
const troubles: readonly (readonly [StatusCode, Overrides, Partial<FakeTor> | null])[] = [
  [
    'firewall-leaks',
    {
      ruleset: [
        ...ourTables().filter((item) => !isForwardWall(item)),
        { chain: { family: 'inet', table: 'qubes_tor_fw', name: 'x' } },
      ].map((item) =>
        JSON.parse(
          JSON.stringify(item).replace(
            '"prio":-10,"policy":"drop"',
            '"prio":-10,"policy":"accept"',
          ),
        ),
      ),
    },
    {},
  ],
  [
    'firewall-undecided',
    {
      ruleset: [
        ...ourTables(),
        { table: { family: 'inet', name: 'other' } },
        {
          chain: {
            ...{ family: 'inet', table: 'other', name: 'nat' },
            ...{ type: 'nat', hook: 'prerouting', prio: -200, policy: 'accept' },
          },
        },
        rule('nat', [{ xt: { type: 'target', name: 'UNHEARD' } }], 'other'),
      ],
    },
    {},
  ],
  ['firewall-dead', { ruleset: unserved(), programs: client }, {}],
  ['firewall-locked-down', { ruleset: [...ourTables(), ...lockdown] }, {}],
  ['firewall-not-applied', { ruleset: [] }, {}],
  ['firewall-drift', { ruleset: without('close-gateway') }, {}],
  [
    'policy-differs',
    { files: { '/run/qubes-tor-fw/state': `verdict proved\npolicy-sha256 ${'0'.repeat(64)}\n` } },
    {},
  ],
  ['setting-drift', { files: { '/proc/sys/net/ipv4/ip_forward': '1\n' } }, {}],
  ['custom-input-missing', { ruleset: [...ourTables(), ...qubesTable(false)] }, {}],
  ['tor-down', { torUid: null }, null],
  ['tor-silent', {}, { knowsCookie: false }],
  ['tor-bootstrapping', {}, { percent: 45 }],
  ['tor-not-listening', { torUid: null }, {}],
  ['tor-stranger', { torUid: 0 }, {}],
]

/** What else is told of it: a wall that is gone leaks, say. */
const brings: Partial<Record<StatusCode, readonly StatusCode[]>> = {
  'firewall-leaks': ['firewall-drift'],
  'firewall-not-applied': ['firewall-leaks'],
  'firewall-drift': ['firewall-leaks'],
}

describe('each trouble has its code', () => {
  test('and there is one for each code', () => {
    expect(troubles.map(([code]) => code)).toEqual(Object.keys(statusCodes))
  })

  test.each(troubles)('%s', async (code, overrides, tor) => {
    const others = (brings[code] ?? []).filter((each) => each !== code)
    expect([...(await codesOf(overrides, tor))].sort()).toEqual([code, ...others].sort())
  })
})

test('a lockdown is not told as a dead wire too', async () => {
  const ruleset = [...ourTables(), ...lockdown]
  expect(await codesOf({ ruleset, programs: client })).toEqual(['firewall-locked-down'])
})

test('the loader’s word of a lockdown counts where nft shows none', async () => {
  const state = 'verdict lockdown\nbackend iptables-legacy\nreason nft refused\n'
  const [finding] = findingsOf(
    await look({ ruleset: [], files: { '/run/qubes-tor-fw/state': state } }),
  ).filter(({ code }) => code === 'firewall-locked-down')
  expect(finding?.message).toBe('the gateway is locked down: nft refused')
})

test('a ruleset that no reader takes is undecided, and one that cannot be read is no status', async () => {
  const broken = { nft: () => ({ stdout: '{"nftables": [{"rule": 5}]}' }) }
  expect(await codesOf({ programs: broken })).toContain('firewall-undecided')
  const { system } = gatewayMachine({ programs: { nft: () => ({ code: 1, stderr: 'no rights' }) } })
  const question = { gateway: torvm, controlSocket: '/x', stateFolder: '/y', open: access.open }
  expect(await takeStatus(system, question)).toMatchObject({ kind: 'failed' })
})
