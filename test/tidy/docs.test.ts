/**
 * Goal: the documents keep up with the code: every code has its section, and every link leads somewhere.
 * Method: read the Markdown's headings and links, and compare with the table of codes and the files there are.
 */
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diagnosticCodes, lintCodes, statusCodes } from '../../src/diagnostics/codes.ts'
import { readTracked, trackedFiles } from './sources.ts'

const documents = trackedFiles.filter((path) => path.endsWith('.md'))

const sectionsOf = (path: string) =>
  [...readTracked(path).matchAll(/^### `?([\w-]+)`?$/gm)].map(([, code]) => code)

test('the pages of codes have one section for each code, and no other', () => {
  const pages = ['docs/diagnostics.md', 'docs/lints.md', 'docs/status.md']
  const sections = pages.flatMap(sectionsOf)
  expect(sections.sort()).toEqual(Object.keys(diagnosticCodes).sort())
  expect(sectionsOf('docs/lints.md').sort()).toEqual(Object.keys(lintCodes).sort())
  expect(sectionsOf('docs/status.md').sort()).toEqual(Object.keys(statusCodes).sort())
})

/** GitHub's own rule for the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (path: string): readonly string[] =>
  [...withoutCode(readTracked(path)).matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  )

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '')

const linkFaults = (path: string): readonly string[] =>
  [...withoutCode(readTracked(path)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(posix.dirname(path), file)
    const isThere = trackedFiles.some(
      (each) => each === target || each.startsWith(`${target.replace(/\/$/, '')}/`),
    )
    if (!isThere) return [`${path}: ${link} leads nowhere`]
    const hasAnchor =
      anchor === undefined || (target.endsWith('.md') && anchorsOf(target).includes(anchor))
    return hasAnchor ? [] : [`${path}: ${link} has no such heading`]
  })

describe('links', () => {
  test('lead to files and headings that are there', () => {
    expect(documents.flatMap(linkFaults)).toEqual([])
  })

  test('have anchors as GitHub makes them', () => {
    expect(anchorOf('`unknown-key`')).toBe('unknown-key')
    expect(anchorOf('Exit codes, and why')).toBe('exit-codes-and-why')
  })
})
