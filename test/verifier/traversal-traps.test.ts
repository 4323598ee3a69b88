/**
 * Goal: what the traversal once proved away stays found.
 * Method: the smallest machine and packet of each find of traversal.test.ts; all that the reference does with the packet
 * has to be in the sets.
 */
import { describe, expect, test } from 'vitest'
import type { Met, Packet } from '../../src/netfilter/index.ts'
import type { Machine, Step } from '../../src/ruleset/index.ts'
import {
  accept,
  base,
  chain,
  drop,
  icmp,
  is,
  machine,
  named,
  queue,
  reject,
  rule,
  state,
  table,
  tcp,
  tracking,
  translate,
  udp,
  value,
} from '../netfilter/build.ts'
import { missedBy, noCounts } from './support/sightings.ts'
import { worlds } from './support/world.ts'

const mystery: Step = { kind: 'opaque', text: 'mystery', mayEnd: true }
const offload: Step = { kind: 'escape', way: 'offload', text: 'flow add @f' }
const tproxy: Step = { kind: 'tproxy', address: null, port: 9040n }

const to = (address: string) => ({
  addresses: { first: value(address), last: value(address) },
  ports: null,
})

const ontoItself: Step = {
  kind: 'translate',
  nat: 'dnat',
  target: {
    kind: 'fixed',
    addresses: { first: value('8.8.8.0'), last: value('8.8.8.255') },
    ports: null,
    netmap: true,
  },
}

const isTranslated: Step = {
  kind: 'test',
  key: [{ field: 'ct status', mask: 32n }],
  negated: true,
  among: { kind: 'members', members: { kind: 'numbers', set: [{ first: 0n, last: 0n }] } },
  hotdrop: false,
}

/** Port 80 to one address, all others to another. */
const spread: Step = {
  kind: 'translate',
  nat: 'dnat',
  target: {
    kind: 'map',
    key: [{ field: 'th dport', mask: null }],
    entries: [
      { tuple: [{ kind: 'otherwise' }], ...to('9.9.9.9') },
      { tuple: [{ kind: 'interval', interval: { first: 80n, last: 80n } }], ...to('8.8.8.8') },
    ],
    netmap: false,
  },
}

const forward = (...steps: Step[]): Machine =>
  machine(table('inet', 't', base('f', 'forward', 0, {}, rule(...steps))))

const gre: Packet = {
  ...udp(),
  protocol: 47,
  sourcePort: null,
  destinationPort: null,
}

interface Trap {
  readonly name: string
  readonly machine: Machine
  readonly packet: Packet
  readonly met?: Met
}

