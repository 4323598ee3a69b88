/**
 * Goal: what `diff` says of two machines is what the reference says of them, packet by packet.
 * Method: random machines and one edit of each. A machine and itself differ in nothing; what two differ in, mirrored,
 * is what they differ in the other way round; what is claimed is a packet that the reference treats differently; and
 * of random packets none has an outcome that the verdict says it cannot have.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../src/netfilter/index.ts'
import { connectionsOf, judge } from '../../src/netfilter/index.ts'
import type { HeldRule, Machine } from '../../src/ruleset/index.ts'
import { outcomeKeys } from '../../src/verifier/difference/replay.ts'
import type { Difference, DifferenceVerdict } from '../../src/verifier/index.ts'
import { machineDifference } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { place } from '../netfilter/build.ts'
import { machines } from '../verifier/support/machines.ts'
import type { World } from '../verifier/support/world.ts'
import { entering, leaving, worlds } from '../verifier/support/world.ts'

const facts = {
  ...plain,
  clients: { ...plain.clients, gatewayAddress: { kind: 'unknown', set: 'known' } },
} as const

const difference = (old: Machine, fresh: Machine): Difference =>
  machineDifference(old, fresh, facts)

/** One rule less, one chain's policy turned, or a rule in another's place. */
const edited = (machine: Machine, roll: number): Machine => {
  const chains = machine.tables.flatMap((table) => table.chains)
  const chosen = chains[roll % Math.max(1, chains.length)]
  const edit = Math.floor(roll / 64) % 3
  return {
    ...machine,
    tables: machine.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => {
        if (chain !== chosen) return chain
        if (edit === 0 && chain.base)
          return {
            ...chain,
            base: {
              ...chain.base,
              policy: chain.base.policy === 'drop' ? 'accept' : 'drop',
            } as const,
          }
        return {
          ...chain,
          rules: edit === 1 ? chain.rules.toReversed() : without(chain.rules, roll),
        }
      }),
    })),
  }
}

const without = (rules: readonly HeldRule[], roll: number): readonly HeldRule[] =>
  rules.filter((_, index) => index !== roll % Math.max(1, rules.length))

/** The same machine, and not to the letter: an empty table more. */
const renamed = (machine: Machine): Machine => ({
  ...machine,
  tables: [
    ...machine.tables,
    {
      engine: 'nft',
      family: 'inet',
      name: 'empty',
      isDormant: false,
      sets: [],
      maps: [],
      chains: [],
      place,
    },
  ],
})

const mirror: Readonly<Record<DifferenceVerdict, DifferenceVerdict>> = {
  equivalent: 'equivalent',
  'more-permissive': 'less-permissive',
  'less-permissive': 'more-permissive',
  incomparable: 'incomparable',
  different: 'different',
  undecided: 'undecided',
}

const mirrored = ({ classes }: Difference): readonly string[] =>
  classes
    .map(({ kind, direction, families, origin, packets }) => {
      const turned = direction === 'more' ? 'less' : direction === 'less' ? 'more' : 'both'
      return JSON.stringify([kind, turned, families, origin, packets])
    })
    .toSorted()

const asTold = ({ classes }: Difference): readonly string[] =>
  classes
    .map(({ kind, direction, families, origin, packets }) =>
      JSON.stringify([kind, direction, families, origin, packets]),
    )
    .toSorted()

const RUNS = Number(process.env['DIFFERENCES'] ?? 8)
const settings = {
  ...(process.env['DIFFERENCES'] === undefined ? { seed: 20_261_128 } : {}),
  numRuns: RUNS,
  endOnFailure: true,
}

const keysOf = (world: World, machine: Machine, scenario: Scenario): ReadonlySet<string> =>
  outcomeKeys(judge(machine, world.environment, connectionsOf(scenario), scenario.packet))

const includes = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean =>
  [...some].every((key) => all.has(key))

describe.each(Object.values(worlds))('$family', (world) => {
  const pairs = fc
    .tuple(machines(world), fc.nat(10_000))
    .map(([machine, roll]) => ({ machine, other: edited(machine, roll) }))

  test('a machine and itself are equivalent', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(machines(world), (machine) => {
        expect(difference(machine, renamed(machine))).toMatchObject({
          verdict: 'equivalent',
          classes: [],
          doubts: [],
        })
      }),
      settings,
    )
  })

  test('what differs, mirrored, is what differs the other way round', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(pairs, ({ machine, other }) => {
        const [there, back] = [difference(machine, other), difference(other, machine)]
        if (there.isComplete) expect(asTold(back)).toEqual(mirrored(there))
        if (there.verdict !== 'undecided' && back.verdict !== 'undecided')
          expect(back.verdict).toBe(mirror[there.verdict])
      }),
      settings,
    )
  })

  test('no packet has an outcome that the verdict excludes', { timeout: 240_000 }, () => {
    const counts = new Map<string, number>()
    fc.assert(
      fc.property(
        pairs,
        fc.array(fc.oneof(entering(world), leaving(world)), { minLength: 40, maxLength: 40 }),
        ({ machine, other }, scenarios) => {
          const { verdict, classes } = difference(machine, other)
          counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
          for (const { witness } of classes)
            if (witness.isShown)
              expect({ ...witness.old, packet: '' }).not.toEqual({ ...witness.new, packet: '' })
          for (const scenario of scenarios) {
            const old = keysOf(world, machine, scenario)
            const fresh = keysOf(world, other, scenario)
            const gains = !includes(old, fresh)
            const loses = !includes(fresh, old)
            if (verdict === 'equivalent' || verdict === 'less-permissive') expect(gains).toBe(false)
            if (verdict === 'equivalent' || verdict === 'more-permissive') expect(loses).toBe(false)
            if (gains) counts.set('gained', (counts.get('gained') ?? 0) + 1)
            if (loses) counts.set('lost', (counts.get('lost') ?? 0) + 1)
          }
        },
      ),
      { ...settings, numRuns: RUNS * 2 },
    )
    if (process.env['DIFFERENCES'] !== undefined) console.info(world.family, counts)
    expect([...counts.keys()]).toContain('equivalent')
    expect([...counts.keys()].some((each) => each.endsWith('permissive'))).toBe(true)
  })
})
