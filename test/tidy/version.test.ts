/**
 * Goal: there is one version, and everything that is shipped is of it.
 * Method: `version` has it; whoever else has to say it says the same.
 */
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readTracked } from './sources.ts'

const version = readTracked('version').trimEnd()

/** Each file with the expression that finds its version. */
const places: readonly (readonly [string, RegExp])[] = [
  ['package.json', /^ {2}"version": "(.*)"/m],
  ['package-lock.json', /^ {2}"version": "(.*)"/m],
  ['CHANGELOG.md', /^## ([^ \n]+)/m],
  ['packaging/debian/changelog', /^qubes-tor-fw \((.*)-[^-]*\) /],
  ['packaging/rpm/qubes-tor-fw.spec.in', /^%changelog\n\* .* - (.*)-[^-]*$/m],
  ['man/qubes-tor-fw.8', /^\.TH .*"qubes\\-tor\\-fw ([^"]*)"/m],
]

test('is a line of three numbers', () =>
  expect(readTracked('version')).toMatch(/^\d+\.\d+\.\d+\n$/))

test.each(places)('%s says it', (path, pattern) => {
  expect(pattern.exec(readTracked(path))?.[1]).toBe(version)
})

test('docs/ci.md names no other tag', () => {
  const tags = [...readTracked('docs/ci.md').matchAll(/\bv(\d+\.\d+\.\d+)$/gm)].map(
    ([, found]) => found,
  )
  expect(new Set(tags)).toEqual(new Set([version]))
})

describe('.qubesbuilder', () => {
  test('builds what is there, of the tarball that `make dist` makes', () => {
    const { vm, source } = parse(readTracked('.qubesbuilder'))
    expect(readTracked(`${vm.rpm.build[0]}.in`)).toContain('Version: @VERSION@')
    expect(readTracked(`${vm.deb.build[0]}/control`)).toMatch(/^Source: qubes-tor-fw$/m)
    expect(source.files.map(({ url }: { url: string }) => url.split('/').at(-1))).toEqual([
      'qubes-tor-fw-@VERSION@.tar.xz',
    ])
    expect(readTracked('Makefile')).toContain('$(name)-$(VERSION)')
  })
})
