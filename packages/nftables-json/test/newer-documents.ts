/** For each feature of `src/write/versions.ts`, by its name, a document that uses it and nothing else that is newer. */
const named = { family: 'inet', table: 't', name: 'x' } as const
const rule = (...expr: readonly unknown[]): unknown => ({
  nftables: [{ add: { rule: { family: 'inet', table: 't', chain: 'c', expr } } }],
})
const match = (left: unknown, right: unknown): unknown => rule({ match: { op: '==', left, right } })
const add = (object: unknown): unknown => ({ nftables: [{ add: object }] })
const payload = (protocol: string, field: string): unknown => ({ payload: { protocol, field } })

export const newerDocuments: { readonly [feature: string]: unknown } = {
  'the command `destroy`': { nftables: [{ destroy: { chain: named } }] },
  '`reset` of rules': { nftables: [{ reset: { rules: null } }] },
  '`reset` of elements': { nftables: [{ reset: { set: named } }] },
  '`flags` of a table': add({ table: { family: 'inet', name: 't', flags: ['dormant'] } }),
  '`comment` of a table or chain': add({ chain: { ...named, comment: 'x' } }),
  '`auto-merge`': add({ set: { ...named, type: 'ipv4_addr', 'auto-merge': true } }),
  'the set flag `dynamic`': add({ set: { ...named, type: 'ipv4_addr', flags: ['dynamic'] } }),
  'several devices of a chain': add({
    chain: { ...named, type: 'filter', hook: 'ingress', prio: 0, policy: 'drop', dev: ['lo'] },
  }),
  'a `ct expectation` object': add({
    'ct expectation': { ...named, protocol: 'tcp', dport: 99, timeout: 1000, size: 12 },
  }),
  'the type of an expression (`typeof`)': add({
    set: { ...named, type: { typeof: payload('ip', 'saddr') } },
  }),
  'a tunnel object': add({
    tunnel: { ...named, id: 1, 'src-ipv4': '10.0.0.1', 'dst-ipv4': '10.0.0.2' },
  }),
  'the statement `tunnel`': rule({ tunnel: 'x' }),
  'the statement `last`': rule({ last: null }),
  'the statement `map`': rule({
    map: { op: 'add', elem: payload('ip', 'saddr'), data: payload('ip', 'daddr'), map: '@m' },
  }),
  'an operator with more than two operands': match(payload('tcp', 'flags'), {
    '|': ['fin', 'syn', 'rst'],
  }),
  'headers inside a tunnel': match(
    { payload: { protocol: 'ip', field: 'saddr', tunnel: 'vxlan' } },
    '10.0.0.1',
  ),
  'the headers gre, vxlan and geneve': match(payload('vxlan', 'vni'), 1),
  'the addresses of ICMPv6': match(payload('icmpv6', 'taddr'), '::1'),
  'dccp options': match({ 'dccp option': { type: 1 } }, true),
  '`meta broute`': match({ meta: { key: 'broute' } }, 1),
  '`meta ibrhwaddr`': match({ meta: { key: 'ibrhwaddr' } }, '00:00:00:00:00:01'),
  '`fib ... check`': match({ fib: { result: 'check', flags: ['daddr'] } }, true),
  'the expression `tunnel`': match({ tunnel: { key: 'id' } }, 1),
}
