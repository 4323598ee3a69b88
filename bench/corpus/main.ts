/**
 * Which of 21 interfaces a university's firewall of 4,849 rules protects from spoofing: the answers of the verifier and
 * of z3, which have to be the same, and what the first and each further one cost. CORPUS_DIR names the folder with the
 * ruleset. z3 answers from the same rules, printed as SMT-LIB; it is timed as a process, without what went before.
 */
import { spawnSync } from 'node:child_process'
import { isTemporaryRule, tumInterfaces } from '../../test/corpus/assignments.ts'
import {
  askChain,
  beginningSources,
  corpus,
  corpusText,
  isProtected,
  machineOf,
  withHardwareAddresses,
} from '../../test/corpus/published.ts'
import { cpuMilliseconds, median } from '../measure.ts'
import { processTime } from '../process-time.ts'
import { chainScript, question } from './smt.ts'
import { stripped } from './strip.ts'

const RUNS = 5

const answer = (text: string) => {
  const read = cpuMilliseconds(() => machineOf(['tum.save', text]))
  const table = read.value.tables.find(({ name }) => name === 'filter')
  if (!table) throw new Error('no table filter')
  const plain = stripped(table)
  const cold = cpuMilliseconds(() => {
    const asked = askChain({ ...read.value, tables: [plain] }, 'filter', 'FORWARD')
    return { space: asked.space, sources: beginningSources(asked) }
  })
  const { space, sources } = cold.value
  const answers = cpuMilliseconds(() =>
    tumInterfaces.map((each) => isProtected(space, sources, each)),
  )
  const verdicts = answers.value
  const microseconds = (answers.milliseconds * 1000) / verdicts.length
  return { table: plain, verdicts, read: read.milliseconds, cold: cold.milliseconds, microseconds }
}

const z3 = (script: string) =>
  processTime(['z3', '-in', '-smt2', '-T:300'], { input: script, needs: /^(un)?sat$/m })

const compare = (text: string): void => {
  const first = answer(text)
  const since = process.cpuUsage()
  const whole = (since.user + since.system) / 1000
  const runs = Array.from({ length: RUNS }, () => answer(text))
  const script = chainScript(first.table, 'FORWARD')
  const [protectedOne, spoofable] = [tumInterfaces[0], tumInterfaces[1]].map((each) =>
    z3(script + (each ? question(each) : '')),
  )
  const all = z3(script + tumInterfaces.map(question).join(''))
  const theirs = all.stdout
    .trim()
    .split('\n')
    .map((line) => line === 'unsat')
  if (theirs.join() !== first.verdicts.join()) throw new Error(`z3 says otherwise: ${all.stdout}`)
  const each = (all.cpu - (protectedOne?.cpu ?? 0)) / (tumInterfaces.length - 1)
  const marginal = median(runs.map(({ microseconds }) => microseconds))
  const line = (what: string, value: number, unit = 'ms') =>
    console.log(`  ${what.padEnd(58)} ${value.toFixed(unit === 'ms' ? 0 : 1).padStart(7)} ${unit}`)
  console.log('the same answers by both, 21 of them')
  line('this process up to the last answer, its start and reading included', whole)
  line('of that reading', first.read)
  line('of that the set of packets that pass', first.cold)
  line('reading, warm', median(runs.map(({ read }) => read)))
  line('the set, warm', median(runs.map(({ cold }) => cold)))
  line('each further answer, of a new interface', marginal, 'µs')
  const [unsat = Number.NaN, sat = Number.NaN] = [protectedOne?.cpu, spoofable?.cpu]
  line('z3 with one question, of which the answer is unsat', unsat)
  line('z3 with one question, of which the answer is sat', sat)
  line('z3 with all 21 in one process, each further one', each)
  const times = (milliseconds: number): string => ((milliseconds * 1000) / marginal).toFixed(0)
  console.log(
    `  a further answer takes z3 ${times(unsat)} and ${times(sat)} times as long as a question of its own, ` +
      `and ${times(each)} times in one process`,
  )
}

if (!corpus) console.log('not measured: CORPUS_DIR names no folder with published rulesets')
else if (spawnSync('z3', ['--version']).status !== 0)
  console.log('not measured: z3 is not there (node scripts/lab-tools.mjs z3 installs it)')
else {
  const text = withHardwareAddresses(corpusText('general/tum-2015-05-13.iptables-save'))
  compare(
    text
      .split('\n')
      .filter((rule) => !isTemporaryRule(rule))
      .join('\n'),
  )
}
