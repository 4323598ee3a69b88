/**
 * Goal: every document that the schema and the checks admit compiles to rulesets that are proved, each of every
 * guarantee that the document asks, and that all say the same. Silence, rejection, services, either kind of address,
 * IPv6 of the gateway's own and any mix of them.
 * Method: documents from `policyDocument`, which meets every option of the schema, compiled, read back and proved.
 * QUBES_TOR_FW_POLICIES says how many, QUBES_TOR_FW_SEED=fresh draws others each time.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Proof } from '../../src/artefacts/index.ts'
import { compile, prove } from '../../src/artefacts/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { givenSeed } from '../support/seed.ts'
import { policyDocument } from './arbitraries/policy.ts'

const numRuns = Number(process.env['QUBES_TOR_FW_POLICIES'] ?? 25)

/** What is not proved, a line each. */
const doubts = ({ rulesets, comparisons }: Proof): readonly string[] => [
  ...rulesets.flatMap(({ files, verification, why }) => [
    ...why.map((reason) => `${files}: ${reason}`),
    ...(verification?.guarantees ?? [])
      .filter(({ verdict }) => verdict !== 'proved' && verdict !== 'not-asked')
      .map(({ id, verdict, counterexamples: [first], why: reason }) =>
        [files, id, verdict, first ? `${first.packet}: ${first.fate}` : reason].join(' '),
      ),
  ]),
  ...comparisons.flatMap(({ files, comparison: { verdict, onlyFirst, onlySecond, why } }) => {
    const [packet] = [...onlyFirst, ...onlySecond]
    return verdict === 'equal'
      ? []
      : [`${files}: ${verdict} ${packet ? `${packet.packet}: ${packet.fate}` : why}`]
  }),
]

test(
  'every admitted policy compiles to what is proved',
  () => {
    fc.assert(
      fc.property(policyDocument, (document) => {
        const { value } = definePolicy(document)
        const compilation = value && compile(value.gateway).value
        if (!compilation) throw new Error('what reads compiles')
        const proof = prove(compilation)
        expect(doubts(proof)).toEqual([])
        expect(proof.verdict).toBe('proved')
      }),
      // Each takes a second, and shrinking takes hundreds: the policy is told as it was drawn.
      { seed: givenSeed(), numRuns, endOnFailure: true },
    )
  },
  Math.max(120_000, numRuns * 20_000),
)
