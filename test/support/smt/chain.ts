import type {
  HeldChain,
  HeldRule,
  HeldTable,
  HeldVerdict,
  Part,
  Selector,
  Step,
  Test,
  Tuple,
  VerdictEntry,
} from '../../../src/ruleset/index.ts'
import type { SmtFamily } from './fields.ts'
import { bits, constantOf, isThere, nameIs, widthOf } from './fields.ts'

/**
 * What a chain does with a packet, as SMT-LIB (QF_BV), printed from the rules alone: a second opinion on the verifier's
 * summaries, and the same question for another solver's clock. Each chain that is reached gives three definitions,
 * `|NAME accepts|`, `|NAME drops|` and `|NAME returns|` (the last also for what falls off its end), over the constants
 * of fields.ts; each rule gives a few on the way, so that the text grows with the ruleset and not with its paths.
 * What it cannot say (translations, marks that are written, limits, opaque nodes) throws.
 */
export const printChain = (family: SmtFamily, table: HeldTable, name: string): string => {
  const printed: string[] = []
  const done = new Set<string>()
  const print = (chainName: string): void => {
    if (done.has(chainName)) return
    done.add(chainName)
    const chain = table.chains.find((each) => each.name === chainName)
    if (!chain) throw new Error(`a jump to a chain that is not there: ${chainName}`)
    for (const target of targetsOf(table, chain)) print(target)
    printed.push(...linesOf(family, table, chain))
  }
  print(name)
  return printed.join('\n')
}

/** The names of a chain's three definitions. */
export const outcomesOf = (chain: string) => ({
  accepts: `|${chain} accepts|`,
  drops: `|${chain} drops|`,
  returns: `|${chain} returns|`,
})

const targetsOf = (table: HeldTable, chain: HeldChain): readonly string[] =>
  chain.rules.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      verdictsOf(table, step).flatMap(({ verdict }) => ('chain' in verdict ? [verdict.chain] : [])),
    ),
  )

interface Ending {
  readonly holds: string
  readonly verdict: HeldVerdict
}

const define = (name: string, body: string): string => `(define-fun ${name} () Bool ${body})`
const and = (...terms: readonly string[]): string => join('and', 'true', terms)
const or = (...terms: readonly string[]): string => join('or', 'false', terms)
const not = (term: string): string => `(not ${term})`

const join = (word: string, neutral: string, terms: readonly string[]): string => {
  const some = terms.filter((term) => term !== neutral)
  return some.length === 0
    ? neutral
    : some.length === 1
      ? (some[0] ?? '')
      : `(${word} ${some.join(' ')})`
}

/** One rule after the other: the packets that reach it, of these the ones that each ending takes, and those that go on. */
const linesOf = (family: SmtFamily, table: HeldTable, chain: HeldChain): readonly string[] => {
  const lines: string[] = []
  const gathered: Record<'accepts' | 'drops' | 'returns', string[]> = {
    accepts: [],
    drops: [],
    returns: [],
  }
  let reached = 'true'
  chain.rules.forEach((rule, index) => {
    const ends = endingsOf(family, table, rule)
    const goOn: string[] = []
    let left = reached
    ends.forEach(({ holds, verdict }, part) => {
      const taken = `|${chain.name} ${index} ${part} taken|`
      const others = `|${chain.name} ${index} ${part} others|`
      lines.push(define(taken, and(left, holds)), define(others, and(left, not(holds))))
      const effect = effectOf(verdict)
      for (const [kind, all] of effect.ends) gathered[kind].push(and(taken, all))
      if (effect.next !== 'false') goOn.push(and(taken, effect.next))
      left = others
    })
    const next = `|${chain.name} ${index} goes on|`
    lines.push(define(next, or(...goOn, left)))
    reached = next
  })
  gathered.returns.push(reached)
  const { accepts, drops, returns } = outcomesOf(chain.name)
  return [
    ...lines,
    define(accepts, or(...gathered.accepts)),
    define(drops, or(...gathered.drops)),
    define(returns, or(...gathered.returns)),
  ]
}

/** What a verdict ends, of the packets that it is given, and which of them go on with the next rule. */
const effectOf = (
  verdict: HeldVerdict,
): {
  readonly ends: readonly (readonly ['accepts' | 'drops' | 'returns', string])[]
  readonly next: string
} => {
  switch (verdict.kind) {
    case 'accept':
      return { ends: [['accepts', 'true']], next: 'false' }
    case 'drop':
    case 'reject':
      return { ends: [['drops', 'true']], next: 'false' }
    case 'return':
      return { ends: [['returns', 'true']], next: 'false' }
    case 'continue':
      return { ends: [], next: 'true' }
    case 'jump':
    case 'goto': {
      const { accepts, drops, returns } = outcomesOf(verdict.chain)
      const ended = [['accepts', accepts] as const, ['drops', drops] as const]
      return verdict.kind === 'jump'
        ? { ends: ended, next: returns }
        : { ends: [...ended, ['returns', returns]], next: 'false' }
    }
    default:
      throw new Error(`no SMT-LIB for the verdict ${verdict.kind}`)
  }
}

