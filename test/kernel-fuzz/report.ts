import type { Case } from './case.ts'
import { textOf } from './rules/render.ts'
import type { Disagreement } from './run/run-case.ts'

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? `  ${title}: nothing`
    : `  ${title}:\n${lines.map((line) => `    ${line}`).join('\n')}`

/** A disagreement as a person reads it, and as a test can run it again: the last line is the whole case. */
export const describeDisagreement = (one: Case, found: Disagreement): string =>
  [
    `disagreement, seed ${one.seed}: ${found.what}, step ${found.step}`,
    ...one.sources.map((source) => `  --- ${source.dialect}\n${textOf(source)}`),
    `  settings: ${JSON.stringify(one.settings)}, listeners: ${one.hasListeners}`,
    ...one.steps.map((step, index) => `  step ${index}: ${JSON.stringify(step)}`),
    list('reference', found.expected),
    list('kernel', found.observed),
    list('reference notes', found.notes),
    `  case: ${JSON.stringify(one)}`,
  ].join('\n')

/** What did not come again, in a few lines. */
export const describeUnrepeated = (one: Case, found: Disagreement): string =>
  [
    `not seen again, seed ${one.seed}: ${found.what}, step ${found.step}`,
    list('reference', found.expected),
    list('kernel', found.observed),
  ].join('\n')
