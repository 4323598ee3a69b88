/**
 * Goal: which hooks see which packets, and the packets that the kernel itself sends.
 * Method: tables of one family against packets of another; devices, flowtables and rejects beside them.
 */
import { describe, expect, test } from 'vitest'
import type { Packet } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import {
  accept,
  base,
  drop,
  environment,
  fates,
  fatesOf,
  icmp,
  is,
  judgeInTurn,
  machine,
  named,
  reject,
  rule,
  state,
  table,
  tcp,
  translate,
  udp,
  value,
} from '../build.ts'

const six = tcp({ family: 'ipv6', source: value('fd00::10'), destination: value('2001:db8::1') })
const arp = tcp({
  family: 'arp',
  protocol: 0,
  source: value('10.137.0.10'),
  destination: value('10.137.0.1'),
  sourcePort: null,
  destinationPort: null,
  tcpFlags: null,
})

describe('families', () => {
  const closed = (family: 'ip' | 'ip6' | 'inet') =>
    machine(table(family, 'c', base('f', 'forward', 0, { policy: 'drop' })))

  test('naive: a closed table is closed; `table ip` says nothing of IPv6', () => {
    expect(fatesOf(closed('ip'), tcp())).toEqual(['dropped policy'])
    expect(fatesOf(closed('ip'), six)).toEqual(['sent eth0'])
    expect(fatesOf(closed('ip6'), six)).toEqual(['dropped policy'])
    expect(fatesOf(closed('inet'), six)).toEqual(['dropped policy'])
  })

  test('naive: inet sees everything; ARP has a family of its own', () => {
    const all = (family: 'inet' | 'arp') =>
      machine(table(family, 'a', base('i', 'input', 0, { policy: 'drop' })))
    expect(fatesOf(all('inet'), arp)).toEqual(['delivered vif1.0'])
    expect(fatesOf(all('arp'), arp)).toEqual(['dropped policy'])
  })

  test('naive: only the interface with the address answers ARP; any interface answers for any address', () => {
    const { generated } = judge(machine(), environment, noConnections, {
      ...arp,
      destination: value('192.168.9.1'),
    })
    expect(generated.map(({ why }) => why)).toEqual(['arp-reply'])
    const other = judge(machine(), environment, noConnections, {
      ...arp,
      destination: value('10.137.0.77'),
    })
    expect(other.generated).toEqual([])
  })
})

describe('devices', () => {
  const ingress = (device: string, family: 'netdev' | 'inet' = 'netdev') =>
    machine(table(family, 'n', base('i', 'ingress', 0, { policy: 'drop', devices: [device] })))

  test('ingress comes before all other hooks, for its own device and for all families', () => {
    expect(fatesOf(ingress('vif1.0'), tcp())).toEqual(['dropped policy'])
    expect(fatesOf(ingress('vif1.0', 'inet'), six)).toEqual(['dropped policy'])
    expect(fatesOf(ingress('vif1.0'), arp)).toEqual(['dropped policy'])
    expect(fatesOf(ingress('vif2.0'), tcp())).toEqual(['sent eth0'])
    expect(fatesOf(ingress('vif*'), tcp())).toEqual(['dropped policy'])
  })

  test('egress is the last one', () => {
    const held = machine(
      table('netdev', 'n', base('e', 'egress', 0, { policy: 'drop', devices: ['eth0'] })),
    )
    expect(fatesOf(held, tcp())).toEqual(['dropped policy'])
    expect(fatesOf(held, tcp({ destination: value('10.137.0.20') }))).toEqual(['sent vif2.0'])
  })

  test('naive: a packet is as long at egress as before; its link header counts there', () => {
    const longer = (hook: 'ingress' | 'egress', device: string) =>
      machine(
        table(
          'netdev',
          'n',
          base('l', hook, 0, { devices: [device] }, rule(is('meta length', 54), drop)),
        ),
      )
    expect(fatesOf(longer('ingress', 'vif1.0'), tcp())).toEqual(['sent eth0'])
    expect(fatesOf(longer('egress', 'eth0'), tcp())).toEqual(['dropped rule'])
  })

  test('what a rule hands on or copies leaves past the hooks', () => {
    const leaving = (way: 'forward' | 'duplicate') =>
      machine(
        table(
          'netdev',
          'n',
          base(
            'i',
            'ingress',
            0,
            { policy: 'drop', devices: ['vif1.0'] },
            rule({ kind: 'escape', way, text: way }),
          ),
        ),
      )
    expect(fatesOf(leaving('forward'), tcp())).toEqual(['escaped'])
    expect(fatesOf(leaving('duplicate'), tcp())).toEqual(['escaped', 'dropped policy'])
  })
})

