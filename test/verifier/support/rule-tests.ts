import fc from 'fast-check'
import type { MachineField, Part, Selector, Test } from '../../../src/ruleset/index.ts'
import type { World } from './world.ts'

/** Random tests of every modelled field, over values that packets of the world have. */

/** Values that the packets of the world have, and some that they have not. */
export const numbersOf = (world: World, field: MachineField): readonly bigint[] => {
  const word = field.slice(field.lastIndexOf(' ') + 1)
  if (word === 'saddr' || word === 'daddr')
    return [...world.own, ...world.clients, ...world.remotes]
  if (['sport', 'dport', 'proto-src', 'proto-dst'].includes(word))
    return [53n, 443n, 9040n, 40_000n]
  const pools: Readonly<Record<string, readonly bigint[]>> = {
    'meta l4proto': [1n, 6n, 17n, 47n, 58n],
    'ip protocol': [1n, 6n, 17n],
    'ct protocol': [6n, 17n],
    'meta nfproto': [2n, 10n],
    'ct l3proto': [2n, 10n],
    'meta mark': [0n, 1n, 2n, 3n],
    'ct mark': [0n, 1n, 2n, 3n],
    'meta iifgroup': [1n, 2n],
    'meta oifgroup': [1n, 2n],
    'meta skuid': [0n, 107n],
    'meta skgid': [0n, 107n],
    'socket exists': [0n, 1n],
    'tcp flags': [2n, 16n, 18n, 4n],
    'ct state': [1n, 2n, 4n, 8n, 64n],
    'ct direction': [0n, 1n],
    'ct status': [0n, 2n, 8n, 32n, 256n],
    'icmp type': [3n, 8n],
    'icmp code': [0n, 3n],
    'icmpv6 type': [1n, 128n, 135n],
    'ip ttl': [63n, 64n],
    'ip6 hoplimit': [63n, 64n],
    'ip hdrlength': [5n, 6n],
    'ip frag-off': [0n, 1n, 0x2000n],
    'fib saddr . iif oif': [0n, 1n],
    'fib saddr oif': [0n, 1n],
    'fib saddr type': [1n, 2n],
    'fib daddr type': [1n, 2n],
  }
  return pools[field] ?? [0n, 1n]
}

const v4Fields: readonly MachineField[] = [
  'ip saddr',
  'ip daddr',
  'ip daddr',
  'ip protocol',
  'ip ttl',
  'ip hdrlength',
  'ip frag-off',
  'ip dscp',
  'icmp type',
  'icmp code',
  'ct original ip daddr',
  'ct original ip saddr',
  'ip6 saddr',
]
const v6Fields: readonly MachineField[] = [
  'ip6 saddr',
  'ip6 daddr',
  'ip6 daddr',
  'ip6 hoplimit',
  'ip6 nexthdr',
  'exthdr frag',
  'ip6 dscp',
  'icmpv6 type',
  'ct original ip6 daddr',
  'ip saddr',
]
const commonFields: readonly MachineField[] = [
  'meta l4proto',
  'meta l4proto',
  'meta nfproto',
  'meta mark',
  'meta mark',
  'meta iifgroup',
  'meta oifgroup',
  'meta skuid',
  'socket exists',
  'tcp dport',
  'udp dport',
  'tcp sport',
  'th dport',
  'th sport',
  'tcp flags',
  'tcp window',
  'ct state',
  'ct state',
  'ct state',
  'ct direction',
  'ct status',
  'ct mark',
  'ct mark',
  'ct l3proto',
  'ct protocol',
  'fib saddr . iif oif',
  'fib saddr oif',
  'fib saddr type',
  'fib daddr type',
]

export const fieldsOf = (world: World): readonly MachineField[] => [
  ...commonFields,
  ...(world.family === 'ipv4' ? v4Fields : v6Fields),
]

const names = ['vif1.0', 'vif*', 'vif1*', 'eth0', 'e*', '*', 'tun0'] as const
const nameFields: readonly MachineField[] = [
  'meta iifname',
  'meta iifname',
  'meta oifname',
  'meta iif',
  'meta oif',
]

export const partPool = (world: World, field: MachineField): readonly Part[] =>
  field.startsWith('meta iif') || field.startsWith('meta oif')
    ? [
        { kind: 'name', pattern: 'vif1.0' },
        { kind: 'name', pattern: 'eth0' },
      ]
    : numbersOf(world, field).map((value) => ({
        kind: 'interval',
        interval: { first: value, last: value },
      }))

