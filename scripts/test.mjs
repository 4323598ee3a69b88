/**
 * Every test there is: `npm test`. Its last line is `N passed, N failed`, with `, N skipped` where any was,
 * before it lists of what was skipped and what failed, and why. The exit code is 0 only if nothing failed and something passed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runRuntime, runtimes } from './runtimes.mjs'
import { root, runStep } from './step.mjs'

const counting = ['--reporter', 'default', '--reporter', './scripts/count-reporter.mjs']

/** Tests that load rules into the namespace that they run in: each gets a fresh one of its own. */
const aloneInNamespace = ['test', 'packages']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, String(path))),
  )
  .filter((path) => path.endsWith('.kernel.test.ts') && !path.includes('node_modules'))
  // A machine has to be made for them first; the one with flowtables is asked for by its own command.
  .filter((path) => !['boot', 'flowtable'].some((each) => path.startsWith(join('test', each))))
  .sort()

/** Where it is asked for: five minutes of packets through every leak of the catalogue. */
const isLong = (path) => /leaks-shown\.kernel\.test\.ts$/.test(path)
const runsLong = process.env.QUBES_TOR_FW_LONG === '1'

/** The packet lab's own tests, which make their namespaces themselves. */
const labFiles = readdirSync(join(root, 'test/kernel'))
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.kernel.test.ts'))
  .map((name) => join('test/kernel', name))

const kernelStep = (title, files, minutesMax) => ({
  title,
  command: ['node', 'scripts/kernel-lab.mjs', ...files, ...counting],
  countsTests: true,
  maySkip: true,
  minutesMax,
})

const firstSteps = [
  { title: 'build', command: ['npm', 'run', 'build'], minutesMax: 4 },
  { title: 'format and lint', command: ['npx', 'biome', 'check', '.'], minutesMax: 3 },
  { title: 'types', command: ['npx', 'tsc', '--noEmit'], minutesMax: 5 },
  {
    title: `unit tests on Node ${process.versions.node}`,
    // By itself vitest leaves one processor to others, which of two is half.
    command: ['npx', 'vitest', 'run', '--project', 'unit', '--maxWorkers=100%', ...counting],
    countsTests: true,
    minutesMax: 12,
  },
]

const kernelSteps = [
  ...aloneInNamespace
    .filter((path) => runsLong || !isLong(path))
    .map((path) => kernelStep(`kernel: ${path}`, [path], 8)),
  kernelStep('kernel lab', labFiles, 15),
]

/** They mostly wait, for a network to come up or a machine to boot, and so go on beside the kernel's. */
const waitingSteps = [
  {
    title: 'real Tor, the quick part',
    command: ['node', 'scripts/tor-lab.mjs', '--quick'],
    countsTests: true,
    maySkip: true,
    isBeside: true,
    minutesMax: 6,
  },
  {
    title: 'boot under a real systemd',
    command: ['node', 'scripts/boot-lab.mjs', ...counting],
    countsTests: true,
    maySkip: true,
    isBeside: true,
    minutesMax: 12,
  },
]

/** They take minutes and a download, so that they run in CI and where they are asked for. */
const runsRuntimes = Boolean(process.env.CI) || process.env.QUBES_TOR_FW_RUNTIMES === '1'

const main = async () => {
  const started = performance.now()
  const results = await inTurn(firstSteps.map((step) => () => runStep(step)))
  const lanes = await Promise.all([
    inTurn(kernelSteps.map((step) => () => runStep(step))),
    inTurn([
      ...runtimes.map((major) => () => runtimeResult(major)),
      ...waitingSteps.map((step) => () => runStep(step)),
    ]),
  ])
  results.push(...lanes.flat())

  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  const skipped = [...results.flatMap((result) => result.skipped), ...leftOut]
  const lines = [`\nall steps took ${((performance.now() - started) / 1000).toFixed(1)} s`]
  if (skipped.length > 0) lines.push('skipped:', ...listOf(skipped))
  const failures = results.flatMap((result) => result.failures)
  if (failures.length > 0) lines.push('failed:', ...listOf(failures))
  const counts = `${sum('passed')} passed, ${sum('failed')} failed`
  lines.push(skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts)
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
}

const inTurn = async (runs) => {
  const results = []
  for (const run of runs) results.push(await run())
  return results
}

const leftOut = [
  ...aloneInNamespace
    .filter((path) => isLong(path) && !runsLong)
    .map((path) => ({ name: path, why: 'it is long; QUBES_TOR_FW_LONG=1 runs it' })),
  { name: 'test/flowtable', why: 'it boots a virtual machine; npm run test:flowtables runs it' },
]

const runtimeResult = async (major) =>
  runsRuntimes
    ? runRuntime(major, { isBeside: true })
    : {
        passed: 0,
        failed: 0,
        failures: [],
        skipped: [
          {
            name: `unit tests on Node ${major}`,
            why: 'not in CI; QUBES_TOR_FW_RUNTIMES=1 runs them',
          },
        ],
      }

/** The runtimes repeat what the first run said; each is listed once, with how often. */
const listOf = (tests) => {
  const times = new Map()
  for (const { name, why } of tests) {
    const line = `  ${name} (${why})`
    times.set(line, (times.get(line) ?? 0) + 1)
  }
  return [...times].map(([line, count]) => (count > 1 ? `${line}, ${count} times` : line))
}

await main()
