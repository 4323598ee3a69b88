/** What a rule reads: a field of the machine, masked and shifted, or something that it has no field for. */
import { assert } from '../../../../assert.ts'
import type { Interval } from '../../../../net/index.ts'
import type { MachineField, Selector, Step, Test } from '../../../../ruleset/index.ts'
import { machineFields } from '../../../../ruleset/index.ts'
import { allBits, type ValueType } from './value-type.ts'

/** The value read is `((field & mask) ^ flip) >> shift`; a negative shift goes left. */
export interface FieldReading {
  readonly kind: 'field'
  readonly field: MachineField
  readonly type: ValueType
  readonly mask: bigint
  readonly flip: bigint
  readonly shift: number
  /** What nft tests by itself before it reads the field. */
  readonly guards: readonly Step[]
}

export interface HiddenReading {
  readonly kind: 'hidden'
  /** Null: nothing that chance or the clock decides, only nothing that is known. */
  readonly why: 'chance' | 'time' | null
  readonly guards: readonly Step[]
}

export type Reading = FieldReading | HiddenReading

export const fieldReading = (
  field: MachineField,
  type: ValueType,
  guards: readonly Step[] = [],
): FieldReading => ({
  kind: 'field',
  field,
  type,
  mask: allBits(type.bits),
  flip: 0n,
  shift: 0,
  guards,
})

export const hidden = (
  why: HiddenReading['why'] = null,
  guards: readonly Step[] = [],
): HiddenReading => ({ kind: 'hidden', why, guards })

export type BitOperator = '&' | '|' | '^' | '<<' | '>>'

/** The reading after one more operation with a constant. */
export function operate(reading: FieldReading, operator: BitOperator, operand: bigint): Reading {
  const { mask, flip, shift, type } = reading
  if (type.isName) return hidden(null, reading.guards)
  switch (operator) {
    case '&': {
      const kept = back(operand, shift)
      return { ...reading, mask: mask & kept, flip: flip & kept }
    }
    case '^':
      return { ...reading, flip: flip ^ back(operand, shift) }
    case '|': {
      const set = back(operand, shift)
      return { ...reading, mask: mask & ~set, flip: (flip & ~set) | set }
    }
    case '<<':
    case '>>':
      return shiftBy(reading, operator, operand)
  }
}

/** An operand as it looks before the shift. */
const back = (operand: bigint, shift: number): bigint =>
  shift >= 0 ? operand << BigInt(shift) : operand >> BigInt(-shift)

/** Bits that leave the value at one end do not come back: they are cleared before the shift. */
function shiftBy(reading: FieldReading, operator: '<<' | '>>', by: bigint): Reading {
  const { type, shift } = reading
  // Fields of a few bits lie within bytes, and releases differ in what a shift of them to the left does.
  if (by > 128n || (operator === '<<' && type.bits % 8 !== 0)) return hidden(null, reading.guards)
  const next = operator === '>>' ? shift + Number(by) : shift - Number(by)
  const full = allBits(type.bits)
  const kept = next >= 0 ? full & ~allBits(next) : full >> BigInt(-next)
  const lost = shift > 0 ? full & ~allBits(shift) : full
  return {
    ...reading,
    mask: reading.mask & kept & lost,
    flip: reading.flip & kept & lost,
    shift: next,
  }
}

const isWhole = ({ mask, type }: FieldReading): boolean => mask === allBits(type.bits)

export const selectorOf = (reading: FieldReading): Selector => ({
  field: reading.field,
  mask: isWhole(reading) ? null : reading.mask,
})

/** Whether the value is the field's own, masked at most, so that a named set can be asked for it. */
export const isPlain = ({ flip, shift }: FieldReading): boolean => flip === 0n && shift === 0

/**
 * An interval of the value read as one of the masked field; null for none at all, undefined where it is no interval
 * any more.
 */
export function unread(reading: FieldReading, interval: Interval): Interval | null | undefined {
  const { flip, shift, type } = reading
  const { first, last } = interval
  if (shift < 0) {
    const step = 1n << BigInt(-shift)
    const low = (first + step - 1n) / step
    const high = last / step
    return low > high ? null : unflipped(flip, { first: low, last: high })
  }
  const low = first << BigInt(shift)
  const high = (last << BigInt(shift)) | allBits(shift)
  const maximum = allBits(type.bits)
  if (low > maximum) return null
  const bounded = { first: low, last: high > maximum ? maximum : high }
  if (first === last && shift > 0) return unflipped(flip, { first: low, last: low })
  return unflipped(flip, bounded)
}

function unflipped(flip: bigint, interval: Interval): Interval | undefined {
  if (flip === 0n) return interval
  if (interval.first !== interval.last) return undefined
  const value = interval.first ^ flip
  return { first: value, last: value }
}

/** Holds iff the packet has the field: what nft's own tests of protocols come to. */
export function presence(field: MachineField): Test {
  const { value, bits } = machineFields[field]
  const members =
    value === 'name'
      ? ({ kind: 'names', patterns: ['*'] } as const)
      : ({ kind: 'numbers', set: [{ first: 0n, last: allBits(bits) }] } as const)
  return {
    kind: 'test',
    key: [{ field, mask: null }],
    negated: false,
    among: { kind: 'members', members },
    hotdrop: false,
  }
}

/** Fields that no packet lacks need no test of their presence. */
export function canBeMissing(field: MachineField): boolean {
  const { needs, source } = machineFields[field]
  if (needs !== null) return true
  if (source === 'socket') return field !== 'socket exists'
  if (source === 'conntrack') return field !== 'ct state'
  return field === 'meta iifgroup' || field === 'meta oifgroup'
}

/** Holds iff the field is that number. */
export function equals(field: MachineField, value: bigint): Test {
  assert(machineFields[field].value !== 'name', `${field} is no number`)
  return {
    kind: 'test',
    key: [{ field, mask: null }],
    negated: false,
    among: { kind: 'members', members: { kind: 'numbers', set: [{ first: value, last: value }] } },
    hotdrop: false,
  }
}
