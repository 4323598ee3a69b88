import type { Case, Chain, Rule, Source, Table } from './case.ts'
import { plainSettings } from './lab/settings.ts'

/** Every way to leave one thing out of a list. */
const without = <Value>(list: readonly Value[]): readonly (readonly Value[])[] =>
  list.map((_, index) => list.filter((_one, other) => other !== index))

/** Every way to make one thing of a list smaller. */
const within = <Value>(
  list: readonly Value[],
  smaller: (value: Value) => readonly Value[],
): readonly (readonly Value[])[] =>
  list.flatMap((value, index) =>
    smaller(value).map((less) => list.map((one, other) => (other === index ? less : one))),
  )

const smallerChain = (chain: Chain): readonly Chain[] => [
  ...without(chain.rules).map((rules) => ({ ...chain, rules })),
  ...within<Rule>(chain.rules, (rule) => (rule.length > 1 ? without(rule) : [])).map((rules) => ({
    ...chain,
    rules,
  })),
]

const smallerTable = (table: Table): readonly Table[] => [
  ...without(table.chains).map((chains) => ({ ...table, chains })),
  ...without(table.objects).map((objects) => ({ ...table, objects })),
  ...within(table.chains, smallerChain).map((chains) => ({ ...table, chains })),
]

const smallerSource = (source: Source): readonly Source[] => [
  ...(source.tables.length > 1 ? without(source.tables) : []).map((tables) => ({
    ...source,
    tables,
  })),
  ...within(source.tables, smallerTable).map((tables) => ({ ...source, tables })),
]

function* smallerCases(one: Case): Generator<Case> {
  for (const steps of without(one.steps)) yield { ...one, steps }
  for (const sources of without(one.sources)) yield { ...one, sources }
  if (JSON.stringify(one.settings) !== JSON.stringify(plainSettings))
    yield { ...one, settings: plainSettings }
  if (one.isFresh) yield { ...one, isFresh: false }
  for (const sources of within(one.sources, smallerSource)) yield { ...one, sources }
}

/** Halves first: most of a case has nothing to do with it. */
const halves = (one: Case): readonly Case[] => {
  const middle = one.steps.length >> 1
  return one.steps.length < 4
    ? []
    : [
        { ...one, steps: one.steps.slice(0, middle) },
        { ...one, steps: one.steps.slice(middle) },
      ]
}

/** As small a case as can be had by leaving things out, as long as `fails` still holds of it. */
export const shrink = async (
  first: Case,
  fails: (one: Case) => Promise<boolean>,
  triesMax: number,
): Promise<Case> => {
  let current = first
  let tries = 0
  for (let isBetter = true; isBetter && tries < triesMax; ) {
    isBetter = false
    for (const smaller of [...halves(current), ...smallerCases(current)]) {
      tries += 1
      if (tries >= triesMax) break
      if (!(await fails(smaller))) continue
      current = smaller
      isBetter = true
      break
    }
  }
  return current
}
