/**
 * Goal: what routing refuses, delivers and finds, where rules and their readers expect something else.
 * Method: addresses that are strange one by one, with settings and rules that look at where they went.
 */
import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import {
  address,
  arrived,
  base,
  drop,
  environment,
  fates,
  fatesOf,
  is,
  machine,
  not,
  prefix,
  reject,
  route,
  rule,
  setMark,
  table,
  tcp,
  translate,
  udp,
  value,
} from '../build.ts'

const settings = (changes: Partial<Environment['settings']>): Environment => ({
  ...environment,
  settings: { ...environment.settings, ...changes },
})

const from = (source: string) => tcp({ source: value(source) })
const to = (destination: string) => tcp({ destination: value(destination) })

describe('strange addresses', () => {
  test.each([
    ['224.0.0.5', 'dropped martian'],
    ['255.255.255.255', 'dropped martian'],
    ['0.0.0.0', 'dropped martian'],
    ['127.0.0.1', 'dropped martian'],
    ['192.168.9.1', 'dropped martian'],
    ['10.137.0.1', 'dropped martian'],
    ['8.8.4.4', 'sent eth0'],
    ['10.137.0.20', 'sent eth0'],
  ])('naive: any source is forwarded; from %s: %s', (source, fate) => {
    expect(fatesOf(machine(), from(source))).toEqual([fate])
  })

  test.each([
    ['192.168.9.1', 'delivered vif1.0'],
    ['192.168.9.255', 'delivered vif1.0'],
    ['255.255.255.255', 'delivered vif1.0'],
    ['127.0.0.1', 'dropped martian'],
    ['0.0.0.0', 'dropped martian'],
    ['0.0.0.1', 'sent eth0'],
    ['224.0.0.1', 'delivered vif1.0'],
    ['224.0.0.251', 'dropped not-for-us'],
    ['10.137.0.20', 'sent vif2.0'],
    ['192.168.9.77', 'sent eth0'],
  ])(
    "naive: what is not the gateway's primary address is forwarded; to %s: %s",
    (destination, fate) => {
      expect(fatesOf(machine(), to(destination))).toEqual([fate])
    },
  )

  test('naive: there is no way to 0.0.0.0; what is sent there passes OUTPUT on its way to loopback', () => {
    const held = machine(
      table('inet', 'r', base('p', 'prerouting', 0, {}, rule(reject('tcp-reset')))),
      table('inet', 'o', base('o', 'output', 0, {}, rule(is('meta l4proto', 6), reject('icmp')))),
    )
    const segment = tcp({ source: value('0.0.0.0'), destination: value('10.137.0.20') })
    const { generated } = judge(held, environment, noConnections, segment)
    expect(generated.map(({ why }) => why)).toEqual(['tcp-reset'])
    const [reset] = generated
    expect(reset && fates(reset.judgement)).toEqual(['dropped reject'])
    const answers = reset?.judgement.generated ?? []
    expect(answers.map(({ judgement }) => fates(judgement))).toEqual([['sent vif2.0']])
  })

  test('naive: no loopback address leaves; an ICMPv6 error about what was sent to ::1 does', () => {
    const held = machine(
      table('ip6', 'r', base('p', 'input', 0, {}, rule(reject('icmp')))),
      table(
        'ip6',
        's',
        base(
          'p',
          'prerouting',
          0,
          {},
          rule({ kind: 'set-field', field: 'ip6 saddr', value: value('2606:4700:4700::1111') }),
        ),
      ),
    )
    const own = { family: 'ipv6', enters: null, source: value('::1') } as const
    const { generated } = judge(
      held,
      environment,
      noConnections,
      tcp({ ...own, destination: value('::1') }),
    )
    expect(generated.map(({ judgement }) => fates(judgement))).toEqual([['sent eth0']])
  })

  test('these are refused after PREROUTING, and IPv6 refuses its own before', () => {
    const drops = machine(table('inet', 'd', base('p', 'prerouting', 0, { policy: 'drop' })))
    expect(fatesOf(drops, from('127.0.0.1'))).toEqual(['dropped policy'])
    const six = tcp({ family: 'ipv6', source: value('::1'), destination: value('fd00::1') })
    expect(fatesOf(drops, six)).toEqual(['dropped martian'])
  })
})

describe('rp_filter', () => {
  test('strict asks for the same interface, loose for any', () => {
    expect(fatesOf(machine(), from('8.8.4.4'), settings({ reversePath: 1 }))).toEqual([
      'dropped reverse-path',
    ])
    expect(fatesOf(machine(), from('8.8.4.4'), settings({ reversePath: 2 }))).toEqual(['sent eth0'])
    expect(fatesOf(machine(), tcp(), settings({ reversePath: 1 }))).toEqual(['sent eth0'])
  })

  test('naive: it comes before all rules; it comes after PREROUTING, with the destination that NAT left', () => {
    const redirect = machine(
      table(
        'ip',
        'n',
        base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('redirect', null, 9040))),
      ),
    )
    const judged = judge(redirect, settings({ reversePath: 1 }), noConnections, from('8.8.4.4'))
    expect(fates(judged)).toEqual(['dropped reverse-path'])
    expect(judged.trace.map(({ hook }) => hook)).toContain('prerouting')
  })
})