/** The endings of a rule in turn, each with the packets that it takes; what is in none goes on. */
const endingsOf = (family: SmtFamily, table: HeldTable, rule: HeldRule): readonly Ending[] => {
  let condition = 'true'
  for (const step of rule.steps) {
    const ends = verdictsOf(table, step)
    if (step.kind === 'verdict' || step.kind === 'verdict-map')
      return ends.map(({ verdict, tuple }) => ({
        verdict,
        holds: and(
          condition,
          step.kind === 'verdict-map' ? entryHolds(family, step.key, tuple) : 'true',
        ),
      }))
    if (step.kind === 'test') condition = and(condition, testHolds(family, table, step))
    else if (step.kind !== 'note') throw new Error(`no SMT-LIB for a step of kind ${step.kind}`)
  }
  return []
}

/** The verdicts that a step can come to, a map's catch-all last. */
const verdictsOf = (
  table: HeldTable,
  step: Step,
): readonly { readonly verdict: HeldVerdict; readonly tuple: Tuple }[] => {
  if (step.kind === 'verdict') return [{ verdict: step.verdict, tuple: [] }]
  if (step.kind !== 'verdict-map') return []
  const isCatchAll = ({ tuple }: VerdictEntry) => tuple.some(({ kind }) => kind === 'otherwise')
  const entries = entriesOf(table, step)
  return [...entries.filter((entry) => !isCatchAll(entry)), ...entries.filter(isCatchAll)]
}

const entriesOf = (
  table: HeldTable,
  { entries }: Extract<Step, { kind: 'verdict-map' }>,
): readonly VerdictEntry[] => {
  if ('length' in entries) return entries
  const map = table.maps.find(({ name }) => name === entries.map)
  if (map?.contents !== 'fixed' || map.entries.kind !== 'verdicts')
    throw new Error(`no SMT-LIB for the map ${entries.map}: what it holds is not known`)
  return map.entries.list
}

const entryHolds = (family: SmtFamily, key: readonly Selector[], tuple: Tuple): string =>
  and(...key.map(({ field }) => isThere(family, field)), tupleHolds(family, key, tuple))

/** A field that the packet has not makes the test fail, negated or not. */
const testHolds = (family: SmtFamily, table: HeldTable, test: Test): string => {
  if (test.hotdrop || table.engine === 'legacy')
    throw new Error('no SMT-LIB for the tests of x_tables, which look at fragments')
  const there = test.key.map(({ field }) => isThere(family, field))
  // Of the other family's headers nothing can be said: their constants are of another width.
  if (there.includes('false')) return 'false'
  const inside = amongHolds(family, table, test)
  return and(...there, test.negated ? not(inside) : inside)
}

const amongHolds = (family: SmtFamily, table: HeldTable, { key, among }: Test): string => {
  const set = among.kind === 'set' ? table.sets.find(({ name }) => name === among.name) : undefined
  const members = among.kind === 'members' ? among.members : set?.members
  if (members === undefined || (set && set.contents !== 'fixed'))
    throw new Error('no SMT-LIB for a set whose members are not known')
  const [selector] = key
  if (!selector) return 'false'
  switch (members.kind) {
    case 'numbers':
      return or(...members.set.map((interval) => intervalHolds(family, selector, interval)))
    case 'names':
      return or(...members.patterns.map((pattern) => nameIs(constantOf(selector.field), pattern)))
    case 'tuples':
      return or(...members.tuples.map((tuple) => tupleHolds(family, key, tuple)))
  }
}

const tupleHolds = (family: SmtFamily, key: readonly Selector[], tuple: Tuple): string =>
  tuple.some(({ kind }) => kind === 'otherwise')
    ? 'true'
    : and(...key.map((selector, index) => partHolds(family, selector, tuple[index])))

const partHolds = (family: SmtFamily, selector: Selector, part: Part | undefined): string => {
  switch (part?.kind) {
    case 'interval':
      return intervalHolds(family, selector, part.interval)
    case 'name':
      return nameIs(constantOf(selector.field), part.pattern)
    default:
      throw new Error('a tuple with fewer parts than its key')
  }
}

const intervalHolds = (
  family: SmtFamily,
  { field, mask }: Selector,
  { first, last }: { readonly first: bigint; readonly last: bigint },
): string => {
  const constant = constantOf(field)
  const width = widthOf(field)
  if (field === 'meta nfproto' || field === 'ct l3proto') {
    const number = family === 'ipv4' ? 2n : 10n
    return first <= number && number <= last ? 'true' : 'false'
  }
  const value = mask === null ? constant : `(bvand ${constant} ${bits(mask, width)})`
  if (first === last) return `(= ${value} ${bits(first, width)})`
  return `(and (bvule ${bits(first, width)} ${value}) (bvule ${value} ${bits(last, width)}))`
}
