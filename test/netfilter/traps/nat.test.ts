/**
 * Goal: translation as the kernel does it, where a naive model goes wrong.
 * Method: chains of type nat beside filters that look at what they left.
 */
import { describe, expect, test } from 'vitest'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import type { Step } from '../../../src/ruleset/index.ts'
import {
  accept,
  address,
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
} from '../build.ts'

const toTor = (name: string, priority: number, port = 9040) =>
  table(
    'ip',
    name,
    base('p', 'prerouting', priority, { type: 'nat' }, rule(translate('redirect', null, port))),
  )

const settings = (changes: Partial<typeof environment.settings>) => ({
  ...environment,
  settings: { ...environment.settings, ...changes },
})

const toNetwork = (first: string, last: string): Step => ({
  kind: 'translate',
  nat: 'dnat',
  target: {
    kind: 'fixed',
    addresses: { first: value(first), last: value(last) },
    ports: null,
    netmap: true,
  },
})

describe('a network mapped to another', () => {
  const mapped = (step: Step, engine: 'nft' | 'legacy' = 'nft') =>
    machine({
      ...table('ip', 't', base('p', 'prerouting', -100, { type: 'nat' }, rule(step))),
      engine,
    })

  test("naive: to any of its addresses; the host's bits stay", () => {
    const judged = judge(
      mapped(toNetwork('10.9.0.0', '10.9.0.255')),
      environment,
      noConnections,
      tcp({ destination: value('8.8.8.77') }),
    )
    expect(arrived(judged).destination).toBe(value('10.9.0.77'))
  })

  test('naive: mapped onto itself it is not translated; nft marks it so, as its stack has it', () => {
    const packet = tcp({ destination: value('8.8.8.77') })
    const isMarked = (engine: 'nft' | 'legacy', answer: boolean) =>
      judge(
        mapped(toNetwork('8.8.8.0', '8.8.8.255'), engine),
        { ...environment, decide: () => answer },
        noConnections,
        packet,
      ).connections.entries.map(({ status }) => status.isDnat)
    expect(isMarked('nft', true)).toEqual([true])
    expect(isMarked('nft', false)).toEqual([false])
    expect(isMarked('legacy', true)).toEqual([false])
  })
})

describe('one dispatcher', () => {
  test('naive: a chain of type nat runs at its priority; all run at -100', () => {
    const sees = (priority: number) =>
      table(
        'ip',
        `sees${priority}`,
        base('f', 'prerouting', priority, {}, rule(is('tcp dport', 9040), drop)),
      )
    expect(fatesOf(machine(toTor('n', 300), sees(0)), tcp())).toEqual(['dropped rule'])
    expect(fatesOf(machine(toTor('n', -300), sees(-150)), tcp())).toEqual(['delivered vif1.0'])
  })

  test('naive: accept in a chain of type nat is the end of NAT; the next chain still translates', () => {
    const accepts = table('ip', 'a', base('p', 'prerouting', -110, { type: 'nat' }, rule(accept)))
    expect(
      arrived(judge(machine(accepts, toTor('n', -100)), environment, noConnections, tcp()))
        .destinationPort,
    ).toBe(9040)
  })

  test('naive: the last translation wins; the first does, and the others are not asked', () => {
    const held = machine(toTor('one', -100, 1), toTor('two', -99, 2))
    expect(arrived(judge(held, environment, noConnections, tcp())).destinationPort).toBe(1)
  })

  test('of equal priorities the chain that was loaded last is asked first', () => {
    const held = machine(toTor('one', -100, 1), toTor('two', -100, 2))
    expect(arrived(judge(held, environment, noConnections, tcp())).destinationPort).toBe(2)
  })

  test('drop in a chain of type nat is final', () => {
    const drops = table('ip', 'd', base('p', 'prerouting', -110, { type: 'nat' }, rule(drop)))
    expect(fatesOf(machine(drops, toTor('n', -100)), tcp())).toEqual(['dropped rule'])
  })

  test('naive: a chain of type nat sees every packet; it sees the first of a connection', () => {
    const held = machine(
      toTor('n', -100),
      table(
        'ip',
        'd',
        base('p', 'prerouting', -110, { type: 'nat' }, rule(is('tcp flags', 16), drop)),
      ),
    )
    const answer = tcp({
      enters: null,
      source: value('10.137.0.1'),
      destination: value('10.137.0.10'),
      sourcePort: 9040,
      destinationPort: 40000,
      tcpFlags: 18,
    })
    const judged = judgeInTurn(held, [tcp(), answer, tcp({ tcpFlags: 16 })])
    expect(judged.map(fates)).toEqual([['delivered vif1.0'], ['sent vif1.0'], ['delivered vif1.0']])
  })

  test('naive: INVALID is translated like the rest; it passes as it is, to its real destination', () => {
    const held = machine(toTor('n', -100))
    expect(fatesOf(held, tcp({ tcpFlags: 4 }))).toEqual(['sent eth0'])
    expect(arrived(judge(held, environment, noConnections, tcp({ tcpFlags: 4 })))).toMatchObject({
      source: value('10.137.0.10'),
      destination: value('8.8.8.8'),
    })
  })
})

