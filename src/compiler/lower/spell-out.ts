import { assert } from '../../assert.ts'
import type { Interval, IntervalSet } from '../../net/index.ts'
import { intervalToPrefixes, prefixInterval } from '../../net/index.ts'
import type {
  Chain,
  Element,
  Field,
  Lookup,
  Match,
  NamedSet,
  Rule,
  Statement,
  Values,
} from '../../ruleset/index.ts'
import { fields } from '../../ruleset/index.ts'
import type { Family } from './in-family.ts'
import { inFamily } from './in-family.ts'

/**
 * Spells a chain out for targets without sets: what is one test of many values there, is one rule a value here.
 * A way in which a test can hold is a list of tests that one rule can make.
 */
type Way = readonly Match[]

/** xt_multiport takes fifteen numbers in one test; a range counts for two. */
const multiportMaximum = 15

/** As many ports as fit in one test, then as many again. */
const portGroups = (set: IntervalSet): readonly IntervalSet[] => {
  const groups: { readonly intervals: Interval[]; room: number }[] = []
  for (const interval of set) {
    const needs = interval.first === interval.last ? 1 : 2
    const last = groups.at(-1)
    if (last && last.room >= needs) {
      last.intervals.push(interval)
      last.room -= needs
    } else groups.push({ intervals: [interval], room: multiportMaximum - needs })
  }
  return groups.map(({ intervals }) => intervals)
}

/** Addresses as prefixes, everything else number by number. */
const members = (field: Field, set: IntervalSet): readonly Interval[] => {
  const { value, bits } = fields[field]
  if (value === 'address')
    return set.flatMap((interval) =>
      intervalToPrefixes(interval, bits === 128 ? 'ip6' : 'ip4').map(prefixInterval),
    )
  return set.flatMap(({ first, last }) =>
    Array.from({ length: Number(last - first) + 1 }, (_, index) => {
      const number = first + BigInt(index)
      return { first: number, last: number }
    }),
  )
}

/** The values that one option of iptables takes: one, but of ports up to fifteen, and of lengths any (xt_u32). */
const optionValues = ({ field, values }: Match): readonly Values[] => {
  switch (values.kind) {
    case 'names':
      return values.patterns.map((pattern) => ({ kind: 'names', patterns: [pattern] }))
    case 'numbers':
      if (field.endsWith('port'))
        return portGroups(values.set).map((set) => ({ kind: 'numbers', set }))
      if (field.endsWith('length')) return [values]
      return members(field, values.set).map((interval) => ({ kind: 'numbers', set: [interval] }))
    case 'at-boot':
      return [values]
  }
}

/** A test under a mask is one option however many bits it has. */
const matchWays = (test: Match): readonly Way[] =>
  test.mask !== null ? [[test]] : optionValues(test).map((values) => [{ ...test, values }])

const equals = (field: Field, values: Values): Match => ({
  kind: 'match',
  field,
  mask: null,
  negated: false,
  values,
})

const elementWays = (lookup: Lookup, element: Element): readonly Way[] => {
  const tests = lookup.fields.map((field, index) => {
    const part = element[index]
    assert(part !== undefined, `an element of ${lookup.set} is too short`)
    return equals(
      field,
      part.kind === 'name'
        ? { kind: 'names', patterns: [part.name] }
        : { kind: 'numbers', set: [part.interval] },
    )
  })
  return combine(tests.map(matchWays))
}

const lookupWays = (lookup: Lookup, sets: readonly NamedSet[]): readonly Way[] => {
  const set = sets.find(({ name }) => name === lookup.set)
  assert(set !== undefined, `no set is called ${lookup.set}`)
  const known = set.elements.flatMap((element) => elementWays(lookup, element))
  const [field] = lookup.fields
  return set.filledAtBoot && field !== undefined
    ? [...known, [equals(field, { kind: 'at-boot', set: set.name })]]
    : known
}

/** Every choice of one way for each test. */
const combine = (choices: readonly (readonly Way[])[]): readonly Way[] =>
  choices.reduce<readonly Way[]>(
    (before, ways) => before.flatMap((some) => ways.map((way) => [...some, ...way])),
    [[]],
  )

const isTest = (statement: Statement): statement is Match | Lookup =>
  statement.kind === 'match' || statement.kind === 'lookup'

/** "None of several" cannot be said in one rule. */
const needsChain = (test: Match | Lookup): boolean =>
  test.negated && (test.kind === 'lookup' || matchWays(test).length > 1)

interface Spelt {
  readonly rules: readonly Rule[]
  readonly chains: readonly Chain[]
}

/** Whoever is one of these returns from a chain of its own; the rest meets the rule's end there. */
const spellNegation = (
  rule: Rule,
  negated: Match | Lookup,
  chain: string,
  sets: readonly NamedSet[],
): Spelt => {
  const positive = { ...negated, negated: false }
  const exempt = positive.kind === 'lookup' ? lookupWays(positive, sets) : matchWays(positive)
  const others = rule.statements.filter((statement) => isTest(statement) && statement !== negated)
  const rest = rule.statements.filter((statement) => !isTest(statement))
  return {
    rules: [{ ...rule, statements: [...others, { kind: 'jump', chain }] }],
    chains: [
      {
        name: chain,
        base: null,
        rules: [
          ...exempt.map((way) => ({ ...rule, statements: [...way, { kind: 'return' as const }] })),
          { ...rule, statements: rest },
        ],
      },
    ],
  }
}

const spellRule = (rule: Rule, chain: string, sets: readonly NamedSet[]): Spelt => {
  const tests = rule.statements.filter(isTest)
  const negated = tests.find(needsChain)
  if (negated) return spellNegation(rule, negated, chain, sets)
  const effects = rule.statements.filter((statement) => !isTest(statement))
  const ways = combine(
    tests.map((test) => (test.kind === 'lookup' ? lookupWays(test, sets) : matchWays(test))),
  )
  return {
    rules: ways.map((way) => ({ ...rule, statements: [...way, ...effects] })),
    chains: [],
  }
}

/** The chain with every rule spelt out for one family, and the chains that its negations need. */
export const spellOut = (
  chain: Chain,
  sets: readonly NamedSet[],
  family: Family,
): readonly Chain[] => {
  const spelt = chain.rules
    .flatMap((rule) => inFamily(rule, family) ?? [])
    .map((rule, index) => spellRule(rule, `${chain.name}_${index}`, sets))
  return [
    { ...chain, rules: spelt.flatMap(({ rules }) => rules) },
    ...spelt.flatMap(({ chains }) => chains),
  ]
}
