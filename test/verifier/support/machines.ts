import fc from 'fast-check'
import type {
  BaseHook,
  HeldChain,
  HeldRule,
  HeldTable,
  HeldVerdict,
  Machine,
  MachineField,
  Part,
  Step,
  Translate,
  TranslationTarget,
} from '../../../src/ruleset/index.ts'
import { base, chain, place } from '../../netfilter/build.ts'
import { mapsOf, mapTargets, namedVerdicts, networks } from './map-targets.ts'
import { partPool, tests } from './rule-tests.ts'
import type { World } from './world.ts'

/**
 * Small random machines: tables of several families and both kinds, base chains at priorities that tie with each
 * other and with the kernel's own, chains that are jumped and gone to, devices' own chains; limits, queues and sets that
 * others fill, of which the environment says how they go; and nodes that no reader understood.
 */
export const machines = (world: World): fc.Arbitrary<Machine> =>
  fc
    .tuple(
      fc.array(tables(world), { minLength: 1, maxLength: 3 }),
      fc.option(deviceTables(world), { freq: 5, nil: null }),
    )
    .map(([held, device]) => ({
      tables: [...held, ...(device ? [device] : [])].map((table, index) => ({
        ...table,
        name: `t${index}`,
      })),
      shown: { ipv4: true, ipv6: true, arp: false },
    }))

