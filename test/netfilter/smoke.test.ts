/**
 * Goal: a packet goes the ordinary ways of a gateway: forwarded, redirected, answered, delivered, dropped.
 * Method: one small machine, one packet after the other, fates and translated headers compared.
 */
import { expect, test } from 'vitest'
import {
  accept,
  arrived,
  base,
  drop,
  environment,
  fates,
  fatesOf,
  is,
  judgeInTurn,
  machine,
  named,
  rule,
  state,
  table,
  tcp,
  translate,
  udp,
  value,
} from './build.ts'

const torifier = machine(
  table(
    'inet',
    'tor',
    base(
      'prerouting',
      'prerouting',
      -100,
      { type: 'nat' },
      rule(named('meta iifname', 'vif*'), is('udp dport', 53), translate('redirect', null, 5300)),
      rule(named('meta iifname', 'vif*'), is('tcp flags', 2), translate('redirect', null, 9040)),
    ),
    base('forward', 'forward', 0, { policy: 'drop' }),
    base(
      'input',
      'input',
      0,
      { policy: 'drop' },
      rule(is('ct state', state.established), accept),
      rule(is('tcp dport', 9040), accept),
      rule(is('udp dport', 5300), accept),
    ),
  ),
)

test('without rules a client is forwarded, its time to live one less', () => {
  expect(fatesOf(machine(), tcp())).toEqual(['sent eth0'])
})

test('a redirected connection arrives at the TransPort, and its answer leaves as from the original destination', () => {
  const [syn, synack, ack] = judgeInTurn(torifier, [
    tcp(),
    tcp({
      enters: null,
      source: value('10.137.0.1'),
      destination: value('10.137.0.10'),
      sourcePort: 9040,
      destinationPort: 40000,
      tcpFlags: 18,
    }),
    tcp({ tcpFlags: 16 }),
  ])
  if (!syn || !synack || !ack) throw new Error('three judgements')
  expect(fates(syn)).toEqual(['delivered vif1.0'])
  expect(arrived(syn)).toMatchObject({ destination: value('10.137.0.1'), destinationPort: 9040 })
  expect(fates(synack)).toEqual(['sent vif1.0'])
  expect(arrived(synack)).toMatchObject({ source: value('8.8.8.8'), sourcePort: 443 })
  expect(fates(ack)).toEqual(['delivered vif1.0'])
  expect(arrived(ack)).toMatchObject({ destination: value('10.137.0.1'), destinationPort: 9040 })
  expect(ack.connections.entries).toHaveLength(1)
  expect(ack.connections.entries[0]?.tcpState).toBe('established')
})

test('other UDP is dropped by the policy of FORWARD, and leaves no entry behind', () => {
  const [first] = judgeInTurn(torifier, [udp({ destinationPort: 123 })])
  expect(first && fates(first)).toEqual(['dropped policy'])
  expect(first?.connections.entries).toEqual([])
})

test("the gateway's own packet leaves by the uplink, or loops back", () => {
  const own = { enters: null, source: value('192.168.9.1') } as const
  expect(fatesOf(torifier, tcp(own))).toEqual(['sent eth0'])
  const inner = {
    enters: null,
    source: value('127.0.0.1'),
    destination: value('127.0.0.1'),
  } as const
  expect(fatesOf(machine(), tcp(inner))).toEqual(['delivered lo'])
})

test('a rule that drops', () => {
  const held = machine(
    table('ip', 'a', base('i', 'forward', 0, {}, rule(is('tcp dport', 443), drop))),
  )
  expect(fatesOf(held, tcp())).toEqual(['dropped rule'])
  expect(fatesOf(held, tcp({ destinationPort: 80 }), environment)).toEqual(['sent eth0'])
})
