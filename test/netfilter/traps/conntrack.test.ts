/**
 * Goal: connection states as the kernel gives them, where a naive model goes wrong.
 * Method: chains that drop one state each; what is dropped shows the state that the packet had there.
 */
import { describe, expect, test } from 'vitest'
import type { Environment, Packet } from '../../../src/netfilter/index.ts'
import type { BaseHook, Machine } from '../../../src/ruleset/index.ts'
import {
  accept,
  arrived,
  base,
  chain,
  drop,
  environment,
  fates,
  fatesOf,
  icmp,
  is,
  judgeInTurn,
  machine,
  rule,
  state,
  table,
  tcp,
  translate,
  udp,
  value,
} from '../build.ts'

const judgeAt = (hook: BaseHook, priority: number): Machine =>
  machine(
    table(
      'inet',
      'states',
      base(
        'witness',
        hook,
        priority,
        {},
        ...Object.entries(state).map(([name, bit]) => ({
          ...rule(is('ct state', bit), drop),
          text: name,
        })),
      ),
    ),
  )

const stateOf = (packet: Packet, priority = 0, where: Environment = environment): string => {
  const hook = packet.enters === null ? 'output' : 'prerouting'
  const [judgement] = judgeInTurn(judgeAt(hook, priority), [packet], where)
  const [fate] = judgement?.outcomes ?? []
  return fate?.kind === 'dropped' ? fate.at.text : (fate?.kind ?? 'nothing')
}

test('naive: a packet has its state from the start; before -200 every packet is INVALID', () => {
  expect(stateOf(tcp(), -201)).toBe('invalid')
  expect(stateOf(tcp(), -199)).toBe('new')
})

test('naive: at -200 itself the order is open; conntrack is newer than the table that asked for it, and older than the next', () => {
  const witness = (name: string, asked: number) =>
    table('ip', name, base('p', 'prerouting', -200, {}, rule(is('ct state', asked), drop)))
  expect(fatesOf(machine(witness('a', state.new)), tcp())).toEqual(['dropped rule'])
  const later = machine(witness('a', state.untracked), witness('b', state.new))
  expect(fatesOf(later, tcp())).toEqual(['sent eth0'])
  const invalid = machine(witness('a', state.untracked), witness('b', state.invalid))
  expect(fatesOf(invalid, tcp())).toEqual(['dropped rule'])
})

describe('conntrack is there only where a rule asks for it', () => {
  const six = tcp({ family: 'ipv6', source: value('fd00::10'), destination: value('2001:db8::1') })

  test('naive: a rule of `table ip` switches it on for IPv6; it does not', () => {
    const asking = table('ip', 'asks', chain('c', rule(is('ct state', state.new))))
    const [four, other] = [tcp(), six].map((packet) => judgeInTurn(machine(asking), [packet])[0])
    expect(four?.connections.entries).toHaveLength(1)
    expect(other?.connections.entries).toHaveLength(0)
  })

  test('naive: the rule has to be reached; it has to be loaded', () => {
    const held = machine(table('inet', 'asks', chain('unreached', rule(is('ct state', state.new)))))
    expect(judgeInTurn(held, [tcp()])[0]?.connections.entries).toHaveLength(1)
  })

  test('naive: a chain of type nat drops by its policy; without a rule that asks it is never run', () => {
    const held = machine(
      table('ip', 'n', base('p', 'prerouting', -100, { type: 'nat', policy: 'drop' })),
    )
    expect(fatesOf(held, tcp())).toEqual(['sent eth0'])
  })
})

