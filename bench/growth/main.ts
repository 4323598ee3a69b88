/**
 * How a proof grows with the ruleset: time and peak memory from 10 to 100,000 rules, each size in a process of its own,
 * three times, the median counts. Draws docs/growth.svg. `npm run bench:growth -- 10000`: up to that size, and no plot.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { median } from '../measure.ts'
import type { Measured } from './once.ts'
import { measureOnce } from './once.ts'
import { plot } from './plot.ts'
import { logSlope } from './slope.ts'

const SIZES = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000]
const RUNS = 3
/** Of the greatest sizes one run is enough: it takes minutes, in which noise evens out. */
const RUNS_OF_LARGE = 1
const LARGE = 30_000

const inOwnProcess = (rules: number): Measured => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [process.env['BENCH_MAIN'] ?? '', 'once', `${rules}`],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Below, it is the start of the process that is measured. */
const FEW = 1000
const isLarge = ([rules]: readonly [number, number]): boolean => rules >= FEW

const medianOf = (runs: readonly Measured[], of: (run: Measured) => number): number =>
  median(runs.map(of))

const measure = (rules: number) => {
  const count = rules >= LARGE ? RUNS_OF_LARGE : RUNS
  const runs = Array.from({ length: count }, () => inOwnProcess(rules))
  const measured = {
    rules,
    read: medianOf(runs, (run) => run.readMilliseconds),
    prove: medianOf(runs, (run) => run.proveMilliseconds),
    megabytes: medianOf(runs, (run) => run.megabytes),
    verdicts: [...new Set(runs.map(({ verdict }) => verdict))].join(),
  }
  const { read, prove, megabytes, verdicts } = measured
  console.log(
    `${String(rules).padStart(7)} rules: read ${read.toFixed(0)} ms, ${verdicts} in ${prove.toFixed(0)} ms, ` +
      `${megabytes.toFixed(0)} MB at most`,
  )
  return measured
}

const all = (greatest: number): void => {
  const sizes = SIZES.filter((size) => size <= greatest)
  const measured = sizes.map(measure)
  const time = measured.map(({ rules, read, prove }) => [rules, read + prove] as const)
  const memory = measured.map(({ rules, megabytes }) => [rules, megabytes] as const)
  const slopes = (points: readonly (readonly [number, number])[]): string =>
    `${logSlope(points).toFixed(2)} over all, ${logSlope(points.filter(isLarge)).toFixed(2)} from ${FEW} rules on`
  console.log(`log-log slope of time: ${slopes(time)}; of memory: ${slopes(memory)}`)
  if (sizes.length < SIZES.length) return
  const picture = plot('Reading and proving a ruleset of so many rules', 'rules', [
    { label: 'milliseconds of processor time', color: '#0b66c3', points: time },
    { label: 'megabytes at most', color: '#c3480b', points: memory },
  ])
  writeFileSync('docs/growth.svg', picture)
  console.log('drawn: docs/growth.svg')
}

const [mode, size] = process.argv.slice(2)
if (mode === 'once') console.log(JSON.stringify(measureOnce(Number(size))))
else all(mode === undefined ? Number.POSITIVE_INFINITY : Number(mode))
