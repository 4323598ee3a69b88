/**
 * Goal: what is in force is read whole, or it is said what could not be read; nothing is taken for closed because nobody
 * looked.
 * Method: a machine made up of programs that print, fail or are not there, and the files of /proc that matter.
 */
import { describe, expect, test } from 'vitest'
import { gatewayFacts } from '../../src/artefacts/index.ts'
import {
  factsWithClientFacing,
  findClientFacing,
  judgeLive,
  readInterfaces,
  readLive,
} from '../../src/host/live/index.ts'
import { formatAddress, parseAddress } from '../../src/net/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'
import type { FakeMachine } from '../support/fake-system.ts'
import { fakeSystem } from '../support/fake-system.ts'

const xtRule = (family: string) =>
  `{"rule": {"family": "${family}", "table": "filter", "chain": "INPUT", "handle": 3, "expr": [{"xt": {"type": "match", "name": "conntrack"}}]}}`
const empty = '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}'
const withXt = (family: string) => `{"nftables": [{"metainfo": {}}, ${xtRule(family)}]}`

const print = (stdout: string) => () => ({ stdout })

const machine = (programs: FakeMachine['programs'], files: Readonly<Record<string, string>> = {}) =>
  fakeSystem({ programs, files: new Map(Object.entries(files)) })

const namesOf = (reading: Awaited<ReturnType<typeof readLive>>): readonly string[] =>
  reading.kind === 'read' ? reading.texts.map(({ name }) => name) : reading.why

