/**
 * Goal: how verdicts compose, where a naive reader of rulesets goes wrong.
 * Method: a machine for each trap; its name says what the naive model says, the test what the kernel does.
 */
import { describe, expect, test } from 'vitest'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import {
  accept,
  base,
  chain,
  drop,
  environment,
  fates,
  fatesOf,
  goto,
  is,
  jump,
  machine,
  named,
  not,
  ofXtables,
  queue,
  returns,
  rule,
  setMark,
  table,
  tcp,
  tracking,
  udp,
  value,
} from '../build.ts'

const forward = (...rules: Parameters<typeof base>[4][]) => base('f', 'forward', 0, {}, ...rules)

test('naive: accept is final; the kernel asks every other base chain too', () => {
  const accepts = table('inet', 'a', base('f', 'forward', -10, {}, rule(accept)))
  const drops = table('inet', 'b', base('f', 'forward', 0, { policy: 'drop' }))
  expect(fatesOf(machine(accepts, drops), tcp())).toEqual(['dropped policy'])
  expect(fatesOf(machine(accepts), tcp())).toEqual(['sent eth0'])
})

test('naive: of equal priorities the first loaded comes first; the kernel runs the newer one first', () => {
  const marks = (flip: number) => table('inet', `m${flip}`, forward(rule(setMark(flip))))
  const drops = table('inet', 'd', base('f', 'forward', 1, {}, rule(is('meta mark', 1), drop)))
  expect(fatesOf(machine(marks(1), marks(2), drops), tcp())).toEqual(['dropped rule'])
  expect(fatesOf(machine(marks(2), marks(1), drops), tcp())).toEqual(['sent eth0'])
})

test('naive: return in a base chain goes on behind it with an accept; it gets the policy', () => {
  const held = base('f', 'forward', 0, { policy: 'drop' }, rule(returns), rule(accept))
  expect(fatesOf(machine(table('inet', 't', held)), tcp())).toEqual(['dropped policy'])
})

test('naive: goto comes back; it returns to the last jump, or to the policy', () => {
  const target = chain('target', rule(is('tcp dport', 1), accept))
  const gone = base('f', 'forward', 0, { policy: 'drop' }, rule(goto('target')), rule(accept))
  expect(fatesOf(machine(table('inet', 't', gone, target)), tcp())).toEqual(['dropped policy'])
  const between = chain('between', rule(goto('target')), rule(drop))
  const jumped = base('f', 'forward', 0, { policy: 'drop' }, rule(jump('between')), rule(accept))
  expect(fatesOf(machine(table('inet', 't', jumped, target, between)), tcp())).toEqual([
    'sent eth0',
  ])
})

test('naive: `!= 22` holds of everything else; a packet without such a header breaks the rule', () => {
  const held = machine(table('inet', 't', forward(rule(not(is('tcp dport', 22)), drop))))
  expect(fatesOf(held, udp())).toEqual(['sent eth0'])
  expect(fatesOf(held, tcp())).toEqual(['dropped rule'])
  const six = machine(table('inet', 't', forward(rule(not(is('ip6 daddr', 'fd00::1')), drop))))
  expect(fatesOf(six, tcp())).toEqual(['sent eth0'])
})

test('naive: what stands before a test that fails has not happened; it has', () => {
  const marks = forward(
    rule(setMark(1), is('tcp dport', 1), accept),
    rule(is('meta mark', 1), drop),
  )
  expect(fatesOf(machine(table('inet', 't', marks)), tcp())).toEqual(['dropped rule'])
})

describe('interfaces that are not there', () => {
  const own = tcp({ enters: null, source: value('192.168.9.1') })
  const at = (test: ReturnType<typeof named>) =>
    machine(table('inet', 't', base('o', 'output', 0, {}, rule(test, drop))))

  test('naive: `iifname !=` says nothing of what the gateway sends; a name is empty there, and it holds', () => {
    expect(fatesOf(at(not(named('meta iifname', 'eth0'))), own)).toEqual(['dropped rule'])
  })

  test('naive: an index that is not there breaks the rule; it is 0, and `iif !=` holds', () => {
    expect(fatesOf(at(not(named('meta iif', 'eth0'))), own)).toEqual(['dropped rule'])
  })

  test('naive: so is a group; it breaks the rule', () => {
    const group = machine(
      table('inet', 't', base('o', 'output', 0, {}, rule(not(is('meta iifgroup', 2)), drop))),
    )
    expect(fatesOf(group, own)).toEqual(['sent eth0'])
  })

  test('naive: PREROUTING knows the way out; `oifname` is empty there', () => {
    const held = base('p', 'prerouting', 0, {}, rule(not(named('meta oifname', 'eth0')), drop))
    expect(fatesOf(machine(table('inet', 't', held)), tcp())).toEqual(['dropped rule'])
  })

  test('naive: `vif*` in a name is a star; it stands for any rest, and `vif1*` is not vif2.0', () => {
    const held = (pattern: string) =>
      machine(table('inet', 't', forward(rule(named('meta iifname', pattern), drop))))
    expect(fatesOf(held('vif*'), tcp())).toEqual(['dropped rule'])
    expect(fatesOf(held('vif2*'), tcp())).toEqual(['sent eth0'])
    expect(fatesOf(held('vif1.0\\*'), tcp())).toEqual(['sent eth0'])
  })
})