describe('the fib of rules', () => {
  type Fib = Parameters<typeof is>[0]
  const asks = (field: Fib, ...values: number[]) =>
    machine(table('inet', 'f', base('p', 'prerouting', -450, {}, rule(is(field, ...values), drop))))
  const isMissing = (packet: ReturnType<typeof tcp>) =>
    fatesOf(asks('fib saddr . iif oif', 0), packet)[0] === 'dropped rule'

  test('finds the way back to the client, and none for a spoofed source', () => {
    expect(isMissing(tcp())).toBe(false)
    expect(isMissing(from('8.8.4.4'))).toBe(true)
    expect(isMissing(from('10.137.0.20'))).toBe(true)
    expect(isMissing(from('10.137.0.1'))).toBe(true)
  })

  test('naive: 0.0.0.0 has no way back; to everybody it counts as found', () => {
    expect(isMissing(udp({ source: 0n, destination: value('255.255.255.255') }))).toBe(false)
    expect(isMissing(udp({ source: 0n, destination: value('224.0.0.251') }))).toBe(false)
    const beside = udp({ source: value('0.1.2.3'), destination: value('255.255.255.255') })
    expect(isMissing(beside)).toBe(true)
    expect(isMissing(udp({ source: 0n, destination: value('8.8.8.8') }))).toBe(true)
  })

  test('naive: `fib daddr . iif type local` holds at each interface with the address; only at the first', () => {
    const local = asks('fib daddr . iif type', 2)
    expect(fatesOf(local, to('10.137.0.1'))).toEqual(['dropped rule'])
    const second = tcp({
      enters: 'vif2.0',
      source: value('10.137.0.20'),
      destination: value('10.137.0.1'),
    })
    expect(fatesOf(local, second)).toEqual(['delivered vif2.0'])
    expect(fatesOf(asks('fib daddr type', 2), second)).toEqual(['dropped rule'])
  })

  test('naive: 0.0.0.0/8 is no address; since Linux 5.3 only 0.0.0.0 is none', () => {
    expect(fatesOf(asks('fib saddr type', 3), from('0.0.0.0'))).toEqual(['dropped rule'])
    expect(fatesOf(asks('fib saddr type', 3), from('0.1.2.3'))).toEqual(['sent eth0'])
    expect(fatesOf(asks('fib saddr type', 1), from('0.1.2.3'))).toEqual(['dropped rule'])
    expect(fatesOf(machine(), to('0.1.2.3'))).toEqual(['sent eth0'])
    expect(fatesOf(machine(), to('0.0.0.0'))).toEqual(['dropped martian'])
  })
})

describe('forwarding', () => {
  test('naive: rules decide; with forwarding off nothing reaches FORWARD', () => {
    expect(fatesOf(machine(), tcp(), settings({ forwardIpv4: false }))).toEqual([
      'dropped not-forwarding',
    ])
    expect(fatesOf(machine(), to('10.137.0.1'), settings({ forwardIpv4: false }))).toEqual([
      'delivered vif1.0',
    ])
  })

  test('the time to live is one less already where FORWARD looks', () => {
    const held = machine(
      table('ip', 't', base('f', 'forward', 0, {}, rule(is('ip ttl', 63), drop))),
    )
    expect(fatesOf(held, tcp())).toEqual(['dropped rule'])
  })

  test('naive: without rp_filter sources are only asked whether they are our own; what leaves where it entered is looked at closely', () => {
    const odd = { source: value('192.168.9.255'), destination: value('192.168.9.77') }
    expect(fatesOf(machine(), tcp(odd))).toEqual(['sent eth0'])
    expect(fatesOf(machine(), tcp({ ...odd, enters: 'eth0' }))).toEqual(['dropped martian'])
  })

  test('naive: a drop in FORWARD keeps the gateway silent; a TTL that is over is answered before', () => {
    const drops = machine(table('inet', 'd', base('f', 'forward', -400, { policy: 'drop' })))
    const { outcomes, generated } = judge(drops, environment, noConnections, tcp({ ttl: 1 }))
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', cause: 'ttl' })
    expect(generated.map(({ why }) => why)).toEqual(['icmp-error'])
    expect(generated[0] && fates(generated[0].judgement)).toEqual(['sent vif1.0'])
    const spoofed = judge(
      drops,
      environment,
      noConnections,
      tcp({ ttl: 1, source: value('8.8.4.4') }),
    )
    expect(spoofed.generated[0] && fates(spoofed.generated[0].judgement)).toEqual(['sent eth0'])
  })

  test('so is a destination without a route', () => {
    const routes = environment.routes.filter(({ prefix: { length } }) => length > 0)
    const { generated, outcomes } = judge(
      machine(),
      { ...environment, routes },
      noConnections,
      tcp(),
    )
    expect(outcomes[0]).toMatchObject({ cause: 'no-route' })
    expect(generated[0]?.packet.icmp).toMatchObject({ type: 3, code: 0 })
  })

  test('a route that leads into a hole is silent, and one by an interface that is down is none', () => {
    const hole = { prefix: prefix('8.0.0.0/8'), target: { kind: 'blackhole' }, table: 254 } as const
    const holed = { ...environment, routes: [hole, ...environment.routes] }
    expect(judge(machine(), holed, noConnections, tcp()).generated).toEqual([])
    const down = environment.interfaces.map((face) =>
      face.name === 'eth0' ? { ...face, isUp: false } : face,
    )
    expect(fatesOf(machine(), tcp(), { ...environment, interfaces: down })).toEqual([
      'dropped no-route',
    ])
  })
})

