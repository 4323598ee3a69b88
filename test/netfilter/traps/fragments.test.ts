/**
 * Goal: fragments, which rules that look at ports get wrong so easily.
 * Method: chains before and behind the point where datagrams are put together, with and without conntrack.
 */
import { describe, expect, test } from 'vitest'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import {
  base,
  drop,
  environment,
  fates,
  fatesOf,
  is,
  machine,
  not,
  ofXtables,
  rule,
  table,
  tcp,
  tracking,
  udp,
  value,
} from '../build.ts'

const later = udp({ fragment: { kind: 'later', offset: 185 } })
const first = udp({ fragment: { kind: 'first', offset: 0 } })

const dropsAt = (priority: number, test = is('udp dport', 53)) =>
  table('inet', 'd', base('p', 'prerouting', priority, {}, rule(test, drop)))

test('naive: chains see fragments; where conntrack watches, those above -400 do not', () => {
  expect(fatesOf(machine(tracking(), dropsAt(-401)), later)).toEqual(['dropped rule'])
  expect(fatesOf(machine(tracking(), dropsAt(-399)), later)).toEqual(['held'])
})

describe('without conntrack', () => {
  test('naive: a later fragment has no ports; nft reads what stands there as if it had', () => {
    expect(fatesOf(machine(dropsAt(0)), later)).toEqual(['dropped rule'])
    expect(
      fatesOf(machine(dropsAt(0, not(is('udp dport', 53)))), udp({ ...later, destinationPort: 1 })),
    ).toEqual(['dropped rule'])
  })

  test('tests of x_tables refuse it, and let it pass', () => {
    expect(fatesOf(machine(dropsAt(0, ofXtables(is('udp dport', 53)))), later)).toEqual([
      'sent eth0',
    ])
  })

  test('naive: they only refuse it; one that lies over the flags of TCP is dropped', () => {
    const overlay = tcp({ fragment: { kind: 'later', offset: 1 } })
    expect(fatesOf(machine(dropsAt(0, ofXtables(is('tcp dport', 1)))), overlay)).toEqual([
      'dropped hotdrop',
    ])
  })

  test('naive: INPUT sees fragments; what is delivered here is whole before, and of IPv6 only after', () => {
    const drops = (family: 'ip' | 'ip6') =>
      machine(table(family, 'd', base('i', 'input', 0, { policy: 'drop' })))
    expect(fatesOf(drops('ip'), udp({ ...first, destination: value('10.137.0.1') }))).toEqual([
      'held',
    ])
    const six = udp({
      ...first,
      family: 'ipv6',
      source: value('fd00::10'),
      destination: value('fd00::1'),
      extensions: ['frag'],
    })
    expect(fatesOf(drops('ip6'), six)).toEqual(['dropped policy'])
    expect(fatesOf(machine(), six)).toEqual(['held'])
  })
})

test('naive: what waits is silent; its timeout is answered, to a source that may be spoofed', () => {
  const packet = udp({ ...first, destination: value('10.137.0.1'), source: value('8.8.4.4') })
  const { generated } = judge(machine(tracking()), environment, noConnections, packet)
  expect(generated.map(({ why }) => why)).toEqual(['reassembly-timeout'])
  expect(generated[0] && fates(generated[0].judgement)).toEqual(['sent eth0'])
  expect(judge(machine(tracking()), environment, noConnections, first).generated).toEqual([])
})
