/**
 * The unit and property tests on the other versions of Node that are promised: `node scripts/runtimes.mjs`.
 * A Node from npm is fetched for the occasion; as a dependency it would shadow the machine's own.
 */
import { pathToFileURL } from 'node:url'
import { runStep } from './step.mjs'

export const runtimes = [22, 24]

export const runRuntime = (major, { isBeside = false } = {}) =>
  runStep({
    title: `unit tests on Node ${major}`,
    command: [
      // Without what takes minutes of counting: see vitest.config.ts.
      ...['env', 'QUBES_TOR_FW_QUICK=1'],
      ...['npx', '-y', '-p', `node@${major}`, 'node', 'node_modules/vitest/vitest.mjs', 'run'],
      // One worker, where another step has the other processor.
      ...(isBeside ? ['--maxWorkers=1'] : []),
      ...['--project', 'unit', '--reporter', 'dot', '--reporter', './scripts/count-reporter.mjs'],
    ],
    countsTests: true,
    isBeside,
    minutesMax: 10,
  })

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const major of runtimes) {
    const { failed } = await runRuntime(major)
    if (failed > 0) process.exitCode = 1
  }
}
