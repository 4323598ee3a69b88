/**
 * Goal: whom the kernel answers by ARP, and which settings change that.
 * Method: questions to a gateway whose client knows it as 10.137.0.1 and whose uplink has 192.168.9.1. A real kernel is
 * held to the same table in test/kernel/arp.kernel.test.ts.
 */
import { describe, expect, test } from 'vitest'
import type { Environment, Packet } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import { base, drop, environment, fates, is, machine, rule, table, tcp, value } from '../build.ts'

const own = '10.137.0.1'
const uplinks = '192.168.9.1'
const client = '10.137.0.10'

const question = (of: string, by = client, changes: Partial<Packet> = {}): Packet =>
  tcp({
    family: 'arp',
    protocol: 0,
    source: value(by),
    destination: value(of),
    sourcePort: null,
    destinationPort: null,
    tcpFlags: null,
    ...changes,
  })

const set = (settings: Partial<Environment['settings']>): Environment => ({
  ...environment,
  settings: { ...environment.settings, forwardIpv4: false, ...settings },
})

const arp = (changes: Partial<Environment['settings']['arp']>) =>
  set({ arp: { ...environment.settings.arp, ...changes } })

/** By which interface an answer leaves; empty for silence. */
const answers = (packet: Packet, where: Environment, held = machine()): readonly string[] =>
  judge(held, where, noConnections, packet).generated.flatMap(({ judgement }) => fates(judgement))

const isAnswered = (packet: Packet, where: Environment): boolean => {
  const found = answers(packet, where)
  if (found.length > 0) expect(found).toEqual(['sent vif1.0'])
  return found.length > 0
}

const askers = {
  "the client's own": client,
  'another one': '8.8.4.4',
  "the uplink's": uplinks,
  "the gateway's": own,
  'nobody (0.0.0.0)': '0.0.0.0',
  loopback: '127.0.0.1',
  multicast: '224.0.0.1',
  broadcast: '255.255.255.255',
} as const

const answeredTo = (of: string, where: Environment): readonly string[] =>
  Object.entries(askers).flatMap(([name, by]) =>
    isAnswered(question(of, by), where) ? [name] : [],
  )

describe('naive: an interface answers for its own address alone', () => {
  test.each([
    ['by default for every address', arp({}), true],
    ['with arp_ignore 1 for its own', arp({ ignore: 1 }), false],
    ['with arp_ignore 3 for every one that is no loopback', arp({ ignore: 3 }), true],
    ['with arp_ignore 8 for none', arp({ ignore: 8 }), false],
    ['with arp_filter for every one', arp({ filter: true }), true],
  ])('%s', (_, where, isTold) => {
    expect(isAnswered(question(uplinks), where)).toBe(isTold)
    expect(isAnswered(question('10.137.0.77'), where)).toBe(false)
    expect(isAnswered(question('127.0.0.1'), where)).toBe(false)
  })

  test('with arp_ignore 2 to those of its subnet alone, and to who has no address yet', () => {
    expect(answeredTo(own, arp({ ignore: 2 }))).toEqual(['nobody (0.0.0.0)'])
    expect(answeredTo(uplinks, arp({ ignore: 2 }))).toEqual([])
  })
})

describe('naive: in whose name somebody asks makes no difference', () => {
  const everybody = ["the client's own", 'another one', 'nobody (0.0.0.0)']
  const thoseHere = ["the client's own", 'nobody (0.0.0.0)']
  test.each([
    ['but the gateway answers nobody in its own name', set({}), everybody],
    ['a loose rp_filter changes nothing', set({ reversePath: 2 }), everybody],
    ['a strict one answers those who are there', set({ reversePath: 1 }), thoseHere],
    ['and so does arp_filter', arp({ filter: true }), thoseHere],
    ['but not arp_ignore', arp({ ignore: 1 }), everybody],
  ])('%s', (_, where, answered) => {
    expect(answeredTo(own, where)).toEqual(answered)
  })
})

describe('naive: silence tells nothing', () => {
  const proxy: Environment = { ...arp({ proxy: true }) }
  const forwarding = { ...proxy, settings: { ...proxy.settings, forwardIpv4: true } }

  test('proxy_arp answers for whom it leads to, where it forwards', () => {
    expect(isAnswered(question('8.8.8.8'), forwarding)).toBe(true)
    expect(isAnswered(question('8.8.8.8'), proxy)).toBe(false)
    // On the asker's own link the address answers for itself.
    expect(isAnswered(question(client), forwarding)).toBe(false)
  })
})

test('an answer leaves by the interface of its question, wherever its target is', () => {
  expect(answers(question(own, '8.8.4.4'), set({}))).toEqual(['sent vif1.0'])
})

test('what is no question draws no answer', () => {
  for (const operation of [2n, 3n, 8n])
    expect(
      answers(question(own, client, { other: { 'arp operation': operation } }), set({})),
    ).toEqual([])
})

test('rules see the question before the kernel does, and the answer before it leaves', () => {
  const chains = (hook: 'input' | 'output') =>
    machine(table('arp', 'a', base('c', hook, 0, {}, rule(is('arp operation', 1), drop))))
  expect(answers(question(own), set({}), chains('input'))).toEqual([])
  expect(answers(question(own), set({}), chains('output'))).toEqual(['sent vif1.0'])
  const answer = machine(
    table('arp', 'a', base('c', 'output', 0, {}, rule(is('arp operation', 2), drop))),
  )
  expect(answers(question(own), set({}), answer)).toEqual(['dropped rule'])
})
