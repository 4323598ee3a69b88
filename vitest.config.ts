import { defineConfig } from 'vitest/config'

/** Packages of this repository are read from their sources, so that a test never runs against a stale build. */
const resolve = { conditions: ['source', 'node', 'import', 'default'] }
const ssr = { resolve: { conditions: ['source', 'node', 'import', 'default'] } }

/** Minutes of counting with packet sets, and a browser: no version of Node does them otherwise than another. */
const slow = [
  'test/mutants/**',
  'test/verifier/**',
  'test/report/browser.test.ts',
  'test/artefacts/prove.test.ts',
  'test/properties/compile-proved.test.ts',
]
/** Shells and Python at work, which ask no other version of Node than the one on the path. */
const shells = ['test/packaging/**', 'test/salt/**', 'test/docs/ci.test.ts']
const leftOut = process.env['QUBES_TOR_FW_QUICK'] === '1' ? [...slow, ...shells] : []

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: [
            ...['test/kernel/**', '**/*.kernel.test.ts', 'test/packages/**', '**/node_modules/**'],
            ...leftOut,
          ],
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'kernel',
          include: ['test/kernel/**/*.test.ts', '**/*.kernel.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['test/kernel/lab/inside.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