describe('flows that are older than the rules', () => {
  test('naive: a rule that is loaded translates what comes after; a confirmed connection stays as it is', () => {
    const asks = machine(
      table('ip', 'a', base('f', 'forward', 0, {}, rule(is('ct state', state.invalid), drop))),
    )
    const [before] = judgeInTurn(asks, [udp()])
    if (!before) throw new Error('one judgement')
    const after = judge(machine(toTor('n', -100)), environment, before.connections, udp())
    expect(fates(after)).toEqual(['sent eth0'])
    expect(fatesOf(machine(toTor('n', -100)), udp())).toEqual(['delivered vif1.0'])
  })

  test('naive: NAT rules are asked once for each connection; an old one that is not answered asks them each time', () => {
    const tracks = machine(
      table('ip', 'a', base('f', 'forward', 0, {}, rule(is('ct state', state.invalid), drop))),
    )
    const answer = udp({
      enters: 'eth0',
      source: value('8.8.8.8'),
      destination: value('10.137.0.10'),
      sourcePort: 53,
      destinationPort: 40000,
    })
    const drops = machine(
      table(
        'ip',
        'n',
        base(
          'p',
          'prerouting',
          -100,
          { type: 'nat' },
          rule(is('ct state', state.new, state.established), drop),
        ),
      ),
    )
    const [asked, answered] = judgeInTurn(tracks, [udp(), answer])
    if (!asked || !answered) throw new Error('two judgements')
    expect(fates(judge(drops, environment, asked.connections, udp()))).toEqual(['dropped rule'])
    expect(fates(judge(drops, environment, answered.connections, udp()))).toEqual(['sent eth0'])
  })

  test('naive: a translated connection stays translated; without any chain of type nat it is not', () => {
    const [first] = judgeInTurn(machine(toTor('n', -100)), [udp()])
    if (!first) throw new Error('one judgement')
    const bare = machine(
      table('ip', 'a', base('f', 'forward', 0, {}, rule(is('ct state', state.invalid), drop))),
    )
    expect(fates(judge(bare, environment, first.connections, udp()))).toEqual(['sent eth0'])
  })
})

