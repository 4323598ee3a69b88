import { writeFileSync } from 'node:fs'

/**
 * Counts a vitest run for scripts/test.mjs: writes `{ passed, failed, skipped: [{ name, why }] }` to the file that
 * QUBES_TOR_FW_COUNTS names. A module that does not load and an error outside any test count as failures.
 */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.QUBES_TOR_FW_COUNTS
    if (path === undefined) return
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) {
      const suites = [module, ...module.children.allSuites()]
      counts.failed += suites.filter((suite) => suite.errors().length > 0).length
      for (const test of module.children.allTests()) countTest(counts, module, test)
    }
    writeFileSync(path, JSON.stringify(counts))
  }
}

const countTest = (counts, module, test) => {
  const result = test.result()
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'skipped') {
    const name = `${module.relativeModuleId}: ${test.fullName}`
    counts.skipped.push({ name, why: result.note ?? 'the test does not say why' })
  } else counts.failed++
}
