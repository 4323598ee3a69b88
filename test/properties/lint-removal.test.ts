/**
 * Goal: a rule that a lint calls dead, shadowed, redundant or never matching can be taken out, and nobody notices.
 * Method: random machines; each such rule is emptied (what asks for conntrack still asks), and the reference tells of
 * random packets, with and without an older connection, whether anything becomes of one that did not before. The
 * verifier's own comparison, of all packets at once, is asked of some.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../src/netfilter/index.ts'
import { connectionsOf, judge } from '../../src/netfilter/index.ts'
import type { HeldChain, HeldRule, Machine } from '../../src/ruleset/index.ts'
import { compare } from '../../src/verifier/index.ts'
import type { LintContext } from '../../src/verifier/lint/context.ts'
import { judgedPlaces } from '../../src/verifier/lint/context.ts'
import { isRedundant } from '../../src/verifier/lint/lints/rule-redundant.ts'
import { reachAll } from '../../src/verifier/lint/reach/reach.ts'
import { createScope } from '../../src/verifier/lint/reach/scope.ts'
import { statusOf } from '../../src/verifier/lint/status.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { machines } from '../verifier/support/machines.ts'
import type { World } from '../verifier/support/world.ts'
import { entering, leaving, worlds } from '../verifier/support/world.ts'

/** Some of a chain's packets get its policy by a rule before it: such rules are redundant, and seldom drawn. */
const anticipating = (chain: HeldChain): HeldChain => {
  const [first] = chain.rules
  if (!chain.base || chain.base.type === 'nat' || !first) return chain
  const tests = first.steps.filter(({ kind }) => kind === 'test')
  const verdict = { kind: 'verdict', verdict: { kind: chain.base.policy } } as const
  return { ...chain, rules: [...chain.rules, { ...first, steps: [...tests, verdict] }] }
}

/** Each rule at a place of its own, as a reader would have it. */
const placed = (drawn: Machine): Machine => {
  const machine = {
    ...drawn,
    tables: drawn.tables.map((table) => ({ ...table, chains: table.chains.map(anticipating) })),
  }
  let line = 0
  return mapRules(machine, (rule) => {
    line += 1
    return { ...rule, place: { source: 'test', line, column: 1 } }
  })
}

const mapRules = (machine: Machine, change: (rule: HeldRule) => HeldRule): Machine => ({
  ...machine,
  tables: machine.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.map(change) })),
  })),
})

const contextOf = (machine: Machine): LintContext => ({
  subject: { machine, facts: null, sysctls: null, flushes: [] },
  reaches: (['ipv4', 'ipv6'] as const).map((family) =>
    reachAll(createScope(family, machine, plain, {})),
  ),
})

const idleRules = (machine: Machine) => {
  const context = contextOf(machine)
  return judgedPlaces(context).flatMap((place) => {
    const status = statusOf(place)
    const kind = status === 'live' && isRedundant(context, place) ? 'redundant' : status
    return kind === 'live' ? [] : [{ kind, rule: place.rule }]
  })
}

/** Everything that becomes of a packet; not which rule it was, or the policy, that dropped it. */
const fatesOf = (world: World, machine: Machine, scenario: Scenario): string => {
  const { outcomes } = judge(machine, world.environment, connectionsOf(scenario), scenario.packet)
  const plainly = outcomes.map((fate) =>
    fate.kind === 'dropped'
      ? { kind: fate.kind, cause: fate.cause === 'policy' ? 'rule' : fate.cause }
      : fate,
  )
  return JSON.stringify(plainly, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
}

const counts = new Map<string, number>()

const run = (world: World, scenarios: fc.Arbitrary<Scenario>, runs: number): void =>
  fc.assert(
    fc.property(
      machines(world),
      fc.array(scenarios, { minLength: 25, maxLength: 25 }),
      (drawn, list) => {
        const machine = placed(drawn)
        for (const { kind, rule } of idleRules(machine)) {
          counts.set(kind, (counts.get(kind) ?? 0) + 1)
          const without = mapRules(machine, (each) =>
            each === rule ? { ...each, steps: [] } : each,
          )
          for (const scenario of list)
            expect(fatesOf(world, without, scenario), `${kind}, line ${rule.place.line}`).toBe(
              fatesOf(world, machine, scenario),
            )
        }
      },
    ),
    {
      ...(process.env['LINTS'] === undefined ? { seed: 20_261_128 } : {}),
      numRuns: Number(process.env['LINTS'] ?? runs),
    },
  )

describe.each(Object.values(worlds))('$family', (world) => {
  test('no packet that enters tells the difference', { timeout: 240_000 }, () =>
    run(world, entering(world), 20),
  )
  test('nor any that the gateway sends', { timeout: 240_000 }, () => run(world, leaving(world), 12))
})

test('rules of every kind were taken out', () => {
  for (const kind of ['never-matches', 'dead', 'shadowed', 'redundant'])
    expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(10)
})

test('nor does the comparison of all packets at once', { timeout: 240_000 }, () => {
  let asked = 0
  fc.assert(
    fc.property(machines(worlds['ipv4'] as World), (drawn) => {
      const machine = placed(drawn)
      const idle = new Set(idleRules(machine).map(({ rule }) => rule))
      if (idle.size === 0) return
      asked += 1
      const without = mapRules(machine, (each) => (idle.has(each) ? { ...each, steps: [] } : each))
      expect(compare(machine, without, plain, {}).verdict).toMatch(/equal|undecided/)
    }),
    { seed: 20_261_128, numRuns: 3 },
  )
  expect(asked).toBeGreaterThan(1)
})
