import { spread } from '../measure.ts'
import { foldOnce, folds, orders } from './fold.ts'
import { makeRules } from './rules.ts'
import { unionKinds, unionsPerSecond } from './unions.ts'

const RUNS = 3
const RULES = 4000
const times = <Value>(work: () => Value): readonly Value[] => Array.from({ length: RUNS }, work)

console.log(
  `node ${process.version}, ${RUNS} runs each after one that warms up: least .. median .. greatest`,
)
console.log('\nunions a second of processor time, of n random host addresses')
for (const sets of [2, 16, 128, 512])
  for (const [name, union] of unionKinds) {
    unionsPerSecond(union, sets, 300)
    const rates = times(() => unionsPerSecond(union, sets, 300))
    console.log(`  ${String(sets).padStart(3)} ${name}: ${spread(rates, 0)}`)
  }

const rules = makeRules(RULES)
console.log(`\n${RULES} rules, first match, milliseconds of processor time`)
for (const [name, order] of Object.entries(orders)) {
  console.log(`  ${name}`)
  for (const [way, accept] of Object.entries(folds)) {
    foldOnce(accept, rules, order)
    const results = times(() => foldOnce(accept, rules, order))
    const time = spread(
      results.map(({ milliseconds }) => milliseconds),
      0,
    )
    const { nodesMade, resultNodes } = results[0] ?? { nodesMade: 0, resultNodes: 0 }
    const result = resultNodes === undefined ? 'gave up' : `${resultNodes} in the result`
    console.log(`    ${way.padEnd(13)} ${time}; ${nodesMade} nodes made, ${result}`)
  }
}