/** Chains of a device, before all others. At egress first packets are confirmed already, which the sets do not say yet. */
const deviceTables = (world: World): fc.Arbitrary<HeldTable> =>
  fc
    .array(
      fc.record({
        hook: fc.constant('ingress' as const),
        devices: fc.constantFrom(['vif1.0'], ['eth0'], ['vif1.0', 'vif2.0', 'eth0']),
        policy: policies,
        list: fc.array(rules(world, ['first']), { maxLength: 3 }),
        forwards: fc.nat(9).map((roll) => roll === 0),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((bases) => ({
      engine: 'nft' as const,
      family: 'netdev' as const,
      name: '',
      isDormant: false,
      sets: setsOf(world),
      maps: mapsOf(world, null),
      chains: [
        chain('first', held({ kind: 'verdict', verdict: { kind: 'drop' } })),
        ...bases.map(
          ({ hook, devices, policy, list, forwards }, index): HeldChain => ({
            ...base(
              '',
              hook,
              0,
              { policy, devices },
              ...list,
              ...(forwards ? [held({ kind: 'escape', way: 'forward', text: 'fwd' })] : []),
            ),
            name: `base${index}`,
          }),
        ),
      ],
      place,
    }))

const setsOf = (world: World): HeldTable['sets'] => [
  {
    name: 'peers',
    members: {
      kind: 'numbers',
      set: world.remotes
        .map((value) => ({ first: value, last: value }))
        .sort((left, right) => (left.first < right.first ? -1 : 1)),
    },
    contents: 'fixed',
    place,
  },
  {
    name: 'known',
    members: { kind: 'numbers', set: [] },
    contents: 'client-facing',
    place,
  },
  {
    name: 'filled',
    members: { kind: 'numbers', set: [] },
    contents: 'arbitrary',
    place,
  },
]

const own = (world: World) => (world.family === 'ipv4' ? ('ip' as const) : ('ip6' as const))

const tables = (world: World): fc.Arbitrary<HeldTable> =>
  fc
    .record({
      engine: fc.constantFrom('nft' as const, 'nft' as const, 'legacy' as const),
      family: fc.constantFrom(own(world), own(world), 'inet' as const),
      isDormant: fc.nat(19).map((roll) => roll === 0),
      first: fc.array(rules(world, ['second']), { maxLength: 4 }),
      second: fc.array(rules(world, []), { maxLength: 3 }),
      third: fc.array(plainRules(world), { maxLength: 2 }),
      bases: fc.array(baseChains(world), { minLength: 1, maxLength: 4 }),
    })
    .map(({ engine, family, isDormant, first, second, third, bases }) => ({
      engine,
      family: engine === 'legacy' ? own(world) : family,
      name: '',
      isDormant,
      sets: setsOf(world),
      maps: mapsOf(world, 'third'),
      chains: [
        chain('third', ...third),
        chain('first', ...first),
        chain('second', ...second),
        ...bases.map((each, index): HeldChain => ({ ...each, name: `base${index}` })),
      ],
      place,
    }))

const filterHooks: readonly BaseHook[] = [
  'prerouting',
  'prerouting',
  'input',
  'forward',
  'forward',
  'output',
  'output',
  'output',
  'postrouting',
]

const baseChains = (world: World): fc.Arbitrary<HeldChain> =>
  fc.oneof(
    { weight: 3, arbitrary: filterChains(world) },
    { weight: 2, arbitrary: natChains(world) },
  )

const policies = fc.constantFrom('accept' as const, 'accept' as const, 'drop' as const)

const filterChains = (world: World): fc.Arbitrary<HeldChain> =>
  fc
    .record({
      hook: fc.constantFrom(...filterHooks),
      priority: fc.constantFrom(-450, -400, -300, -200, -150, -100, 0, 0, 100, 200),
      policy: policies,
      list: fc.array(rules(world, ['first', 'second']), { maxLength: 5 }),
      isRoute: fc.boolean(),
    })
    .map(({ hook, priority, policy, list, isRoute }) =>
      base(
        '',
        hook,
        priority,
        { policy, type: isRoute && hook === 'output' ? 'route' : 'filter' },
        ...list,
      ),
    )

const natChains = (world: World): fc.Arbitrary<HeldChain> =>
  fc
    .record({
      hook: fc.constantFrom<BaseHook>('prerouting', 'prerouting', 'postrouting', 'output', 'input'),
      priority: fc.constantFrom(-110, -100, 0, 100),
      policy: fc.constantFrom(
        'accept' as const,
        'accept' as const,
        'accept' as const,
        'drop' as const,
      ),
      list: fc.array(translatingRules(world), { minLength: 1, maxLength: 3 }),
    })
    .map(({ hook, priority, policy, list }) =>
      base(
        '',
        hook,
        priority,
        { policy, type: 'nat' },
        ...list.map((make) =>
          make(hook, hook === 'postrouting' || hook === 'input' ? 'source' : 'destination'),
        ),
      ),
    )

/** Linear in what it is given, so that the rule shows what it does. */
const held = (...steps: readonly Step[]): HeldRule => ({
  steps,
  text: steps.map(({ kind }) => kind).join(' '),
  comment: '',
  place,
  asksConntrack: steps.some(
    (step) =>
      step.kind === 'translate' ||
      step.kind === 'notrack' ||
      ('key' in step && step.key.some(({ field }) => field.startsWith('ct '))),
  ),
})

const translatingRules = (world: World) =>
  fc
    .record({
      condition: fc.array(tests(world), { maxLength: 2 }),
      steps: fc.record({
        dnat: translations(world, 'dnat'),
        snat: translations(world, 'snat'),
        redirect: translations(world, 'redirect'),
        masquerade: translations(world, 'masquerade'),
      }),
      chosen: fc.boolean(),
      accepts: fc.nat(3).map((roll) => roll === 0),
    })
    .map(({ condition, steps, chosen, accepts }) => {
      return (hook: BaseHook, end: 'source' | 'destination'): HeldRule => {
        if (accepts) return held(...condition, { kind: 'verdict', verdict: { kind: 'accept' } })
        const { dnat, snat, redirect, masquerade } = steps
        if (end === 'destination') return held(...condition, chosen ? redirect : dnat)
        return held(...condition, chosen && hook === 'postrouting' ? masquerade : snat)
      }
    })

/** To one address or port, by a map, or to a network whose hosts stay the packet's own. */
const translations = (world: World, nat: Translate['nat']): fc.Arbitrary<Step> => {
  const isAddressed = nat === 'dnat' || nat === 'snat'
  const fixed = fc
    .record({
      address: fc.constantFrom(...world.remotes, ...world.own),
      hasAddress: fc.boolean(),
      port: fc.constantFrom(null, 9040n, 53n),
    })
    .map(({ address, hasAddress, port }) => ({
      kind: 'fixed' as const,
      addresses:
        isAddressed && (hasAddress || port === null) ? { first: address, last: address } : null,
      ports: port === null ? null : { first: port, last: port },
      netmap: false,
    }))
  const targets = fc.oneof<fc.WeightedArbitrary<TranslationTarget>[]>(
    { weight: 5, arbitrary: fixed },
    { weight: nat === 'masquerade' ? 0 : 2, arbitrary: mapTargets(world, nat) },
    { weight: isAddressed ? 1 : 0, arbitrary: networks(world) },
  )
  return targets.map((target) => ({ kind: 'translate', nat, target }))
}

/** What a named map may jump to from anywhere: it calls nothing itself. */
const plainRules = (world: World): fc.Arbitrary<HeldRule> =>
  fc
    .tuple(tests(world), fc.constantFrom('accept' as const, 'drop' as const, 'return' as const))
    .map(([test, kind]) => held(test, { kind: 'verdict', verdict: { kind } }))

const rules = (world: World, targets: readonly string[]): fc.Arbitrary<HeldRule> =>
  fc
    .record({
      condition: fc.array(tests(world), { maxLength: 3 }),
      doing: fc.option(doings(world), { freq: 2, nil: null }),
      late: fc.option(tests(world), { freq: 2, nil: null }),
      end: ends(world, targets),
    })
    .map(({ condition, doing, late, end }) =>
      held(...condition, ...(doing ? [doing] : []), ...(late ? [late] : []), ...end),
    )

const doings = (world: World): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({
          target: fc.constantFrom('meta mark' as const, 'ct mark' as const),
          keep: fc.constantFrom(0n, 0xffff_fffcn, 0xffff_ffffn),
          source: fc.constantFrom(null, null, 'meta mark' as const, 'ct mark' as const),
          take: fc.constantFrom(3n, 0xffff_ffffn),
          flip: fc.constantFrom(0n, 1n, 2n),
        })
        .map(({ take, ...rest }) => ({
          kind: 'set-mark' as const,
          ...rest,
          take: rest.source === null ? 0n : take,
        })),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'notrack' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'note', text: 'counter' }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>(...leftOpen) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom<MachineField>(
            world.family === 'ipv4' ? 'ip dscp' : 'ip6 dscp',
            'tcp window',
          ),
          fc.constantFrom(0n, 1n),
        )
        .map(([field, value]) => ({ kind: 'set-field' as const, field, value })),
    },
  )