describe('what is in force', () => {
  test('is read from nft, and of the kernel from what it has', async () => {
    const system = machine(
      { nft: print(empty) },
      { '/proc/sys/net/ipv4/ip_forward': '1\n', '/proc/sys/net/ipv4/conf/eth0/rp_filter': '2\n' },
    )
    const reading = await readLive(system)
    expect(namesOf(reading)).toEqual(['live nft', 'live sysctl'])
    expect(reading.kind === 'read' && reading.texts[1]?.text).toBe(
      'net/ipv4/ip_forward = 1\nnet/ipv4/conf/eth0/rp_filter = 2\n',
    )
  })

  test('has an item on a line of its own', async () => {
    const reading = await readLive(machine({ nft: print(withXt('inet')) }))
    expect(reading.kind === 'read' && reading.texts[0]?.text.split('\n').length).toBe(3)
  })

  test('is read by iptables-legacy-save only where its tables are loaded', async () => {
    const programs = {
      nft: print(empty),
      'iptables-legacy-save': print('*filter\nCOMMIT\n'),
      'arptables-legacy-save': print('*filter\nCOMMIT\n'),
    }
    expect(namesOf(await readLive(machine(programs)))).toEqual(['live nft'])
    const loaded = { '/proc/self/net/ip_tables_names': 'filter\n' }
    expect(namesOf(await readLive(machine(programs, loaded)))).toEqual([
      'live nft',
      'live iptables-legacy-save',
    ])
    const arp = { '/proc/self/net/arp_tables_names': 'filter\n' }
    const reading = await readLive(machine(programs, arp))
    expect(reading.kind === 'read' && reading.texts[1]?.text).toMatch(/^# arptables-save\n/)
  })

  test.each(['ip', 'ip6', 'arp'])(
    'has the words of iptables-nft where %s needs them',
    async (family) => {
      const saves = ['iptables-nft-save', 'ip6tables-nft-save', 'arptables-nft-save']
      const programs = Object.fromEntries(saves.map((name) => [name, print('*filter\nCOMMIT\n')]))
      const reading = await readLive(machine({ nft: print(withXt(family)), ...programs }))
      const save = { ip: saves[0], ip6: saves[1], arp: saves[2] }[family]
      expect(namesOf(reading)).toEqual(['live nft', `live ${save}`])
    },
  )

  test.each<[string, FakeMachine['programs'], Readonly<Record<string, string>>, RegExp]>([
    ['nft is missing', {}, {}, /`nft .*could not be started/],
    [
      'nft refuses',
      { nft: () => ({ code: 1, stderr: 'Operation not permitted' }) },
      {},
      /ended with 1: Operation/,
    ],
    ['nft hangs', { nft: () => ({ code: 137, timedOut: true }) }, {}, /took too long/],
    [
      'legacy tables cannot be listed',
      { nft: print(empty) },
      { '/proc/self/net/ip6_tables_names': 'filter\n' },
      /`ip6tables-legacy-save`.*could not be started/,
    ],
    ['iptables-nft is missing', { nft: print(withXt('ip')) }, {}, /`iptables-nft-save`/],
  ])('cannot be known where %s', async (_, programs, files, why) => {
    const reading = await readLive(machine(programs, files))
    expect(reading.kind).toBe('failed')
    expect(namesOf(reading).join()).toMatch(why)
  })
})

const gateway = readPolicy(defaultPolicy.text, { source: 'torvm.yaml' }).value?.gateway
if (!gateway) throw new Error('the default policy is wrong')
const facts = gatewayFacts(gateway)

const addresses = JSON.stringify([
  { ifname: 'lo', group: '0', addr_info: [{ local: '127.0.0.1' }] },
  { ifname: 'eth0', group: '1', addr_info: [{ local: '10.138.0.7' }] },
  { ifname: 'vif1.0', group: '2', addr_info: [{ local: 'fe80::1' }, { local: '10.137.0.9' }] },
  { ifname: 'tun5', group: '2', addr_info: [{ local: '10.137.0.9' }, { local: '10.1.1.1' }] },
])

const facing = async (programs: FakeMachine['programs'], given?: string) => {
  const system = machine(programs)
  const interfaces = await readInterfaces(system)
  if (interfaces.kind === 'failed') throw new Error(interfaces.why)
  const address = given === undefined ? undefined : parseAddress(given)
  return findClientFacing(system, facts.clients, interfaces.value, address)
}

describe('the client-facing address', () => {
  const qubesdb = print('10.137.0.1\n')
  test('is the one given, else what QubesDB says, else that of the interfaces', async () => {
    const programs = { ip: print(addresses), 'qubesdb-read': qubesdb }
    const found = async (given?: string) =>
      (await facing(programs, given)).addresses.map(formatAddress)
    expect(await found('10.9.9.9')).toEqual(['10.9.9.9'])
    expect(await found()).toEqual(['10.137.0.1'])
    expect((await facing({ ip: print(addresses) })).addresses.map(formatAddress)).toEqual([
      '10.137.0.9',
    ])
  })

  test.each([
    ['fails', () => ({ code: 1 })],
    ['says nothing', print('\n')],
    ['says nonsense', print('gateway')],
    ['says an IPv6 address', print('fd00::1')],
  ])('comes from the interfaces where QubesDB %s', async (_, qubesdbRead) => {
    const found = await facing({ ip: print(addresses), 'qubesdb-read': qubesdbRead })
    expect(found.list).toEqual([{ interface: '*', address: parseAddress('10.137.0.9') }])
  })

  test('is several where interfaces differ, and none where there is no client', async () => {
    const two = JSON.stringify([
      { ifname: 'vif1.0', group: '2', addr_info: [{ local: '10.0.0.1' }] },
      { ifname: 'vif2.0', group: '2', addr_info: [{ local: '10.0.0.2' }] },
    ])
    const found = await facing({ ip: print(two) })
    expect(found.list.map((each) => each.interface)).toEqual(['vif1.0', 'vif2.0'])
    expect((await facing({ ip: print('[]') })).list).toEqual([])
  })

  test('cannot be known where ip cannot list the interfaces', async () => {
    for (const ip of [print('nonsense'), () => ({ code: 1 })])
      expect((await readInterfaces(machine({ ip }))).kind).toBe('failed')
    expect((await readInterfaces(machine({}))).kind).toBe('failed')
  })
})

describe('judging', () => {
  const ours = (elements: string) => `
    table inet qubes_tor_fw {
      set client_facing { type ipv4_addr; ${elements} }
      chain forward { type filter hook forward priority -400; policy drop; }
    }`
  const verdictOf = (text: string, given?: string) => {
    const address = given === undefined ? undefined : parseAddress(given)
    const list = address ? [{ interface: '*', address }] : []
    const found = { addresses: address ? [address] : [], list, source: '' }
    const judgement = judgeLive([{ name: 'live nft', text }], factsWithClientFacing(facts, found))
    return judgement.kind === 'judged' ? judgement.verification.verdict : judgement.why.join()
  }

  test('says what cannot be read', () => {
    expect(verdictOf('{"nftables": [')).toMatch(/./)
  })

  test('does not take a wall in forward alone for a proof', () => {
    expect(verdictOf(ours(''))).toBe('refuted')
    expect(verdictOf(ours('elements = { 10.137.0.1 }'), '10.137.0.1')).toBe('refuted')
  })
})
