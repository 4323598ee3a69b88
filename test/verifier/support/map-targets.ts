import fc from 'fast-check'
import type {
  HeldMap,
  MachineField,
  MapEntry,
  Part,
  Selector,
  Translate,
  TranslationTarget,
  VerdictEntry,
} from '../../../src/ruleset/index.ts'
import { place } from '../../netfilter/build.ts'
import { partPool } from './rule-tests.ts'
import type { World } from './world.ts'

/** Where translations lead by a map or a network, and the maps that every table holds by name. */

/** Their contents are anybody's. */
export const arbitraryMaps: readonly string[] = ['spread', 'sorted']

const single = (value: bigint) => ({ first: value, last: value })
const only = (field: MachineField): readonly Selector[] => [{ field, mask: null }]
const otherwise: Part = { kind: 'otherwise' }

/** A part for each of the key's fields, of a few that the packets have. */
const tuplesOf = (world: World, key: readonly MachineField[]): readonly (readonly Part[])[] =>
  key.reduce<readonly (readonly Part[])[]>(
    (tuples, field) =>
      tuples.flatMap((tuple) => partPool(world, field).map((part) => [...tuple, part])),
    [[]],
  )

const portMaps = (world: World): readonly MapEntry[] => {
  const [first = 0n, second = 0n] = world.remotes
  return [
    { tuple: [otherwise], addresses: single(second), ports: null },
    {
      tuple: [{ kind: 'interval', interval: single(443n) }],
      addresses: single(first),
      ports: null,
    },
    {
      tuple: [{ kind: 'interval', interval: single(53n) }],
      addresses: single(world.own[0] ?? 0n),
      ports: null,
    },
  ]
}

const verdictMap: readonly VerdictEntry[] = [
  { tuple: [otherwise], verdict: { kind: 'continue' } },
  { tuple: [{ kind: 'interval', interval: single(443n) }], verdict: { kind: 'drop' } },
  { tuple: [{ kind: 'interval', interval: single(53n) }], verdict: { kind: 'accept' } },
  { tuple: [{ kind: 'interval', interval: single(9040n) }], verdict: { kind: 'return' } },
]

/** Each asks `th dport`; `jump` is a chain of their table that rules of base chains may go to. */
export const mapsOf = (world: World, jump: string | null): readonly HeldMap[] => {
  const targets = { kind: 'targets', list: portMaps(world) } as const
  const jumping: readonly VerdictEntry[] =
    jump === null
      ? []
      : [
          {
            tuple: [{ kind: 'interval', interval: single(40_000n) }],
            verdict: { kind: 'jump', chain: jump },
          },
        ]
  const verdicts = { kind: 'verdicts', list: [...verdictMap, ...jumping] } as const
  return [
    { name: 'moved', entries: targets, contents: 'fixed', place },
    { name: 'spread', entries: targets, contents: 'arbitrary', place },
    { name: 'judged', entries: verdicts, contents: 'fixed', place },
    { name: 'sorted', entries: verdicts, contents: 'arbitrary', place },
  ]
}

/** Of tables whose chains `mapsOf` gave maps with a jump, or without. */
export const namedVerdicts = fc.constantFrom('judged', 'judged', 'judged', 'sorted').map((map) => ({
  kind: 'verdict-map' as const,
  key: only('th dport'),
  entries: { map },
}))

type Fixed = Extract<TranslationTarget, { kind: 'fixed' }>

/** The network of 2^bits addresses that holds that one. */
const networkOf = (address: bigint, bits: number) => {
  const host = (1n << BigInt(bits)) - 1n
  return { first: address & ~host, last: address | host }
}

export const networks = (world: World): fc.Arbitrary<Fixed> =>
  fc
    .tuple(fc.constantFrom(...world.remotes, ...world.own), fc.constantFrom(0, 1, 8, 24, 31))
    .map(([address, bits]) => ({
      kind: 'fixed',
      addresses: networkOf(address, bits),
      ports: null,
      netmap: true,
    }))

const keysOf = (world: World): readonly (readonly MachineField[])[] => {
  const [saddr, daddr] =
    world.family === 'ipv4'
      ? (['ip saddr', 'ip daddr'] as const)
      : (['ip6 saddr', 'ip6 daddr'] as const)
  return [
    ['th dport'],
    ['tcp dport'],
    [daddr],
    [saddr],
    ['meta mark'],
    ['meta l4proto'],
    [daddr, 'th dport'],
    ['meta l4proto', 'th dport'],
  ]
}

/** Maps in place, whose catch-all may stand anywhere among the rest, and by name; for `nat` as the kernel takes them. */
export const mapTargets = (
  world: World,
  nat: Translate['nat'],
): fc.Arbitrary<TranslationTarget> => {
  const isAddressed = nat === 'dnat' || nat === 'snat'
  const addresses = fc.constantFrom(...world.remotes, ...world.own).map(single)
  const ports = fc.constantFrom(9040n, 53n, 443n).map(single)
  const inPlace = fc
    .record({
      key: fc.constantFrom(...keysOf(world)),
      picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
      rest: fc.option(fc.nat(3), { freq: 2, nil: null }),
      values: fc.array(fc.record({ addresses, ports }), { minLength: 4, maxLength: 4 }),
      gives: fc.constantFrom('address' as const, 'port' as const, 'both' as const),
      isNetmap: fc.nat(4).map((roll) => roll === 0),
    })
    .map(({ key, picks, rest, values, gives, isNetmap }) => {
      const pool = tuplesOf(world, key)
      const chosen = [...new Set(picks.map((pick) => pick % pool.length))]
      const all = chosen.flatMap((index) => (pool[index] ? [pool[index]] : []))
      if (rest !== null) all.splice(rest % (all.length + 1), 0, [otherwise])
      const entries = all.map((tuple, index): MapEntry => {
        const { addresses: address = null, ports: port = null } = values[index] ?? {}
        return {
          tuple,
          addresses:
            !isAddressed || gives === 'port' || address === null
              ? null
              : isNetmap
                ? networkOf(address.first, 8)
                : address,
          ports: isAddressed && gives === 'address' ? null : port,
        }
      })
      return {
        kind: 'map' as const,
        key: key.map((field) => ({ field, mask: null })),
        entries,
        netmap: isNetmap && isAddressed,
      }
    })
  if (!isAddressed) return inPlace
  const byName = fc.constantFrom('moved', 'moved', 'spread').map((map) => ({
    kind: 'map' as const,
    key: only('th dport'),
    entries: { map },
    netmap: false,
  }))
  return fc.oneof({ weight: 3, arbitrary: inPlace }, { weight: 1, arbitrary: byName })
}