describe('redirect', () => {
  const six = {
    family: 'ipv6',
    source: value('fd00::10'),
    destination: value('2001:db8::1'),
  } as const
  const held = machine(
    table(
      'inet',
      'n',
      base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('redirect', null, 9040))),
    ),
  )

  test('naive: it goes to loopback; it goes to the primary address of the interface', () => {
    expect(arrived(judge(held, environment, noConnections, tcp())).destination).toBe(
      value('10.137.0.1'),
    )
    expect(arrived(judge(held, environment, noConnections, tcp(six))).destination).toBe(
      value('fd00::1'),
    )
  })

  test('naive: an interface without an address passes it on; it drops it', () => {
    const bare = {
      ...environment,
      interfaces: environment.interfaces.map((face) =>
        face.name === 'vif1.0' ? { ...face, addresses: [] } : face,
      ),
    }
    expect(fatesOf(held, tcp(), bare)).toEqual(['dropped nat'])
  })

  test('what the gateway sends goes to loopback, and later chains of OUTPUT still see the old interface', () => {
    const own = machine(
      table(
        'ip',
        'n',
        base('o', 'output', -100, { type: 'nat' }, rule(translate('redirect', null, 9040))),
        base('f', 'output', 0, {}, rule(named('meta oifname', 'lo'), drop)),
      ),
    )
    const packet = tcp({ enters: null, source: value('192.168.9.1') })
    const judged = judge(own, environment, noConnections, packet)
    expect(fates(judged)).toEqual(['delivered lo'])
    expect(arrived(judged)).toMatchObject({
      source: value('192.168.9.1'),
      destination: value('127.0.0.1'),
    })
  })

  test('naive: any redirect sets the status dnat; one to the same address and port translates nothing', () => {
    const socks = machine(
      table(
        'ip',
        'n',
        base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('redirect', null, 9050))),
        base(
          'i',
          'input',
          0,
          { policy: 'drop' },
          rule({ ...is('ct status', 32), key: [{ field: 'ct status', mask: 32n }] }, accept),
        ),
      ),
    )
    const packet = tcp({ destination: value('10.137.0.1'), destinationPort: 9050 })
    expect(fatesOf(socks, packet)).toEqual(['dropped policy'])
    expect(fatesOf(socks, tcp({ destinationPort: 9050 }))).toEqual(['delivered vif1.0'])
  })
})

describe('answers of redirected connections', () => {
  const answer = tcp({
    enters: null,
    source: value('10.137.0.1'),
    destination: value('10.137.0.10'),
    sourcePort: 9040,
    destinationPort: 40000,
    tcpFlags: 18,
  })
  const at = (hook: 'output' | 'postrouting', priority: number) =>
    machine(
      toTor('n', -100),
      table('ip', 'f', base('f', hook, priority, {}, rule(is('ip saddr', '8.8.8.8'), drop))),
    )

  test.each([
    ['output', 0, 'sent vif1.0'],
    ['postrouting', 99, 'sent vif1.0'],
    ['postrouting', 101, 'dropped rule'],
  ] as const)(
    'naive: rules see the original destination as source; in %s at %i: %s',
    (hook, priority, fate) => {
      const judged = judgeInTurn(at(hook, priority), [tcp(), answer])[1]
      expect(judged && fates(judged)).toEqual([fate])
    },
  )

  test('naive: they go back to the client in any case; without their entry they leave untranslated', () => {
    const judged = judge(machine(toTor('n', -100)), environment, noConnections, answer)
    expect(arrived(judged)).toMatchObject({ source: value('10.137.0.1'), sourcePort: 9040 })
  })
})

describe('dnat to loopback', () => {
  const held = machine(
    table(
      'ip',
      'n',
      base('p', 'prerouting', -100, { type: 'nat' }, rule(translate('dnat', '127.0.0.1', 9040))),
    ),
  )

  test('naive: it arrives; routing drops it without route_localnet', () => {
    expect(fatesOf(held, tcp())).toEqual(['dropped martian'])
    expect(fatesOf(held, tcp(), settings({ routeLocalnet: true }))).toEqual(['delivered vif1.0'])
  })
})

test('the listener is looked for where the packet arrives', () => {
  const listening = {
    ...environment,
    listeners: [
      { protocol: 'tcp', address: address('10.137.0.1'), port: 9040, isTransparent: false },
    ],
  } as const
  const reached = judge(machine(toTor('n', -100)), listening, noConnections, tcp())
  expect(reached.generated).toEqual([])
  const missed = judge(machine(toTor('n', -100, 9041)), listening, noConnections, tcp())
  expect(missed.generated.map(({ why }) => why)).toEqual(['tcp-reset'])
  expect(missed.generated[0]?.judgement.outcomes[0]).toMatchObject({
    kind: 'sent',
    interface: 'vif1.0',
    packet: { source: value('8.8.8.8'), sourcePort: 443 },
  })
})
