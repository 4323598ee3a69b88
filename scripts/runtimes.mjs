/**
 * The unit and property tests on the other versions of Node that are promised: `node scripts/runtimes.mjs`.
 * A Node from npm is fetched for the occasion; as a dependency it would shadow the machine's own.
 */
import { pathToFileURL } from 'node:url'
import { runStep } from './step.mjs'

export const runtimes = [22, 24]

const slow = ['test/mutants', 'test/verifier', 'test/artefacts']

export const runRuntime = (major) =>
  runStep({
    title: `unit tests on Node ${major}`,
    command: [
      ...['npx', '-y', '-p', `node@${major}`, 'node', 'node_modules/vitest/vitest.mjs', 'run'],
      ...['--project', 'unit', '--reporter', 'dot', '--reporter', './scripts/count-reporter.mjs'],
      // Minutes of counting with packet sets, which no version of Node does otherwise.
      ...slow.flatMap((folder) => ['--exclude', `${folder}/**`]),
    ],
    countsTests: true,
    minutesMax: 8,
  })

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const major of runtimes) {
    const { failed } = await runRuntime(major)
    if (failed > 0) process.exitCode = 1
  }
}