/** Of which others decide how they go, or nobody knows. */
const leftOpen: readonly Step[] = [
  { kind: 'choice', why: 'limit', text: 'limit rate 1/second' },
  { kind: 'opaque', text: 'mystery', mayEnd: false },
  { kind: 'opaque', text: 'mystery that may end', mayEnd: true },
  { kind: 'escape', way: 'duplicate', text: 'dup to 192.0.2.1' },
  { kind: 'escape', way: 'offload', text: 'flow add @f' },
  { kind: 'tproxy', address: null, port: 9040n },
]

const ends = (world: World, targets: readonly string[]): fc.Arbitrary<readonly Step[]> => {
  const plain = fc
    .constantFrom(
      'accept' as const,
      'drop' as const,
      'drop' as const,
      'return' as const,
      'continue' as const,
    )
    .map((kind) => [{ kind: 'verdict', verdict: { kind } }] as const)
  const rejecting = fc
    .constantFrom('icmp' as const, 'tcp-reset' as const)
    .map((how) => [{ kind: 'verdict', verdict: { kind: 'reject', with: how } }] as const)
  const calls =
    targets.length === 0
      ? []
      : [
          fc
            .tuple(fc.constantFrom('jump' as const, 'goto' as const), fc.constantFrom(...targets))
            .map(([kind, name]) => [{ kind: 'verdict', verdict: { kind, chain: name } }] as const),
        ]
  const taken = fc
    .constantFrom<HeldVerdict>(
      { kind: 'queue', bypass: false },
      { kind: 'queue', bypass: true },
      { kind: 'synproxy' },
    )
    .map((verdict) => [{ kind: 'verdict', verdict }] as const)
  return fc.oneof(
    fc.constant([]),
    plain,
    plain,
    rejecting,
    taken,
    ...calls,
    verdictMaps(world, targets).map((step) => [step]),
    namedVerdicts.map((step) => [step]),
  )
}

const verdictMaps = (world: World, targets: readonly string[]): fc.Arbitrary<Step> =>
  fc
    .record({
      field: fc.constantFrom<MachineField>('meta iifname', 'th dport', 'meta l4proto'),
      otherwise: fc.boolean(),
      verdicts: fc.array(
        fc.constantFrom(
          'accept' as const,
          'drop' as const,
          'return' as const,
          ...(targets.length > 0 ? (['jump', 'goto'] as const) : []),
        ),
        { minLength: 3, maxLength: 3 },
      ),
    })
    .map(({ field, otherwise, verdicts }) => {
      const parts = partPool(world, field)
      return {
        kind: 'verdict-map' as const,
        key: [{ field, mask: null }],
        entries: verdicts.flatMap((kind, index) => {
          const part: Part | undefined =
            index === 2 ? (otherwise ? { kind: 'otherwise' } : undefined) : parts[index]
          if (!part) return []
          const verdict =
            kind === 'jump' || kind === 'goto' ? { kind, chain: targets[0] ?? '' } : { kind }
          return [{ tuple: [part], verdict }]
        }),
      }
    })
