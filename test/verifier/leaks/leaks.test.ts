/**
 * Goal: the verifier refutes every ruleset of the catalogue that leaks, for the reason that makes it leak, and proves
 * its mended twin.
 * Method: read both twins as machines and ask of each what its case claims. Twins differ in the leak alone, so whatever
 * refutes the leaky one comes of it; every packet shown has to be one that the case names.
 */
import { describe, expect, test } from 'vitest'
import type { GuaranteeResult, Strength } from '../../../src/verifier/index.ts'
import { verify } from '../../../src/verifier/index.ts'
import type { Leak, LeakCase } from '../../fixtures/leaks/index.ts'
import { leakClasses } from '../../fixtures/leaks/index.ts'
import type { Twin } from './files.ts'
import { gapOf } from './gaps.ts'
import { readTwin } from './read-twin.ts'
import { misfits } from './witness.ts'

const ask = (
  folder: string,
  one: LeakCase,
  twin: Twin,
  guarantee: Leak['guarantee'],
  fromEmptyConntrack: boolean,
): GuaranteeResult => {
  const { sources, messages } = readTwin(folder, one.name, twin)
  if (!sources) throw new Error(`${twin} is refused: ${messages.join('; ')}`)
  const shown = { torrc: sources.torrc, settings: sources.sysctls }
  const options = { only: [guarantee], fromEmptyConntrack, shown }
  const [result] = verify(sources.machine, one.facts, options).guarantees
  if (!result) throw new Error(`${guarantee} was not asked`)
  return result
}

/** Packets that the case does not name, each with what about them does not fit. */
const strangers = (result: GuaranteeResult, leak: Leak, one: LeakCase): readonly string[] =>
  result.counterexamples
    .filter(({ needsOlderFlow }) => !needsOlderFlow)
    .flatMap((shown) => {
      const faults = misfits(shown, leak.by, one.facts)
      return faults.length === 0 ? [] : [`${shown.packet}: ${faults.join(', ')}`]
    })

const expectProved = (result: GuaranteeResult, strength: Strength): void => {
  expect(result.counterexamples.map(({ packet, fate }) => `${packet}: ${fate}`)).toEqual([])
  expect(result.why).toBeNull()
  expect(result.verdict).toBe('proved')
  if (strength === 'unconditional') expect(result.strength).toBe('unconditional')
}

/** A torrc has no packets. */
const hasPackets = ({ guarantee }: Leak): boolean => guarantee !== 'torrc-agrees'

describe.each(leakClasses)('$folder', ({ folder, cases }) => {
  describe.each(cases)('$name', (one) => {
    const claim = (what: string, body: () => void): void => {
      const gap = gapOf(folder, one.name, what)
      // A known gap has to go on failing: whoever mends it takes it out of the list.
      if (gap === undefined) test(what, body, 60_000)
      else test.fails(`${what} (not yet: ${gap})`, body, 60_000)
    }
    const claimIf = (applies: boolean, what: string, body: () => void): void => {
      if (applies) claim(what, body)
    }

    claimIf(one.load !== 'refused', 'the leaky twin is refuted, for its reason', () => {
      for (const leak of one.leaks) {
        const result = ask(folder, one, 'leaky', leak.guarantee, false)
        if (leak.mayBeUndecided) expect(result.verdict).not.toBe('proved')
        else if (leak.orAssumed && result.verdict === 'proved')
          expect(result.assumptions.join('\n')).toContain(leak.orAssumed)
        else expect(result.verdict).toBe('refuted')
        if (result.verdict !== 'refuted') continue
        if (hasPackets(leak)) expect(result.counterexamples).not.toEqual([])
        expect(strangers(result, leak, one)).toEqual([])
        const older = result.counterexamples.filter(({ needsOlderFlow }) => needsOlderFlow)
        if (leak.onlyByOlderFlows) expect(older).toEqual(result.counterexamples)
      }
    })

    const isAskedFromEmpty = one.leaks.some(
      ({ onlyByOlderFlows, alsoFromEmpty }) => onlyByOlderFlows || alsoFromEmpty,
    )
    claimIf(isAskedFromEmpty, 'from an empty conntrack it is what the case says', () => {
      for (const leak of one.leaks) {
        const result = ask(folder, one, 'leaky', leak.guarantee, true)
        if (leak.onlyByOlderFlows) expect(result.verdict).toBe('proved')
        if (leak.alsoFromEmpty) expect(result.verdict).toBe('refuted')
      }
    })

    claimIf(one.refusedByReaders === true, 'the leaky twin is refused', () => {
      expect(readTwin(folder, one.name, 'leaky').sources).toBeUndefined()
    })

    claimIf(one.tells !== undefined, 'what no text can show is told', () => {
      const { sources, messages } = readTwin(folder, one.name, 'leaky')
      const assumptions = sources
        ? one.leaks.flatMap(
            ({ guarantee }) => ask(folder, one, 'leaky', guarantee, false).assumptions,
          )
        : []
      expect([...messages, ...assumptions].join('\n')).toContain(one.tells)
    })

    claim('the mended twin is proved', () => {
      for (const { guarantee, mended } of one.leaks)
        expectProved(ask(folder, one, 'mended', guarantee, mended === 'empty-conntrack'), mended)
      for (const { guarantee, strength } of one.serves ?? [])
        expectProved(
          ask(folder, one, 'mended', guarantee, strength === 'empty-conntrack'),
          strength,
        )
    })
  })
})