describe('flowtables', () => {
  const offload = rule({ kind: 'escape', way: 'offload', text: 'flow add @f' })
  const held = machine(
    table(
      'inet',
      'f',
      base('f', 'forward', -1, {}, { ...offload, asksConntrack: true }),
      base('late', 'forward', 0, {}, rule(is('meta mark', 1), drop)),
    ),
  )
  const back = udp({
    enters: 'eth0',
    source: value('8.8.8.8'),
    destination: value('10.137.0.10'),
    sourcePort: 53,
    destinationPort: 40000,
  })

  test('naive: a drop in FORWARD stops a flow; one that is offloaded never comes there', () => {
    const judged = judgeInTurn(held, [udp(), back, udp({ mark: 1 })])
    expect(judged.map(fates)).toEqual([['sent eth0'], ['sent vif1.0'], ['offloaded eth0']])
    expect(fatesOf(held, udp({ mark: 1 }))).toEqual(['dropped rule'])
  })

  test('its fragments and its last hop take the ordinary way', () => {
    const judged = judgeInTurn(held, [udp(), back, udp({ ttl: 1 })])
    expect(
      judged.at(-1) &&
        fates(judged.at(-1) ?? judged[0] ?? judge(held, environment, noConnections, udp())),
    ).toEqual(['dropped ttl'])
  })
})

describe('rejects', () => {
  const held = (kind: 'tcp-reset' | 'icmp', ...output: Parameters<typeof base>[4][]) =>
    machine(
      table(
        'inet',
        'r',
        base('f', 'forward', 0, {}, rule(is('ct state', state.new), reject(kind))),
        base('o', 'output', 0, {}, ...output),
      ),
    )

  test("naive: a reject is a drop; its answer is a packet of the gateway's own, and RELATED", () => {
    const { outcomes, generated } = judge(
      held('tcp-reset', rule(is('ct state', state.related), drop)),
      environment,
      noConnections,
      tcp(),
    )
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', cause: 'reject' })
    expect(generated[0]).toMatchObject({
      why: 'tcp-reset',
      packet: { source: value('8.8.8.8'), tcpFlags: 20 },
    })
    expect(generated[0] && fates(generated[0].judgement)).toEqual(['dropped rule'])
  })

  test('naive: it goes back where the packet came from; it goes where the source routes', () => {
    const { generated } = judge(
      held('icmp'),
      environment,
      noConnections,
      udp({ source: value('8.8.4.4') }),
    )
    expect(generated[0] && fates(generated[0].judgement)).toEqual(['sent eth0'])
  })

  test('nothing answers a reset or an error', () => {
    const any = machine(table('inet', 'r', base('f', 'forward', 0, {}, rule(reject('tcp-reset')))))
    expect(judge(any, environment, noConnections, tcp({ tcpFlags: 4 })).generated).toEqual([])
    const icmpError = machine(table('inet', 'r', base('f', 'forward', 0, {}, rule(reject('icmp')))))
    const error = tcp({
      protocol: 1,
      tcpFlags: null,
      sourcePort: null,
      destinationPort: null,
      icmp: { type: 3, code: 3, id: 0, quoted: null },
    })
    expect(judge(icmpError, environment, noConnections, error).generated).toEqual([])
  })

  test('naive: the answer to a first packet enters nothing into conntrack; an error about that answer does', () => {
    const answered = judge(held('tcp-reset'), environment, noConnections, tcp())
    expect(answered.connections.entries).toEqual([])
    const complaint = rule(is('tcp flags', 20), reject('icmp'))
    const again = judge(held('tcp-reset', complaint), environment, noConnections, tcp())
    expect(again.connections.entries).toMatchObject([{ original: { sourceKey: 40000 } }])
  })

  test('naive: before routing a reject speaks for the interface; what loops back has a route, and it speaks as asked', () => {
    const both = machine(
      table(
        'ip',
        'r',
        base(
          'p',
          'prerouting',
          0,
          {},
          rule(named('meta iifname', 'lo'), reject('icmp')),
          rule(reject('tcp-reset')),
        ),
      ),
    )
    // The reset goes to one of the gateway's own addresses, by way of loopback.
    const { generated } = judge(
      both,
      environment,
      noConnections,
      tcp({ source: value('192.168.9.1') }),
    )
    const errors = generated.flatMap(({ judgement }) => judgement.generated)
    expect(errors).toMatchObject([{ why: 'icmp-error', packet: { source: value('192.168.9.1') } }])
  })

  test('naive: a closed port is answered with a reset; not what came from 0.0.0.0 for 0.0.0.0, which is everybody', () => {
    const closed = { ...environment, listeners: [] }
    const kinds = (source: string, destination: string) => {
      const segment = tcp({ source: value(source), destination: value(destination) })
      return judge(machine(), closed, noConnections, segment).generated.map(({ why }) => why)
    }
    expect(kinds('10.137.0.10', '10.137.0.1')).toEqual(['tcp-reset'])
    expect(kinds('0.0.0.0', '0.0.0.0')).toEqual([])
  })

  test('naive: no error goes to a group; one about a reset in the name of a group does, and no further than the link', () => {
    const early = machine(
      table(
        'ip',
        'r',
        base('p', 'prerouting', 0, {}, rule(reject('tcp-reset'))),
        base('o', 'output', 0, {}, rule(named('meta oifname', 'vif*'), reject('icmp'))),
      ),
    )
    const group = value('224.0.0.1')
    const { generated } = judge(early, environment, noConnections, tcp({ destination: group }))
    const errors = generated.flatMap(({ judgement }) => judgement.generated)
    expect(errors).toMatchObject([{ why: 'icmp-error', packet: { destination: group, ttl: 1 } }])
  })

  test('naive: a reject answers; before routing not to one of our own addresses in the name of somebody else', () => {
    const early = machine(
      table(
        'ip',
        'r',
        base('p', 'prerouting', 0, {}, rule(named('meta iifname', 'eth0'), reject('icmp'))),
      ),
    )
    const posing = (destination: string) =>
      judge(
        early,
        environment,
        noConnections,
        udp({ enters: 'eth0', source: value('10.137.0.1'), destination: value(destination) }),
      ).generated
    expect(posing('10.137.0.10')).toEqual([])
    expect(posing('192.168.9.1')).toMatchObject([{ packet: { source: value('192.168.9.1') } }])
  })

  test('what rejects a redirected connection at INPUT answers as from the original destination', () => {
    const redirected = machine(
      table(
        'ip',
        'n',
        base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('redirect', null, 9040))),
        base('i', 'input', 0, {}, rule(reject('icmp'))),
      ),
    )
    const { generated } = judge(redirected, environment, noConnections, udp())
    expect(generated[0]?.judgement.outcomes[0]).toMatchObject({
      kind: 'sent',
      interface: 'vif1.0',
      packet: {
        source: value('8.8.8.8'),
        icmp: { quoted: { destination: value('8.8.8.8'), destinationPort: 53 } },
      },
    })
  })
})