describe('TCP from nowhere', () => {
  test.each([
    ['syn', 2, 'new'],
    ['ack', 16, 'new'],
    ['psh,ack', 24, 'new'],
    ['ack,urg', 48, 'new'],
    ['syn,ack', 18, 'invalid'],
    ['fin', 1, 'invalid'],
    ['fin,ack', 17, 'invalid'],
    ['rst', 4, 'invalid'],
    ['rst,ack', 20, 'invalid'],
    ['none', 0, 'invalid'],
    ['fin,psh,urg', 41, 'invalid'],
    ['syn,fin', 3, 'invalid'],
    ['psh', 8, 'invalid'],
  ])('naive: it is new or not by SYN; %s is otherwise', (_name, tcpFlags, expected) => {
    expect(stateOf(tcp({ tcpFlags }))).toBe(expected)
  })

  test('with tcp_loose 0 the middle of a stream is INVALID', () => {
    const strict = { ...environment, settings: { ...environment.settings, tcpLoose: false } }
    expect(stateOf(tcp({ tcpFlags: 16 }), 0, strict)).toBe('invalid')
    expect(stateOf(tcp(), 0, strict)).toBe('new')
  })
})

test('naive: the second packet is established; UDP stays NEW until it is answered', () => {
  const counting = machine(
    table('inet', 'c', base('f', 'forward', 0, {}, rule(is('ct state', state.established), drop))),
  )
  const [first, second, answer, third] = judgeInTurn(counting, [
    udp(),
    udp(),
    udp({
      enters: 'eth0',
      source: value('8.8.8.8'),
      destination: value('10.137.0.10'),
      sourcePort: 53,
      destinationPort: 40000,
    }),
    udp(),
  ])
  expect(first && fates(first)).toEqual(['sent eth0'])
  expect(second && fates(second)).toEqual(['sent eth0'])
  expect(answer && fates(answer)).toEqual(['dropped rule'])
  // That the answer was dropped does not undo that it was seen.
  expect(third && fates(third)).toEqual(['dropped rule'])
})

test('naive: conntrack knows every packet that came; what is dropped before confirmation leaves no entry', () => {
  const drops = machine(
    table(
      'inet',
      'd',
      base('f', 'forward', 0, { policy: 'drop' }, rule(is('ct state', state.established), accept)),
    ),
  )
  const [first, second] = judgeInTurn(drops, [udp(), udp()])
  expect(first?.connections.entries).toEqual([])
  expect(second && fates(second)).toEqual(['dropped policy'])
})

describe('ICMP', () => {
  test.each([
    [8, 'new'],
    [13, 'new'],
    [0, 'invalid'],
    [9, 'invalid'],
    [10, 'invalid'],
    [19, 'invalid'],
    [40, 'invalid'],
    [3, 'invalid'],
  ])('naive: what has no entry is new; type %i is %s', (type, expected) => {
    expect(stateOf(icmp(type, 0))).toBe(expected)
  })

  const six = {
    family: 'ipv6',
    protocol: 58,
    source: value('fd00::10'),
    destination: value('2001:db8::1'),
  } as const

  test.each([
    [128, 'new'],
    [129, 'invalid'],
    [133, 'untracked'],
    [135, 'untracked'],
    [136, 'untracked'],
    [143, 'untracked'],
    [137, 'invalid'],
  ])('naive: neighbour discovery is new or invalid; type %i is %s', (type, expected) => {
    expect(stateOf(icmp(type, 0, six))).toBe(expected)
  })

  const error = (destination: string) =>
    icmp(3, 3, {
      enters: 'eth0',
      source: value('8.8.8.8'),
      destination: value(destination),
      icmp: {
        type: 3,
        code: 3,
        id: 0,
        quoted: {
          protocol: 17,
          source: value('10.137.0.10'),
          destination: value('8.8.8.8'),
          sourcePort: 40000,
          destinationPort: 53,
          icmp: null,
        },
      },
    })
  const related = machine(
    table('inet', 'r', base('p', 'prerouting', 0, {}, rule(is('ct state', state.related), drop))),
  )

  test('naive: an error that quotes a connection is RELATED wherever it goes; only to the one who sent what it quotes', () => {
    const good = judgeInTurn(related, [udp(), error('10.137.0.10')])[1]
    expect(good && fates(good)).toEqual(['dropped rule'])
    const foreign = judgeInTurn(related, [udp(), error('10.137.0.20')])[1]
    expect(foreign && fates(foreign)).toEqual(['sent vif2.0'])
  })

  test('an error about nothing that is known is INVALID', () => {
    expect(stateOf(error('10.137.0.10'))).toBe('invalid')
  })

  test('naive: NAT rules see errors; they are translated by the connection that they quote, inside and outside', () => {
    const masquerade = machine(
      table(
        'ip',
        'n',
        base('p', 'postrouting', 100, { type: 'nat' }, rule(translate('masquerade'))),
      ),
    )
    const quoted = { ...error('192.168.9.1').icmp?.quoted, source: value('192.168.9.1') }
    const back = error('192.168.9.1')
    if (!back.icmp?.quoted) throw new Error('it quotes')
    const packet = { ...back, icmp: { ...back.icmp, quoted: { ...back.icmp.quoted, ...quoted } } }
    const [, judged] = judgeInTurn(masquerade, [udp(), packet])
    if (!judged) throw new Error('two judgements')
    expect(fates(judged)).toEqual(['sent vif1.0'])
    expect(arrived(judged)).toMatchObject({
      destination: value('10.137.0.10'),
      icmp: { quoted: { source: value('10.137.0.10') } },
    })
  })
})