export const tests = (world: World): fc.Arbitrary<Test> =>
  fc.oneof(
    { weight: 5, arbitrary: numberTests(world) },
    { weight: 3, arbitrary: nameTests },
    { weight: 1, arbitrary: tupleTests(world) },
    { weight: 1, arbitrary: setTests(world) },
  )

const numberTests = (world: World): fc.Arbitrary<Test> =>
  fc
    .record({
      field: fc.constantFrom(...fieldsOf(world)),
      pick: fc.array(fc.nat(20), { minLength: 1, maxLength: 2 }),
      isRange: fc.nat(5).map((roll) => roll === 0),
      negated: fc.nat(2).map((roll) => roll === 0),
      isMasked: fc.nat(3).map((roll) => roll === 0),
      hotdrop: fc.nat(4).map((roll) => roll === 0),
    })
    .map(({ field, pick, isRange, negated, isMasked, hotdrop }) => {
      const pool = numbersOf(world, field)
      const mask = isMasked && maskable.includes(field) ? 0x3an : null
      const values = pick.map((index) => (pool[index % pool.length] ?? 0n) & (mask ?? ~0n))
      const least = values.reduce((left, right) => (left < right ? left : right))
      const most = values.reduce((left, right) => (left > right ? left : right))
      const set =
        isRange || least === most
          ? [{ first: least, last: most }]
          : [least, most].map((value) => ({ first: value, last: value }))
      return {
        kind: 'test',
        key: [{ field, mask }],
        negated,
        among: { kind: 'members', members: { kind: 'numbers', set } },
        hotdrop: hotdrop && behindNetwork(field),
      }
    })

const maskable: readonly MachineField[] = [
  'tcp flags',
  'ct state',
  'ct status',
  'meta mark',
  'ct mark',
  'tcp dport',
]
const behindNetwork = (field: MachineField): boolean => /^(tcp|udp|icmp|icmpv6|th) /.test(field)

const nameTests: fc.Arbitrary<Test> = fc
  .record({
    field: fc.constantFrom(...nameFields),
    patterns: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
    negated: fc.boolean(),
  })
  .map(({ field, patterns, negated }) => ({
    kind: 'test',
    key: [{ field, mask: null }],
    negated,
    among: { kind: 'members', members: { kind: 'names', patterns } },
    hotdrop: false,
  }))

const tupleTests = (world: World): fc.Arbitrary<Test> =>
  fc
    .record({
      first: fc.constantFrom<MachineField>('meta iifname', 'meta l4proto', 'ct state'),
      second: fc.constantFrom<MachineField>(
        'th dport',
        world.family === 'ipv4' ? 'ip daddr' : 'ip6 daddr',
      ),
      pick: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 3 }),
      otherwise: fc.nat(9).map((roll) => roll === 0),
      negated: fc.boolean(),
    })
    .map(({ first, second, pick, otherwise, negated }) => {
      const key: readonly Selector[] = [first, second].map((field) => ({ field, mask: null }))
      const tuples = pick.map(([left, right]): readonly Part[] =>
        [
          partPool(world, first)[left % partPool(world, first).length],
          partPool(world, second)[right % partPool(world, second).length],
        ].flatMap((part) => (part ? [part] : [])),
      )
      return {
        kind: 'test',
        key,
        negated,
        among: {
          kind: 'members',
          members: {
            kind: 'tuples',
            tuples: otherwise ? [...tuples, [{ kind: 'otherwise' }]] : tuples,
          },
        },
        hotdrop: false,
      }
    })

const setTests = (world: World): fc.Arbitrary<Test> =>
  fc
    .record({
      field: fc.constantFrom<MachineField>(
        ...(world.family === 'ipv4'
          ? (['ip saddr', 'ip daddr'] as const)
          : (['ip6 saddr', 'ip6 daddr'] as const)),
      ),
      name: fc.constantFrom('peers', 'known', 'filled', null),
      negated: fc.boolean(),
    })
    .map(({ field, name, negated }) => ({
      kind: 'test',
      key: [{ field, mask: null }],
      negated,
      among: name === null ? { kind: 'client-facing' } : { kind: 'set', name },
      hotdrop: false,
    }))
