/**
 * Goal: no damage to a file makes a gateway that is proved by accident, and none makes the judge throw or hang.
 * Method: what is compiled of two shipped policies, cut off at any line or anywhere, and mangled at random; each is read
 * and judged like anybody's. What is cut off has lost the end of its last chain at least, and so must be refused,
 * refuted or left undecided. What is mangled may still be proved, where the damage hit a comment or a spare wall.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { NamedSource } from '../../src/backends/sources/restore.ts'
import { readPolicy } from '../../src/policy/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { givenSeed } from '../support/seed.ts'

const seed = givenSeed()

interface Subject {
  readonly name: string
  readonly judge: (files: readonly NamedSource[]) => 'refused' | 'refuted' | 'undecided' | 'proved'
  readonly rulesets: readonly (readonly NamedSource[])[]
}

const targets = [['nft'], ['nft-json'], ['iptables', 'ip6tables', 'arptables']] as const

const subject = (name: string): Subject => {
  const text = readFileSync(new URL(`../../policy/${name}.yaml`, import.meta.url), 'utf8')
  const { value } = readPolicy(text, { source: name })
  const compilation = value && compile(value.gateway).value
  if (!value || !compilation) throw new Error(`${name} does not compile`)
  const facts = gatewayFacts(value.gateway)
  const rulesets = targets.map((group) =>
    group.flatMap((target) =>
      compilation.artefacts.flatMap((artefact) =>
        artefact.target === target ? [{ name: artefact.fileName, text: artefact.text }] : [],
      ),
    ),
  )
  return {
    name,
    rulesets: rulesets.filter((files) => files.length > 0),
    judge: (files) => {
      const read = readMachine(files, { asFilled: true }).value
      return read === undefined ? 'refused' : verify(read.machine, facts).verdict
    },
  }
}

const subjects = ['torvm', 'gateway'].map(subject)
const cases = subjects.flatMap(({ name, judge, rulesets }) =>
  rulesets.map((files) => ({ title: `${name}: ${files.map((each) => each.name)}`, files, judge })),
)

/** Where the last rule ends, or of ARP, where policies that answer nobody stand: after it nothing is missed. */
const lastRule = (text: string): number =>
  text.includes(':OUTPUT DROP')
    ? text.indexOf(':OUTPUT DROP')
    : Math.max(...['drop', 'accept', '-j '].map((word) => text.lastIndexOf(word)))

const changed = (files: readonly NamedSource[], index: number, text: string) =>
  files.map((file, at) => (at === index ? { ...file, text } : file))

describe.each(cases)('$title', ({ files, judge }) => {
  test('is proved as it is', () => expect(judge(files)).toBe('proved'))

  test('is not proved where it is cut off', () => {
    const cut = fc.record({
      index: fc.nat(files.length - 1),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      atLine: fc.boolean(),
    })
    fc.assert(
      fc.property(cut, ({ index, at, atLine }) => {
        const text = files[index]?.text ?? ''
        const place = Math.floor(at * lastRule(text))
        const rest = text.slice(0, atLine ? text.lastIndexOf('\n', place) + 1 : place)
        expect(judge(changed(files, index, rest))).not.toBe('proved')
      }),
      { numRuns: 40, seed, endOnFailure: true },
    )
  })

  test('is judged where it is mangled', () => {
    const words = ['accept', 'drop', 'jump', '{', '}', ';', '"', '!=', '-j', '\n', '0', '\0', '*']
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      word: fc.constantFrom('', ...words),
    })
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (index, edits) => {
          const text = edits.reduce((whole, { at, length, word }) => {
            const place = Math.floor(at * whole.length)
            return whole.slice(0, place) + word + whole.slice(place + length)
          }, files[index]?.text ?? '')
          expect(['refused', 'refuted', 'undecided', 'proved']).toContain(
            judge(changed(files, index, text)),
          )
        },
      ),
      { numRuns: 40, seed, endOnFailure: true },
    )
  })
})