test('naive: an echo is answered to wherever its source lives; to a group of IPv6 only where it came in', () => {
  const echo = (changes: Partial<Packet>) =>
    judge(
      machine(),
      environment,
      noConnections,
      icmp(128, 0, {
        family: 'ipv6',
        protocol: 58,
        source: value('fd00::10'),
        destination: value('ff02::1'),
        other: { 'meta pkttype': 2n },
        ...changes,
      }),
    ).generated.flatMap(({ judgement }) => fates(judgement))
  expect(echo({})).toEqual(['sent vif1.0'])
  expect(echo({ source: value('2001:db8::1') })).toEqual([])
  // By the longest route that leads there, whatever a longer one says.
  expect(echo({ enters: 'eth0' })).toEqual(['sent eth0'])
  // What NAT makes of the source may be one of the gateway's own: it is answered from that same address.
  expect(echo({ enters: 'eth0', source: value('fd00::1') })).toEqual(['sent eth0'])
  const toOne = { destination: value('fd00::1'), other: {} }
  expect(echo({ ...toOne, source: value('2001:db8::1') })).toEqual(['sent eth0'])
})

describe('synproxy and opaque rules', () => {
  const proxy = machine(
    table(
      'ip',
      's',
      base('f', 'forward', 0, {}, rule({ kind: 'verdict', verdict: { kind: 'synproxy' } })),
    ),
  )

  test('synproxy takes a SYN and an ACK, and nothing else', () => {
    expect(fatesOf(proxy, tcp())).toEqual(['stolen'])
    expect(fatesOf(proxy, tcp({ tcpFlags: 4 }))).toEqual(['sent eth0'])
    expect(fatesOf(proxy, udp())).toEqual(['sent eth0'])
  })

  test('what is opaque may hold or not, and end either way', () => {
    const held = (mayEnd: boolean) =>
      machine(
        table(
          'ip',
          'o',
          base(
            'f',
            'forward',
            0,
            { policy: 'drop' },
            rule({ kind: 'opaque', text: 'xt', mayEnd }, accept),
          ),
        ),
      )
    const saying = (...kinds: string[]) => ({
      ...environment,
      decide: ({ kind }: { kind: string }) => kinds.includes(kind),
    })
    expect(fatesOf(held(true), tcp(), saying())).toEqual(['dropped policy'])
    expect(fatesOf(held(true), tcp(), saying('opaque', 'opaque-drops'))).toEqual(['dropped rule'])
    expect(fatesOf(held(true), tcp(), saying('opaque', 'opaque-accepts'))).toEqual(['sent eth0'])
    expect(fatesOf(held(false), tcp(), saying('opaque', 'opaque-drops'))).toEqual(['sent eth0'])
  })
})

test('what loops back keeps its connection and its mark, and loses its socket', () => {
  const held = machine(
    table(
      'inet',
      'l',
      base(
        'i',
        'input',
        0,
        { policy: 'drop' },
        rule(named('meta iifname', 'lo'), is('meta mark', 5), is('socket exists', 0), accept),
      ),
      base('p', 'prerouting', -300, {}, rule(is('ct state', state.invalid), drop)),
    ),
  )
  const own = tcp({
    enters: null,
    source: value('127.0.0.1'),
    destination: value('127.0.0.1'),
    mark: 5,
    socket: { uid: 1, gid: 1 },
  })
  expect(fatesOf(held, own)).toEqual(['delivered lo'])
})