describe('marks and tables', () => {
  const byMark: Environment = {
    ...environment,
    routes: [...environment.routes, { ...route('0.0.0.0/0', 'vif2.0'), table: 100 }],
    rules: [{ mark: 1, mask: 0xff, table: 100 }],
  }
  const own = tcp({ enters: null, source: value('192.168.9.1') })
  const marking = (type: 'filter' | 'route') =>
    machine(table('ip', 'm', base('o', 'output', -150, { type }, rule(setMark(1)))))

  test('a mark of PREROUTING chooses the route', () => {
    const held = machine(table('ip', 'm', base('p', 'prerouting', -150, {}, rule(setMark(1)))))
    expect(fatesOf(held, tcp(), byMark)).toEqual(['sent vif2.0'])
  })

  test('naive: so does one of OUTPUT; only in a chain of type route', () => {
    expect(fatesOf(marking('filter'), own, byMark)).toEqual(['sent eth0'])
    expect(fatesOf(marking('route'), own, byMark)).toEqual(['sent vif2.0'])
  })

  const divert: Environment = {
    ...environment,
    routes: [
      ...environment.routes,
      { prefix: prefix('0.0.0.0/0'), target: { kind: 'local' }, table: 100 },
    ],
    rules: [{ mark: 1, mask: 1, table: 100 }],
    listeners: [{ protocol: 'tcp', address: null, port: 9040, isTransparent: true }],
  }
  const tproxy = (marks: boolean, port = 9040n) =>
    machine(
      table(
        'ip',
        't',
        base(
          'p',
          'prerouting',
          -150,
          {},
          rule({ kind: 'tproxy', address: null, port }, ...(marks ? [setMark(1)] : [])),
        ),
      ),
    )

  test('naive: tproxy delivers; without a mark and its route the packet is forwarded to where it was going', () => {
    const judged = judge(tproxy(true), divert, noConnections, tcp())
    expect(judged.outcomes[0]).toMatchObject({ kind: 'delivered', tproxy: { port: 9040n } })
    expect(arrived(judged).destination).toBe(value('8.8.8.8'))
    expect(fatesOf(tproxy(false), tcp(), divert)).toEqual(['sent eth0'])
  })

  test('naive: without a listener tproxy drops; in nft the rule only breaks', () => {
    expect(fatesOf(tproxy(true, 1n), tcp(), divert)).toEqual(['sent eth0'])
  })
})

test('a field that is written is what routing sees, and no connection follows it', () => {
  const held = machine(
    table(
      'ip',
      's',
      base(
        'p',
        'prerouting',
        -300,
        {},
        rule({ kind: 'set-field', field: 'ip daddr', value: value('10.137.0.20') }),
      ),
    ),
  )
  expect(fatesOf(held, tcp())).toEqual(['sent vif2.0'])
  const unclear = machine(
    table(
      'ip',
      's',
      base(
        'p',
        'prerouting',
        -300,
        {},
        rule({ kind: 'set-field', field: 'ip daddr', value: null }),
      ),
    ),
  )
  expect(fatesOf(unclear, tcp())).toEqual(['unknown'])
})

test('the client-facing addresses are what the environment says', () => {
  const test_ = { ...is('ip daddr', 0), among: { kind: 'client-facing' } } as const
  const held = machine(table('ip', 'c', base('p', 'prerouting', 0, {}, rule(not(test_), drop))))
  expect(fatesOf(held, to('10.137.0.1'))).toEqual(['delivered vif1.0'])
  expect(fatesOf(held, to('192.168.9.1'))).toEqual(['dropped rule'])
  const other = { ...environment, clientFacing: [address('192.168.9.1')] }
  expect(fatesOf(held, to('192.168.9.1'), other)).toEqual(['delivered vif1.0'])
})
