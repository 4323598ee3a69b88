/**
 * Goal: what a chain does with packets is what another solver, of another kind, says of it.
 * Method: random chains that jump, go and return; each as SMT-LIB printed from the rules alone, and as the verifier's
 * summary printed node for node. z3 is asked for a packet of which the two say different things, and whether anything
 * is accepted at all. Without z3 this is skipped, and says so; in CI that is a failure.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type {
  HeldRule,
  HeldTable,
  Machine,
  MachineField,
  Step,
  Test,
} from '../../../src/ruleset/index.ts'
import { createEngine, viewOf } from '../../../src/verifier/chain/engine.ts'
import { summarise } from '../../../src/verifier/chain/part.ts'
import { dropped } from '../../../src/verifier/chain/summary.ts'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import { and, andAll, FALSE, or } from '../../../src/verifier/diagram/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { createSpace, hasAny, untranslated } from '../../../src/verifier/space/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'
import { accept, chain, drop, is, machine, not, rule, table } from '../../netfilter/build.ts'
import { givenSeed } from '../../support/seed.ts'
import { outcomesOf, printChain } from '../../support/smt/chain.ts'
import { printDiagram } from '../../support/smt/diagram.ts'
import { declarations } from '../../support/smt/fields.ts'
import { laws, variableTerms } from '../../support/smt/space.ts'
import { ensureZ3, runZ3 } from '../../support/smt/z3.ts'
import { partPool, tests } from '../support/rule-tests.ts'
import type { World } from '../support/world.ts'
import { worlds } from '../support/world.ts'

/** Fields that the printer's constants and the space's blocks have both. */
const told = (field: MachineField): boolean => !/^(fib|ct (original|protocol)|th )/.test(field)

const isTold = ({ key, among, hotdrop }: Test): boolean =>
  !hotdrop && key.every(({ field }) => told(field)) && among.kind === 'members'

const verdict = (kind: 'accept' | 'drop' | 'return' | 'continue'): Step => ({
  kind: 'verdict',
  verdict: { kind },
})
const call = (kind: 'jump' | 'goto', name: string): Step => ({
  kind: 'verdict',
  verdict: { kind, chain: name },
})

const ends = (targets: readonly string[]): fc.Arbitrary<readonly Step[]> =>
  fc.oneof(
    fc.constantFrom('accept', 'drop', 'return', 'continue').map((kind) => [verdict(kind)]),
    fc.constant([]),
    ...targets.map((name) => fc.constantFrom('jump', 'goto').map((kind) => [call(kind, name)])),
  )

const maps = (world: World, targets: readonly string[]): fc.Arbitrary<readonly Step[]> =>
  fc
    .record({
      field: fc.constantFrom<MachineField>('meta iifname', 'meta l4proto', 'tcp dport'),
      verdicts: fc.array(ends(targets), { minLength: 3, maxLength: 3 }),
      otherwise: fc.boolean(),
    })
    .map(({ field, verdicts, otherwise }) => {
      const parts = [...partPool(world, field).slice(0, 2), { kind: 'otherwise' } as const]
      const entries = verdicts.flatMap(([end], index) => {
        const part = index === 2 && !otherwise ? undefined : parts[index]
        return part && end?.kind === 'verdict' ? [{ tuple: [part], verdict: end.verdict }] : []
      })
      return [{ kind: 'verdict-map', key: [{ field, mask: null }], entries }]
    })

const rules = (world: World, targets: readonly string[]): fc.Arbitrary<HeldRule> =>
  fc
    .tuple(
      fc.array(tests(world).filter(isTold), { maxLength: 2 }),
      fc.oneof(
        { weight: 4, arbitrary: ends(targets) },
        { weight: 1, arbitrary: maps(world, targets) },
      ),
    )
    .map(([conditions, end]) => rule(...conditions, ...end))

