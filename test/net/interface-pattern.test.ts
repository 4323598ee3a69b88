/**
 * Goal: an interface pattern is one that the kernel, nft and iptables all read as we do; overlap means a common name.
 * Method: a table of hostile names; then short random patterns over two letters, where all names can be listed.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  interfacePatternFault,
  isInterfaceName,
  isInterfacePattern,
  patternMatches,
  patternsOverlap,
} from '../../src/net/index.ts'

describe('interface patterns', () => {
  test.each(['vif*', 'eth0', 'vif1.0', 'wlan-mesh_0', 'abcdefghijklmno', 'abcdefghijklmn*', 'e*'])(
    '%s is fine',
    (name) => {
      expect(interfacePatternFault(name)).toBeUndefined()
    },
  )

  test.each([
    ['', 'empty'],
    ['*', 'bare-star'],
    ['abcdefghijklmnop', 'too-long'],
    ['abcdefghijklmno*', 'too-long'],
    ['vif*0', 'star-not-last'],
    ['vif**', 'star-not-last'],
    ['.', 'dots'],
    ['..', 'dots'],
    ['-i', 'leading-dash'],
    ['all', 'sysctl-name'],
    ['default', 'sysctl-name'],
    ['tcp', 'protocol-name'],
    ['redirect', 'protocol-name'],
    ['vif+', 'character'],
    ['a b', 'character'],
    ['a"b', 'character'],
    ["a'b", 'character'],
    ['a/b', 'character'],
    ['a:b', 'character'],
    ['a\n', 'character'],
    ['a\0', 'character'],
    ['a;b', 'character'],
    ['a}b', 'character'],
    ['!a', 'character'],
    ['$a', 'character'],
    ['a%d', 'character'],
    ['ünder', 'character'],
    ['a\\', 'character'],
    ['a#', 'character'],
  ])('%j: %s', (name, fault) => {
    expect(interfacePatternFault(name)).toBe(fault)
  })

  test('a name is a pattern without a star', () => {
    expect(isInterfaceName('vif*')).toBe(false)
    expect(isInterfaceName('vif1.0')).toBe(true)
  })

  test('whatever passes is plain ASCII of at most 15 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 18 }), (name) => {
        if (isInterfacePattern(name)) expect(name).toMatch(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}\*?$/)
      }),
      { numRuns: 2000 },
    )
  })

  test('two patterns overlap iff some name of up to four letters matches both', () => {
    const letters = ['a', 'b']
    const longer = (names: readonly string[]): string[] =>
      names.flatMap((name) => letters.map((letter) => name + letter))
    const names = [
      letters,
      longer(letters),
      longer(longer(letters)),
      longer(longer(longer(letters))),
    ].flat()
    const pattern = fc
      .tuple(
        fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '*'),
      )
      .map(([stem, star]) => stem + star)
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        const common = names.some(
          (name) => patternMatches(left, name) && patternMatches(right, name),
        )
        expect(patternsOverlap(left, right)).toBe(common)
      }),
    )
  })
})
