/**
 * Goal: the catalogue is whole: every class is there twice at least and in more than one dialect, every file belongs to
 * a case, and twins differ.
 * Method: compare the folders with the cases that they declare.
 */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { leakClasses } from '../../fixtures/leaks/index.ts'
import { catalogueFolder, entriesOf, filesOf } from './files.ts'

/** L12 is about the order of booting, L23 about Tor itself: no rule decides them. */
const notOfRules = ['L12', 'L23']

test('every class of L1 to L22 that rules can decide is there', () => {
  const numbers = Array.from({ length: 23 }, (_, index) => `L${String(index + 1).padStart(2, '0')}`)
  const here = leakClasses.map(({ folder }) => folder.slice(0, 3))
  expect(numbers.filter((number) => !here.includes(number))).toEqual(notOfRules)
})

test('every folder is a class', () => {
  const folders = readdirSync(catalogueFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  expect(leakClasses.map(({ folder }) => folder)).toEqual(folders)
})

describe.each(leakClasses)('$folder', ({ folder, cases }) => {
  test('has two cases or more, in two dialects or more', () => {
    expect(cases.length).toBeGreaterThanOrEqual(2)
    const dialects = cases.flatMap(({ name }) =>
      filesOf(folder, name, 'leaky').map(({ dialect }) => dialect),
    )
    expect(new Set(dialects).size).toBeGreaterThanOrEqual(2)
  })

  test('has a leaky and a mended twin for each case, and nothing else', () => {
    const declared = cases.flatMap(({ name }) => [`${name}.leaky`, `${name}.mended`])
    const found = entriesOf(folder).map((entry) => /^.*\.(leaky|mended)/.exec(entry)?.[0] ?? entry)
    expect(found).toEqual(declared.sort())
  })

  test('has twins that differ', () => {
    for (const { name } of cases) {
      const [leaky, mended] = (['leaky', 'mended'] as const).map((twin) =>
        filesOf(folder, name, twin).map(({ text }) => text),
      )
      expect(leaky, name).not.toEqual(mended)
    }
  })

  test('tells no leak twice, and expects something of each', () => {
    for (const { name, leaks } of cases) {
      const ids = leaks.map(({ guarantee }) => guarantee)
      expect(ids.length, name).toBeGreaterThan(0)
      expect(new Set(ids).size, name).toBe(ids.length)
    }
  })
})