const tables = (world: World): fc.Arbitrary<HeldTable> =>
  fc
    .record({
      first: fc.array(rules(world, ['second', 'third']), { minLength: 2, maxLength: 6 }),
      second: fc.array(rules(world, ['third']), { maxLength: 5 }),
      third: fc.array(rules(world, []), { maxLength: 4 }),
    })
    .map(({ first, second, third }) =>
      table(
        'inet',
        't',
        chain('first', ...first),
        chain('second', ...second),
        chain('third', ...third),
      ),
    )

/** Numbers that stand for something. */
const lawful = (space: Space): Diagram =>
  andAll(space.arena, [
    ...(['iif', 'oif'] as const).map((way) =>
      hasAny(space, way, [...space.interfaces.samples.keys()]),
    ),
    hasAny(space, 'ct kind', [0, 1, 2, 3, 4]),
  ])

/** What z3 answers: is any packet told otherwise by the two, and is any accepted. */
const opinions = (world: World, held: Machine, printed: HeldTable) => {
  const space = createSpace(world.family, [held], plain)
  const engine = createEngine(space, held)
  const [own] = held.tables
  if (!own) throw new Error('a machine without a table')
  const ours = summarise(engine, viewOf(engine, own), 'first', untranslated)
  const { accepts, drops, returns } = outcomesOf('first')
  const terms = variableTerms(space)
  const pairs = [
    [ours.accept, accepts],
    [dropped(space.arena, ours), drops],
    [or(space.arena, ours.back, ours.next), returns],
  ] as const
  const asked = pairs.map(([set, other]) => {
    const { definitions, term } = printDiagram(space.arena, set, terms)
    return `(push)\n${definitions}\n(assert (xor ${term} ${other}))\n(check-sat-using qfbv)\n(pop)`
  })
  const body = [
    laws(space),
    printChain(world.family, printed, 'first'),
    ...asked,
    `(push)\n(assert ${accepts})\n(check-sat-using qfbv)\n(pop)`,
  ].join('\n')
  const [a, b, c, accepted] = runZ3(
    `(set-logic QF_BV)\n${declarations(world.family, body)}\n${body}`,
  )
  return {
    differences: [a, b, c],
    accepted,
    oursAccepts: and(space.arena, ours.accept, lawful(space)) !== FALSE,
  }
}

const isThere = ensureZ3()

/** How many chains; a fifth of them for IPv6, whose addresses take z3 ten times as long. Z3_CHAINS=n asks for more. */
const chains = Number(process.env['Z3_CHAINS'] ?? 15)

describe.runIf(isThere || process.env['CI'])('z3 says the same', () => {
  test('it is at hand', () => {
    expect(isThere, 'z3 is not there and could not be installed').toBe(true)
  })

  test.each(Object.values(worlds))('of random chains, $family', { timeout: 600_000 }, (world) => {
    const runs = world.family === 'ipv4' ? chains : Math.ceil(chains / 5)
    let accepting = 0
    let unanswered = 0
    fc.assert(
      fc.property(tables(world), (held) => {
        const { differences, accepted, oursAccepts } = opinions(world, machine(held), held)
        if (accepted === undefined) {
          unanswered += 1
          return
        }
        expect(differences).toEqual(['unsat', 'unsat', 'unsat'])
        expect(accepted).toBe(oursAccepts ? 'sat' : 'unsat')
        if (oursAccepts) accepting += 1
      }),
      { seed: givenSeed(), numRuns: runs, endOnFailure: true },
    )
    expect(unanswered / runs, 'chains that took z3 too long').toBeLessThan(0.5)
    if (world.family === 'ipv4') expect(accepting, 'chains that accept').toBeGreaterThan(0)
  })

  test('and notices one rule that is another', () => {
    const one = table('inet', 't', chain('first', rule(is('tcp dport', 22), drop), rule(accept)))
    const other = table(
      'inet',
      't',
      chain('first', rule(not(is('tcp dport', 22)), accept), rule(drop)),
    )
    const { differences } = opinions(worlds.ipv4, machine(one), other)
    expect(differences).toEqual(['sat', 'sat', 'unsat'])
  })
})

test.runIf(!isThere && !process.env['CI'])('z3 is not there', (context) => {
  context.skip('nothing asked of z3: apt-get install z3')
})
