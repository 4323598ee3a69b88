/**
 * Goal: whoever sees little, by day or by night, reads every word of a page.
 * Method: WCAG 2.2's own formula for contrast (1.4.3, 1.4.11), over every pair of colours that stand on each other.
 */
import { describe, expect, test } from 'vitest'
import { markPairs, palette, textPairs } from '../../src/report/palette.ts'
import { contrast } from './contrast.ts'

describe.each(['day', 'night'] as const)('by %s', (time) => {
  test.each(textPairs)('%s is read on %s', (text, ground) => {
    expect(contrast(palette[text][time], palette[ground][time])).toBeGreaterThanOrEqual(4.5)
  })

  test.each(markPairs)('a mark in %s is seen on %s', (mark, ground) => {
    expect(contrast(palette[mark][time], palette[ground][time])).toBeGreaterThanOrEqual(3)
  })
})

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
