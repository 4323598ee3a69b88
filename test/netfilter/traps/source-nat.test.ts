/**
 * Goal: sources are translated as the kernel does it, where a naive model goes wrong.
 * Method: chains at POSTROUTING; what is sent, and the entry that it leaves.
 */
import { describe, expect, test } from 'vitest'
import type { Packet } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import {
  arrived,
  base,
  environment,
  fates,
  fatesOf,
  icmp,
  is,
  judgeInTurn,
  machine,
  named,
  rule,
  table,
  tcp,
  translate,
  udp,
  value,
} from '../build.ts'

describe('masquerade and snat', () => {
  const masquerade = machine(
    table(
      'ip',
      'n',
      base(
        'p',
        'postrouting',
        100,
        { type: 'nat' },
        rule(named('meta oifname', 'eth0'), translate('masquerade')),
      ),
    ),
  )
  const sent = (judged: ReturnType<typeof judge>): Packet => arrived(judged)

  test('the address is the one of the way out, and the port stays while it is free', () => {
    const other = tcp({ enters: 'vif2.0', source: value('10.137.0.20') })
    const [one, two] = judgeInTurn(masquerade, [tcp(), other])
    if (!one || !two) throw new Error('two judgements')
    expect(sent(one)).toMatchObject({ source: value('192.168.9.1'), sourcePort: 40000 })
    expect(sent(two).source).toBe(value('192.168.9.1'))
    expect(sent(two).sourcePort).not.toBe(40000)
  })

  test('naive: an interface without an address drops it; another interface lends its own', () => {
    const bare = {
      ...environment,
      interfaces: environment.interfaces.map((face) =>
        face.name === 'eth0' ? { ...face, addresses: [] } : face,
      ),
    }
    expect(sent(judge(masquerade, bare, noConnections, tcp())).source).toBe(value('10.137.0.1'))
    const none = {
      ...bare,
      interfaces: bare.interfaces.map((face) =>
        face.name === 'lo' ? face : { ...face, addresses: [] },
      ),
    }
    expect(fatesOf(masquerade, tcp(), none)).toEqual(['dropped nat'])
  })

  test('naive: what goes to the gateway itself bears an address of the way out; of IPv6 that where it goes', () => {
    const all = machine(
      table(
        'inet',
        'n',
        base('p', 'postrouting', 100, { type: 'nat' }, rule(translate('masquerade'))),
      ),
    )
    const own = (changes: Partial<Packet>) =>
      judge(all, environment, noConnections, udp({ enters: null, ...changes })).connections
        .entries[0]
    const six = {
      family: 'ipv6',
      source: value('fd00::1'),
      destination: value('2001:db8:9::1'),
    } as const
    expect(own(six)?.reply.destination).toBe(value('2001:db8:9::1'))
    const four = { source: value('192.168.9.1'), destination: value('192.168.9.1') }
    expect(own(four)?.reply.destination).toBe(value('10.137.0.1'))
  })

  test('naive: what has no address is not masqueraded; of IPv6 it is', () => {
    const all = machine(
      table(
        'inet',
        'n',
        base('p', 'postrouting', 100, { type: 'nat' }, rule(translate('masquerade'))),
      ),
    )
    const six = udp({ family: 'ipv6', source: 0n, destination: value('fd00::10') })
    const four = judge(all, environment, noConnections, udp({ source: 0n, enters: null }))
    expect(sent(judge(all, environment, noConnections, six)).source).toBe(value('fd00::1'))
    expect(four.connections.entries.every(({ status }) => !status.isSnat)).toBe(true)
  })

  test('naive: a masqueraded connection follows the route; where that changes it is forgotten and dropped', () => {
    const [first] = judgeInTurn(masquerade, [udp()])
    if (!first) throw new Error('one judgement')
    const moved = {
      ...environment,
      routes: [
        {
          prefix: { family: 'ip4' as const, value: value('8.8.8.8'), length: 32 },
          target: { kind: 'interface' as const, name: 'vif2.0', via: null },
          table: 254,
        },
        ...environment.routes,
      ],
    }
    const later = judge(masquerade, moved, first.connections, udp())
    expect(fates(later)).toEqual(['dropped nat'])
    expect(later.connections.entries).toEqual([])
  })

  test('naive: without a rule a source is never changed; a port that is taken makes it move', () => {
    const null_ = machine(
      table(
        'ip',
        'n',
        base(
          'p',
          'postrouting',
          100,
          { type: 'nat' },
          rule(is('ip saddr', '10.137.0.10'), translate('snat', '192.168.9.1')),
        ),
      ),
    )
    const own = tcp({ enters: null, source: value('192.168.9.1') })
    const [, second] = judgeInTurn(null_, [tcp(), own])
    if (!second) throw new Error('two judgements')
    expect(sent(second).sourcePort).not.toBe(40000)
  })

  test("naive: a destination's key stays even where it is taken; ICMP has one for both ends, and it changes", () => {
    const toOne = machine(
      table(
        'ip',
        'n',
        base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('dnat', '1.1.1.1'))),
      ),
    )
    const [, echo] = judgeInTurn(toOne, [icmp(8, 0), icmp(8, 0, { destination: value('9.9.9.9') })])
    if (!echo) throw new Error('two judgements')
    expect(sent(echo).icmp?.id).toBe(0)
    const [, datagram] = judgeInTurn(toOne, [udp(), udp({ destination: value('9.9.9.9') })])
    if (!datagram) throw new Error('two judgements')
    expect(sent(datagram).destinationPort).toBe(53)
  })
})
