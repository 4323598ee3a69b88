import { writeFileSync } from 'node:fs'

/**
 * Counts a vitest run for scripts/test.mjs: writes `{ passed, failed, skipped, failures }` to the file that
 * QUBES_TOR_FW_COUNTS names, the latter two as lists of `{ name, why }`. A module that does not load and an error outside any test count as failures.
 */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.QUBES_TOR_FW_COUNTS
    if (path === undefined) return
    const counts = { passed: 0, failed: 0, skipped: [], failures: [] }
    for (const error of unhandledErrors) countFailure(counts, 'outside any test', error)
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()])
        if (suite.errors().length > 0)
          countFailure(counts, module.relativeModuleId, suite.errors()[0])
      for (const test of module.children.allTests()) countTest(counts, module, test)
    }
    writeFileSync(path, JSON.stringify(counts))
  }
}

const countTest = (counts, module, test) => {
  const result = test.result()
  const name = `${module.relativeModuleId}: ${test.fullName}`
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'skipped') {
    counts.skipped.push({ name, why: result.note ?? 'the test does not say why' })
  } else countFailure(counts, name, result.errors?.[0])
}

const linesShown = 12

const countFailure = (counts, name, error) => {
  const lines = String(error?.message ?? 'it has no message').split('\n')
  counts.failed++
  counts.failures.push({ name, why: lines.slice(0, linesShown).join('\n      ') })
}
