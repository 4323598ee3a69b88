import { readFileSync, writeFileSync } from 'node:fs'
import type { Row } from './run.ts'
import { isGreen, troublesOf } from './run.ts'

const findingsShown = 8

/** One claim as it is done, for whoever waits. */
export const rowText = (row: Row): string => {
  const { claim, shown, caught, seconds, skipped } = row
  if (skipped !== undefined) return `SKIPPED ${claim.of}: ${claim.says}: ${skipped}`
  const state = isGreen(row) ? 'ok  ' : 'FAIL'
  return [
    `${state} ${claim.of}: ${claim.says} (${shown.tried} tried, ${seconds.toFixed(1)} s)`,
    ...troublesOf(shown)
      .slice(0, findingsShown)
      .map((finding) => `       ${finding}`),
    `     broken: ${claim.broken.how}: ${troublesOf(caught).length} findings, say`,
    ...troublesOf(caught)
      .filter((each) => claim.broken.finds.test(each))
      .slice(0, 1)
      .map((finding) => `       ${finding}`),
  ].join('\n')
}

const resultOf = ({ shown, skipped }: Row): string => {
  if (skipped !== undefined) return `**not shown: ${skipped}**`
  const troubles = troublesOf(shown).length
  if (troubles > 0) return `**${troubles} findings**`
  return shown.tried === 0 ? '**nothing tried**' : `${shown.tried} tried, nothing found`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The table for docs/real-tor.md. */
export const tableText = (rows: readonly Row[]): string =>
  [
    '| of | what is shown | result | broken on purpose | the same try finds |',
    '|---|---|---|---|--:|',
    ...rows.map((row) => {
      const { claim, caught } = row
      const cells = [`\`${claim.of}\``, claim.says, resultOf(row), claim.broken.how]
      return `| ${cells.map(cell).join(' | ')} | ${troublesOf(caught).length} |`
    }),
  ].join('\n')

/** Puts the table between its marks in a document. */
export const writeTable = (path: string, table: string): void => {
  const text = readFileSync(path, 'utf8')
  const marks = /(<!-- table -->\n)[\s\S]*?(<!-- end of table -->)/
  if (!marks.test(text)) throw new Error(`${path} has no marks for the table`)
  writeFileSync(
    path,
    text.replace(marks, (_, start, end) => `${start}${table}\n${end}`),
  )
}

const nameOf = ({ claim }: Row): string => `tor lab: ${claim.of}: ${claim.says}`

/** For scripts/test.mjs, as scripts/count-reporter.mjs writes it. */
export const writeCounts = (path: string, rows: readonly Row[]): void => {
  const tried = rows.filter(({ skipped }) => skipped === undefined)
  const skipped = rows.flatMap((row) =>
    row.skipped === undefined ? [] : [{ name: nameOf(row), why: row.skipped }],
  )
  const failures = tried
    .filter((row) => !isGreen(row))
    .map((row) => ({
      name: nameOf(row),
      why: row.shown.findings[0] ?? `not caught: ${row.claim.broken.how}`,
    }))
  const passed = tried.length - failures.length
  writeFileSync(path, JSON.stringify({ passed, failed: failures.length, skipped, failures }))
}