const traps: readonly Trap[] = [
  {
    name: 'a rule goes on behind what may end it',
    machine: forward(mystery, queue(false)),
    packet: tcp(),
  },
  {
    name: 'the kernel answers an echo request that arrives',
    machine: machine(),
    packet: icmp(8, 0, { destination: value('192.168.9.1') }),
  },
  {
    name: 'a chain at egress does not know by which interface a packet came in',
    machine: machine(
      table(
        'netdev',
        't',
        base('e', 'egress', 0, { devices: ['eth0'] }, rule(named('meta iifname', 'vif*'), drop)),
      ),
    ),
    packet: tcp(),
  },
  {
    name: 'neighbour discovery can be INVALID',
    machine: machine(
      tracking(),
      table('inet', 't', base('f', 'forward', 0, {}, rule(is('ct state', state.untracked), drop))),
    ),
    packet: icmp(135, 0, {
      family: 'ipv6',
      protocol: 58,
      source: value('fd00::10'),
      destination: value('2001:db8::1'),
      tracking: 'invalid',
    }),
  },
  {
    name: 'the unspecified address of IPv6 is forwarded like others',
    machine: machine(),
    packet: tcp({ family: 'ipv6', source: value('fd00::10'), destination: 0n }),
  },
  {
    name: 'what has no address yet is not masqueraded',
    machine: machine(
      table(
        'ip',
        't',
        base('n', 'postrouting', 100, { type: 'nat' }, rule(translate('masquerade', null, 9040))),
      ),
    ),
    packet: tcp({ enters: null, source: 0n, tcpFlags: 16 }),
  },
  {
    name: 'what has no address yet is masqueraded in IPv6',
    machine: machine(
      table(
        'ip6',
        't',
        base('n', 'postrouting', 100, { type: 'nat' }, rule(translate('masquerade'))),
      ),
    ),
    packet: udp({
      ...{ family: 'ipv6', enters: null, source: 0n, destination: value('2600::53') },
    }),
  },
  {
    name: 'what a map leads elsewhere by name does not fall to all others, though they stand first',
    machine: machine(
      table(
        'ip',
        't',
        base('n', 'prerouting', -100, { type: 'nat' }, rule(spread)),
        base('f', 'forward', 0, {}, rule(is('ip daddr', '9.9.9.9'), drop)),
      ),
    ),
    packet: tcp({ destinationPort: 80 }),
  },
  {
    name: 'a network that nft maps onto itself may be marked as translated',
    machine: machine(
      table(
        'ip',
        't',
        base('n', 'prerouting', -100, { type: 'nat' }, rule(ontoItself)),
        base('f', 'forward', 0, { policy: 'drop' }, rule(isTranslated, accept)),
      ),
    ),
    packet: tcp(),
  },
  {
    name: 'a flowtable does not take what begins',
    machine: forward(offload, reject('tcp-reset')),
    packet: tcp(),
  },
  {
    name: 'tproxy takes TCP and UDP alone',
    machine: machine(
      table('inet', 't', base('p', 'prerouting', -150, {}, rule(tproxy, reject('icmp')))),
    ),
    packet: gre,
  },
  {
    name: 'a protocol without ports needs no header to be NEW',
    machine: machine(
      table(
        'inet',
        't',
        base('f', 'forward', 0, { policy: 'drop' }, rule(is('ct state', state.new), accept)),
      ),
    ),
    packet: gre,
  },
  {
    name: 'what the kernel answers belongs to the connection before notrack sees it',
    machine: machine(
      table(
        'ip',
        't',
        base('o', 'output', -300, {}, rule({ kind: 'notrack' })),
        base('n', 'prerouting', -100, { type: 'nat' }, rule(accept)),
      ),
      tracking(),
    ),
    packet: udp({ destination: value('10.137.0.20'), ttl: 1 }),
    met: {
      ...{ state: 'new', isOlder: true, direction: 'original', snat: null, mark: 0 },
      dnat: { address: value('10.137.0.10'), port: null },
    },
  },
  {
    name: 'the status of a connection tells that NAT has had its say',
    machine: machine(
      table(
        'ip',
        't',
        base('n', 'prerouting', -100, { type: 'nat' }, rule(accept)),
        base('f', 'forward', 0, { policy: 'drop' }, rule(is('ct status', 256), accept)),
      ),
    ),
    packet: tcp(),
  },
]

describe('what the reference does is in the sets', () => {
  test.each(traps)('$name', ({ machine: held, packet, met = null }) => {
    const world = worlds[packet.family === 'ipv6' ? 'ipv6' : 'ipv4']
    const counts = noCounts()
    const isInbound = packet.enters !== null
    expect(missedBy(world, held, [{ packet, met }], isInbound, counts)).toEqual([])
    expect(Object.values(counts).some((count) => count > 0)).toBe(true)
  })

  test('and a packet that nobody lets through is not', () => {
    const { sent } = (() => {
      const counts = noCounts()
      missedBy(worlds.ipv4, forward(drop), [{ packet: tcp(), met: null }], true, counts)
      return counts
    })()
    expect(sent).toBe(0)
  })
})

test('chains that nothing reaches are not asked', () => {
  expect(
    missedBy(
      worlds.ipv4,
      machine(table('inet', 't', chain('unreached', rule(drop)))),
      [{ packet: tcp(), met: null }],
      true,
    ),
  ).toEqual([])
})
