/**
 * Goal: the code stays small, typed and deterministic, and is what a newcomer can read.
 * Method: walk every source by TypeScript's own parser; each judge is shown what it must refuse, too.
 */
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeFaults, FILE_LINES_MAX, longFunctions } from './code-faults.ts'
import { codeFiles, productFiles, readTracked, trackedFiles } from './sources.ts'

/** Data tables, which are looked up and not read. */
const dataTables: readonly string[] = []

describe('the product', () => {
  test('says nothing that is banned', () => {
    expect(productFiles.flatMap((path) => codeFaults(path, readTracked(path)))).toEqual([])
  })

  test('has no long function; nor have scripts', () => {
    const files = [...productFiles, ...codeFiles.filter((path) => path.startsWith('scripts/'))]
    expect(files.flatMap((path) => longFunctions(path, readTracked(path)))).toEqual([])
  })

  test('has no long file; nor have tests and scripts', () => {
    const lines = (path: string) => readTracked(path).split('\n').length - 1
    const long = codeFiles.filter(
      (path) => lines(path) > FILE_LINES_MAX && !dataTables.includes(path),
    )
    expect(long.map((path) => `${path}: ${lines(path)} lines`)).toEqual([])
  })

  test('has file names in small letters with dashes', () => {
    const wrong = codeFiles.filter(
      (path) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|kernel|config|generated)){0,2}\.(ts|mjs)$/.test(
          basename(path),
        ),
    )
    expect(wrong).toEqual([])
  })

  test('silences no checker', () => {
    const silencers = new RegExp(
      ['@ts-' + '(ignore|expect-error|nocheck)', 'biome-' + 'ignore'].join('|'),
    )
    expect(codeFiles.filter((path) => silencers.test(readTracked(path)))).toEqual([])
  })
})

describe('every file of the project', () => {
  const texts = trackedFiles.filter(
    (path) => !/(^|\/)(package-lock\.json|LICENSE)$|\.(png|pcap|gz)$/.test(path),
  )

  test('leaves nothing for later', () => {
    const later = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)
    expect(texts.filter((path) => later.test(readTracked(path)))).toEqual([])
  })

  test('names no path of one machine, and no registry', () => {
    // Written in pieces, so that this file does not name them itself.
    const places = [
      '/wo' + 'rk/',
      '/ho' + 'me/(?!user)',
      '/ro' + 'ot/',
      '/tm' + 'p/[a-z]',
      'registry' + '\\.',
      'deb\\.' + 'debian',
    ]
    const place = new RegExp(places.join('|'))
    const found = texts.flatMap((path) => {
      const match = place.exec(readTracked(path))
      return match ? [`${path}: ${match[0]}`] : []
    })
    expect(found).toEqual([])
    expect(readTracked('package-lock.json')).not.toMatch(
      /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)/,
    )
  })
})

describe('the judge itself', () => {
  test.each([
    'const x = y as any',
    'const x: any = y',
    'const x = y as unknown as string',
    'const x = (y as unknown) as string',
    'const x = y!',
    'const x = Math.random()',
    'const now = Date.now',
    'const now = new Date()',
    'console.log(1)',
    'const x = process.env',
    'const x = await fetch(y)',
  ])('refuses %s', (text) => expect(codeFaults('src/compiler/a.ts', text)).not.toEqual([]))

  test.each([
    "const x = 'any console.log(process)'",
    '// Math.random, new Date, as any',
    'const x = y as unknown',
    'const x = chain.process',
    'const x = { process: 1 }',
    'const x = y as const',
  ])('admits %s', (text) => expect(codeFaults('src/compiler/a.ts', text)).toEqual([]))

  test('admits the process in a room that does IO', () => {
    expect(codeFaults('src/cli/a.ts', 'const x = process.env')).toEqual([])
  })

  test('counts the lines of a function', () => {
    const lines = (count: number) => `const f = () => {\n${'x()\n'.repeat(count - 2)}}`
    expect(longFunctions('a.ts', lines(70))).toEqual([])
    expect(longFunctions('a.ts', lines(71))).toEqual(['a.ts:1: a function of 71 lines'])
  })
})
