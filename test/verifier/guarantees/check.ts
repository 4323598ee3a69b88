import { describe, expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import type { GatewayFacts, GuaranteeId, GuaranteeResult } from '../../../src/verifier/index.ts'
import { verify } from '../../../src/verifier/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'

/** A ruleset, and what its theorem says of it. */
export interface Row {
  readonly what: string
  readonly rules: string
  /** Left out: a TorVM without SOCKS, whose interfaces are known by their names (`plain`). */
  readonly facts?: GatewayFacts
}

export interface Broken extends Row {
  /** A packet that breaks it, in the packet language. */
  readonly packet: RegExp
  /** What becomes of it. */
  readonly fate: RegExp
  /** Words of the rule that is to blame; null: no rule is, a policy or the lack of any rule. */
  readonly blame: string | null
}

export interface Unsettled extends Row {
  readonly why: RegExp
}

export interface Rows {
  readonly proved: readonly Row[]
  readonly refuted: readonly Broken[]
  readonly undecided?: readonly Unsettled[]
  readonly notAsked?: readonly Unsettled[]
}

/** One guarantee over a table of rulesets: each comes out as its theorem says, and for that reason. */
export const check = (id: GuaranteeId, rows: Rows): void => {
  describe(id, () => {
    test.each(rows.proved)('proved: $what', (row) => {
      const { verdict, counterexamples, why } = ask(id, row)
      expect(counterexamples.map(({ packet, fate }) => `${packet}: ${fate}`)).toEqual([])
      expect({ verdict, why }).toEqual({ verdict: 'proved', why: null })
    })

    test.each(rows.refuted)('refuted: $what', (row) => {
      const { verdict, counterexamples } = ask(id, row)
      const lines = written(row.rules).split('\n')
      const told = counterexamples.map(({ packet, fate, blame }) => ({
        packet,
        fate,
        blame: blame === null ? null : (lines[blame.line - 1] ?? ''),
      }))
      const fits = told.filter(
        ({ packet, fate, blame }) =>
          row.packet.test(packet) &&
          row.fate.test(fate) &&
          (row.blame === null ? blame === null : blame?.includes(row.blame)),
      )
      expect(verdict).toBe('refuted')
      expect(fits, `none of ${JSON.stringify(told, null, 1)}`).not.toEqual([])
    })

    const unsettled = [
      ...(rows.undecided ?? []).map((row) => ({ verdict: 'undecided', ...row })),
      ...(rows.notAsked ?? []).map((row) => ({ verdict: 'not-asked', ...row })),
    ]
    if (unsettled.length > 0)
      test.each(unsettled)('$verdict: $what', (row) => {
        const { verdict, why } = ask(id, row)
        expect(verdict).toBe(row.verdict)
        expect(why).toMatch(row.why)
      })
  })
}

/** A file as somebody writes it, and not what nft lists. */
const written = (rules: string): string => `flush ruleset\n${rules}`

const ask = (id: GuaranteeId, { rules, facts = plain }: Row): GuaranteeResult => {
  const { value, diagnostics } = readMachine([{ name: 'rules.nft', text: written(rules) }])
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const [result] = verify(value.machine, facts, { only: [id] }).guarantees
  if (!result) throw new Error(`${id} was not asked`)
  return result
}
