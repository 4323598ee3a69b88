/**
 * Goal: no rule, policy, priority, chain or family of what we emit can be spoilt unnoticed. Every mutant is refuted; or
 * does the same with every packet; or is obedient since another wall stands, which is found; or is named, with a reason.
 * Method: what the shipped policies compile to is read back, mutated as data, asked for all guarantees, and compared.
 * Of the default policy's nft ruleset every mutant is tried each time. QUBES_TOR_FW_MUTANTS names other rulesets
 * (`gateway nft,gateway iptables`), or says `all`.
 */
import { describe, expect, test } from 'vitest'
import { isSameMachine } from '../../src/ruleset/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { judge } from './fate.ts'
import type { Mutant, Operator } from './mutant.ts'
import { operators } from './operators/index.ts'
import type { Ruleset } from './shipped.ts'
import { machineOf, rulesets } from './shipped.ts'
import type { Judged } from './table.ts'
import { tableOf, wallsIn } from './table.ts'
import { defaultName, idle, naming } from './unmissed.ts'

const asked = process.env['QUBES_TOR_FW_MUTANTS'] ?? defaultName
const HOURS = 3_600_000

const every = rulesets()
const defaultRuleset = every.find(({ name }) => name === defaultName)

interface Drawn {
  readonly operator: Operator
  readonly mutant: Mutant
}

const mutantsBy = (all: readonly Operator[], { machine }: Ruleset): readonly Drawn[] =>
  all.flatMap((operator) => operator.mutants(machine).map((mutant) => ({ operator, mutant })))

const judgeAll = (ruleset: Ruleset, drawn: readonly Drawn[]): readonly Judged[] => {
  const fateOf = judge(ruleset)
  return drawn.map(({ operator, mutant }) => ({
    ruleset: ruleset.name,
    operator: operator.name,
    mutant: mutant.name,
    fate: fateOf(mutant),
  }))
}

/** What nobody misses, and nobody has named. */
const unnamed = (judged: readonly Judged[]): readonly string[] =>
  judged.flatMap((each) =>
    (each.fate.kind === 'unexplained' || each.fate.kind === 'stricter') && naming(each).length === 0
      ? [`${each.ruleset}, ${each.mutant}: ${JSON.stringify(each.fate)}`]
      : [],
  )

const print = (title: string, judged: readonly Judged[]) =>
  console.log([`${title}:`, tableOf(judged), ...wallsIn(judged)].join('\n'))

describe('what is mutated', () => {
  test.each(every)('$name is proved as it is', ({ machine, facts, shown }) => {
    expect(verify(machine, facts, { shown }).verdict).toBe('proved')
  })

  test.each(['torvm', 'gateway', 'relay-gateway', 'tor-only-gateway', 'torvm-qubes3'])(
    "nft's text and JSON of %s have the same mutants",
    (name) => {
      const text = machineOf(name, ['nft'])
      const json = machineOf(name, ['nft-json'])
      expect(text && json && isSameMachine(text.machine, json.machine)).toBe(true)
    },
  )

  test.each(every)('no mutant of $name is the machine itself', (ruleset) => {
    const drawn = mutantsBy(operators, ruleset)
    expect(drawn.length).toBeGreaterThan(350)
    expect(
      drawn
        .filter(({ mutant }) => isSameMachine(mutant.machine, ruleset.machine))
        .map(({ mutant }) => mutant.name),
    ).toEqual([])
  })
})

describe('every mutant', () => {
  const chosen = every.filter(({ name }) => asked === 'all' || asked.split(',').includes(name))

  test('names rulesets that there are', () => expect(chosen.length).toBeGreaterThan(0))

  test.each(chosen)(
    'of $name',
    (ruleset) => {
      const judged = judgeAll(ruleset, mutantsBy(operators, ruleset))
      print(ruleset.name, judged)
      expect(unnamed(judged)).toEqual([])
      if (ruleset !== defaultRuleset) return
      const names = operators.map(({ name }) => name)
      expect(idle(judged, names), 'named, and yet missed').toEqual([])
    },
    HOURS,
  )
})