describe('queues', () => {
  const held = (bypass: boolean) =>
    machine(table('inet', 't', forward(rule(queue(bypass)), rule(drop))))
  const listening = (accepts: boolean) => ({
    ...environment,
    decide: ({ kind }: { kind: string }) => kind === 'queue-listener' || accepts,
  })

  test('naive: bypass goes on with the next rule; it skips the rest of the chain, and the drop', () => {
    expect(fatesOf(held(true), tcp())).toEqual(['sent eth0'])
  })

  test('without bypass and without a listener it is dropped', () => {
    expect(fatesOf(held(false), tcp())).toEqual(['dropped queue'])
  })

  test('naive: what a program lets go on meets the next rule; it meets the next chain', () => {
    expect(fatesOf(held(false), tcp(), listening(true))).toEqual(['queued', 'sent eth0'])
    expect(fatesOf(held(false), tcp(), listening(false))).toEqual(['queued', 'dropped queue'])
  })
})

test('naive: a dormant table is a table; it has no hook', () => {
  const drops = table('inet', 't', base('f', 'forward', 0, { policy: 'drop' }))
  expect(fatesOf(machine({ ...drops, isDormant: true }), tcp())).toEqual(['sent eth0'])
  expect(fatesOf(machine(drops), tcp())).toEqual(['dropped policy'])
})

test('naive: a rule of x_tables only ever does what its target says; a header that is cut off is dropped while testing', () => {
  const cut = tcp({ tcpFlags: null, sourcePort: null, destinationPort: null })
  const held = (test: ReturnType<typeof is>) =>
    machine(table('ip', 't', forward(rule(test, accept))))
  expect(fatesOf(held(ofXtables(is('tcp dport', 443))), cut)).toEqual(['dropped hotdrop'])
  expect(fatesOf(held(is('tcp dport', 443)), cut)).toEqual(['sent eth0'])
})

test('naive: a set that packets fill holds what stands there; it may hold anything', () => {
  const test = {
    ...is('ip daddr', '8.8.8.8'),
    among: { kind: 'set', name: 'filled' },
  } as const
  const filled = {
    ...table('ip', 't', forward(rule(test, drop))),
    sets: [
      {
        name: 'filled',
        members: { kind: 'numbers', set: [] },
        contents: 'arbitrary',
        place: { source: 'test', line: 1, column: 1 },
      },
    ],
  } as const
  expect(fatesOf(machine(filled), tcp())).toEqual(['sent eth0'])
  const holding = { ...environment, decide: () => true }
  expect(fatesOf(machine(filled), tcp(), holding)).toEqual(['dropped rule'])
})

test('naive: `meta skuid != 107` holds of what has no owner; it breaks, as does `skuid 107`', () => {
  const held = (test: ReturnType<typeof is>) =>
    machine(table('inet', 't', base('o', 'output', 0, {}, rule(test, drop))))
  const own = (uid: number | null) =>
    tcp({
      enters: null,
      source: value('192.168.9.1'),
      socket: uid === null ? null : { uid, gid: uid },
    })
  expect(fatesOf(held(is('meta skuid', 107)), own(null))).toEqual(['sent eth0'])
  expect(fatesOf(held(not(is('meta skuid', 107))), own(null))).toEqual(['sent eth0'])
  expect(fatesOf(held(not(is('meta skuid', 107))), own(0))).toEqual(['dropped rule'])
  expect(fatesOf(held(is('meta skuid', 107)), own(107))).toEqual(['dropped rule'])
})

test('the trace tells the rule, the policy and what the kernel did', () => {
  const held = machine(tracking(), table('inet', 't', base('f', 'forward', 0, { policy: 'drop' })))
  const { trace, outcomes } = judge(held, environment, noConnections, tcp())
  expect(fates({ outcomes, trace, generated: [], connections: noConnections })).toEqual([
    'dropped policy',
  ])
  expect(trace.map(({ hook, text }) => `${hook}: ${text}`)).toEqual([
    'prerouting: conntrack: new',
    'routing: forwarded by eth0',
    'forward: policy drop',
  ])
})
