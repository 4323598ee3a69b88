/** Random documents of the kind that a firewall compiler writes: tables with sets, chains and rules that load. */
import fc from 'fast-check'

const meta = (key: string) => ({ meta: { key } })
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } })

const octet = fc.integer({ min: 0, max: 255 })
const address = fc.tuple(octet, octet, octet).map(([a, b, c]) => `10.${a}.${b}.${c}`)
const prefix = fc
  .tuple(octet, fc.integer({ min: 8, max: 16 }))
  .map(([a, len]) => ({ prefix: { addr: len === 16 ? `10.${a}.0.0` : '10.0.0.0', len } }))
const port = fc.integer({ min: 1, max: 65535 })
const portRange = fc
  .tuple(port, port)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ range: [Math.min(a, b), Math.max(a, b)] }))
/** No interface called `tcp`: the JSON reader of 1.0.6 takes that for a protocol and matches the number's bytes. */
const interfaceName = fc.constantFrom('vif*', 'vif1.0', 'eth0', 'lo', 'a-b', '22')
const state = fc.constantFrom('invalid', 'new', 'established', 'related', 'untracked')
const flag = fc.constantFrom('fin', 'syn', 'rst', 'psh', 'ack', 'urg')

const several = <T>(values: fc.Arbitrary<T>) => {
  return fc.uniqueArray(values, { minLength: 1, maxLength: 4, selector: (v) => JSON.stringify(v) })
}

/** A value, or an anonymous set of them. */
const oneOrSet = <T>(values: fc.Arbitrary<T>) => {
  return fc.oneof(
    values,
    several(values).map((set) => ({ set })),
  )
}

const sameOrNot = fc.constantFrom('==', '!=')
const comparison = (left: unknown, right: fc.Arbitrary<unknown>) => {
  return fc.record({ op: sameOrNot, left: fc.constant(left), right }).map((match) => ({ match }))
}

const match = fc.oneof(
  comparison(meta('iifname'), oneOrSet(interfaceName)),
  comparison(meta('oifname'), interfaceName),
  comparison(meta('iifgroup'), oneOrSet(fc.integer({ min: 1, max: 9 }))),
  comparison(meta('nfproto'), fc.constantFrom('ipv4', 'ipv6')),
  comparison(meta('l4proto'), oneOrSet(fc.constantFrom('tcp', 'udp', 'icmp', 'sctp'))),
  comparison(meta('mark'), fc.integer({ min: 0, max: 0xffffffff })),
  comparison(meta('skuid'), fc.integer({ min: 20_000, max: 30_000 })),
  comparison(payload('ip', 'saddr'), oneOrSet(address)),
  comparison(payload('ip', 'daddr'), prefix),
  comparison(payload('ip', 'daddr'), fc.constant('@hosts')),
  comparison(payload('ip6', 'daddr'), fc.constantFrom('fe80::1', '::1')),
  comparison(payload('tcp', 'dport'), fc.oneof(oneOrSet(port), portRange)),
  comparison(payload('udp', 'dport'), oneOrSet(port)),
  comparison(payload('icmp', 'type'), fc.constantFrom('echo-request', 'redirect', 200)),
  comparison(payload('ip', 'hdrlength'), fc.integer({ min: 5, max: 15 })),
  comparison({ '&': [payload('ip', 'frag-off'), 0x1fff] }, fc.constant(0)),
  comparison({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, fc.boolean()),
  comparison({ ct: { key: 'direction' } }, fc.constantFrom('original', 'reply')),
  fc.record({ mask: several(flag), bits: several(flag), op: sameOrNot }).map((test) => ({
    match: { op: test.op, left: { '&': [payload('tcp', 'flags'), test.mask] }, right: test.bits },
  })),
  several(state).map((states) => ({
    match: {
      op: 'in',
      left: { ct: { key: 'state' } },
      right: states.length === 1 ? states[0] : states,
    },
  })),
  several(fc.constantFrom('dnat', 'snat', 'assured')).map((bits) => ({
    match: { op: 'in', left: { ct: { key: 'status' } }, right: bits.length === 1 ? bits[0] : bits },
  })),
)

const action = fc.oneof(
  fc.constant({ counter: null }),
  fc
    .record({ rate: fc.integer({ min: 1, max: 99 }), per: fc.constantFrom('second', 'day') })
    .map((limit) => ({ limit: { ...limit, burst: 7 } })),
  fc.stringMatching(/^[A-Za-z0-9 :._-]{1,20}$/).map((text) => ({ log: { prefix: text } })),
  fc.integer({ min: 0, max: 999 }).map((value) => ({ mangle: { key: meta('mark'), value } })),
)

const verdict = fc.constantFrom(
  { accept: null },
  { drop: null },
  { return: null },
  { jump: { target: 'side' } },
  { goto: { target: 'side' } },
)

const rule = (chain: string) => {
  const comment = fc.option(fc.stringMatching(/^[A-Za-z0-9 {}#;$'\\éß-]{1,30}$/), {
    nil: undefined,
  })
  return fc
    .tuple(fc.array(match, { maxLength: 4 }), fc.array(action, { maxLength: 2 }), verdict, comment)
    .map(([matches, actions, end, text]) => {
      const own = { family: 'inet', table: 'firewall', chain, expr: [...matches, ...actions, end] }
      return { add: { rule: text === undefined ? own : { ...own, comment: text } } }
    })
}

const inTable = { family: 'inet', table: 'firewall' }

/** A document of one inet table: a set of hosts, a base chain, a chain beside it, and their rules. */
export const documents = fc
  .tuple(
    fc.uniqueArray(address, { maxLength: 20 }),
    fc.array(fc.oneof(rule('main'), rule('main'), rule('side').map(withoutJump)), {
      maxLength: 12,
    }),
    fc.integer({ min: -500, max: 500 }),
    fc.constantFrom('accept', 'drop'),
  )
  .map(([hosts, rules, prio, policy]) => ({
    nftables: [
      { add: { table: { family: 'inet', name: 'firewall' } } },
      { add: { set: { ...inTable, name: 'hosts', type: 'ipv4_addr', ...elements(hosts) } } },
      {
        add: {
          chain: { ...inTable, name: 'main', type: 'filter', hook: 'prerouting', prio, policy },
        },
      },
      { add: { chain: { ...inTable, name: 'side' } } },
      ...rules,
    ],
  }))

function elements(hosts: readonly string[]) {
  return hosts.length === 0 ? {} : { elem: hosts }
}

/** A chain must not jump to itself. */
function withoutJump(command: { add: { rule: { expr: readonly object[] } } }) {
  const { rule: given } = command.add
  const expr = given.expr.map((node) => ('jump' in node || 'goto' in node ? { drop: null } : node))
  return { add: { rule: { ...given, expr } } }
}
