import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import type { NumberRange } from './number.ts'
import { maximum32, parseNumber } from './number.ts'

/** One step from the word read so far to the next: under a mask, shifted, or used as the new start to read from. */
export interface U32Step {
  readonly operator: '&' | '<<' | '>>' | '@'
  readonly operand: number
}

/** The four bytes at `offset`, changed step by step, are in one of the ranges. */
export interface U32Test {
  readonly offset: number
  readonly steps: readonly U32Step[]
  readonly ranges: readonly NumberRange[]
}

/** XT_U32_MAXSIZE of xt_u32.h: tests, steps and ranges alike. */
const sizeMaximum = 10

const operators = ['<<', '>>', '&', '@'] as const

const readLocation = (text: string): Omit<U32Test, 'ranges'> | undefined => {
  const parts = text.split(/(<<|>>|[&@])/)
  const offset = parseNumber((parts[0] ?? '').trim(), maximum32)
  const steps: U32Step[] = []
  for (let at = 1; at < parts.length; at += 2) {
    const operator = operators.find((known) => known === parts[at])
    const operand = parseNumber((parts[at + 1] ?? '').trim(), maximum32)
    if (operator === undefined || operand === undefined) return undefined
    steps.push({ operator, operand })
  }
  // The offset is an operand as well.
  return offset === undefined || steps.length >= sizeMaximum ? undefined : { offset, steps }
}

const readRanges = (text: string): readonly NumberRange[] | undefined => {
  const ranges: NumberRange[] = []
  for (const part of text.split(',')) {
    const [head = '', tail, ...rest] = part.split(':')
    const first = parseNumber(head.trim(), maximum32)
    const last = tail === undefined ? first : parseNumber(tail.trim(), maximum32)
    if (first === undefined || last === undefined || rest.length > 0) return undefined
    ranges.push({ first, last })
  }
  return ranges.length > sizeMaximum ? undefined : ranges
}

const readTest = (text: string): U32Test | undefined => {
  const [head = '', tail, ...rest] = text.split('=')
  const location = readLocation(head)
  const ranges = tail === undefined ? undefined : readRanges(tail)
  return location && ranges && rest.length === 0 ? { ...location, ranges } : undefined
}

const hex = (number: number): string => `0x${number.toString(16)}`

const testText = ({ offset, steps, ranges }: U32Test): string => {
  const place = hex(offset) + steps.map((step) => step.operator + hex(step.operand)).join('')
  const tests = ranges.map(({ first, last }) =>
    first === last ? hex(first) : `${hex(first)}:${hex(last)}`,
  )
  return `${place}=${tests.join(',')}`
}

/** Tests of a packet's words, all of which have to hold (xt_u32). Numbers are decimal, octal or hexadecimal. */
export const u32: Codec<readonly U32Test[]> = argument(
  (text): Reading<readonly U32Test[]> => {
    const tests = text.split('&&').map(readTest)
    const known = tests.flatMap((test) => (test ? [test] : []))
    if (known.length !== tests.length) return badValue(text, 'a test like 4&0x1FFF=0:5')
    return known.length > sizeMaximum
      ? fault('iptables-value', `more than ${sizeMaximum} tests`)
      : value(known)
  },
  (tests) => `"${tests.map(testText).join('&&')}"`,
)