test('naive: notrack undoes an entry; it does nothing where conntrack has the packet already', () => {
  const untracks = (priority: number) =>
    machine(
      table(
        'inet',
        'n',
        base('p', 'prerouting', priority, {}, rule({ kind: 'notrack' })),
        base('f', 'forward', 0, {}, rule(is('ct state', state.untracked), drop)),
      ),
    )
  expect(fatesOf(untracks(-300), tcp())).toEqual(['dropped rule'])
  expect(fatesOf(untracks(-150), tcp())).toEqual(['sent eth0'])
})

describe('the end of a connection', () => {
  const held = machine(
    table('inet', 'c', base('p', 'prerouting', 0, {}, rule(is('ct state', state.invalid), drop))),
  )
  const back = {
    enters: 'eth0',
    source: value('8.8.8.8'),
    destination: value('10.137.0.10'),
    sourcePort: 443,
    destinationPort: 40000,
  } as const
  const opened = [tcp(), tcp({ ...back, tcpFlags: 18 }), tcp({ tcpFlags: 16 })]

  test('FIN, FIN and ACK close it; a SYN then begins it anew', () => {
    const closed = [tcp({ tcpFlags: 17 }), tcp({ ...back, tcpFlags: 17 }), tcp({ tcpFlags: 16 })]
    const judged = judgeInTurn(held, [...opened, ...closed, tcp()])
    expect(
      judged.map(({ connections }) => connections.entries.map(({ tcpState }) => tcpState)),
    ).toEqual(
      ['syn-sent', 'syn-recv', 'established', 'fin-wait', 'last-ack', 'time-wait', 'syn-sent'].map(
        (each) => [each],
      ),
    )
    expect(judged.at(-1)?.connections.entries[0]?.status.seenReply).toBe(false)
  })

  test('naive: a refused connection leaves an entry; the reset that answers the SYN takes it away', () => {
    const judged = judgeInTurn(held, [tcp(), tcp({ ...back, tcpFlags: 20 }), tcp({ tcpFlags: 17 })])
    expect(judged.map(fates)).toEqual([['sent eth0'], ['sent vif1.0'], ['dropped rule']])
    expect(judged[1]?.connections.entries).toEqual([])
  })

  test('naive: a leftover FIN of an old connection is known; after its entry is gone it is INVALID and passes untranslated', () => {
    const torifier = machine(
      table(
        'ip',
        'n',
        base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('redirect', null, 9040))),
      ),
    )
    expect(fatesOf(torifier, tcp())).toEqual(['delivered vif1.0'])
    expect(fatesOf(torifier, tcp({ tcpFlags: 17 }))).toEqual(['sent eth0'])
  })
})

test('naive: ICMPv6 is ICMPv6 anywhere; inside IPv4 it is INVALID', () => {
  expect(
    stateOf(
      tcp({
        protocol: 58,
        tcpFlags: null,
        icmp: { type: 128, code: 0, id: 1, quoted: null },
        sourcePort: null,
        destinationPort: null,
      }),
    ),
  ).toBe('invalid')
})
