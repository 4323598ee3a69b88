import type { Interval } from '../../../../../net/index.ts'
import type { MachineField } from '../../../../../ruleset/index.ts'
import { machineFields } from '../../../../../ruleset/index.ts'
import type { U32Test } from '../../values/u32.ts'
import type { Alternatives } from '../alternatives.ts'
import { all, either, is, oneWay, unknown, within } from '../alternatives.ts'
import type { Context, MatchContext } from '../context.ts'

/** The fields of the fixed headers in the order of their bits (RFC 791, section 3.1; RFC 8200, section 3). */
const layouts: Readonly<Record<'ip4' | 'ip6', readonly MachineField[]>> = {
  ip4: [
    ...(['ip version', 'ip hdrlength', 'ip dscp', 'ip ecn', 'ip length', 'ip id'] as const),
    ...(['ip frag-off', 'ip ttl', 'ip protocol', 'ip checksum', 'ip saddr', 'ip daddr'] as const),
  ],
  ip6: [
    ...(['ip6 version', 'ip6 dscp', 'ip6 ecn', 'ip6 flowlabel', 'ip6 length'] as const),
    ...(['ip6 nexthdr', 'ip6 hoplimit', 'ip6 saddr', 'ip6 daddr'] as const),
  ],
}

const headerBytes = { ip4: 20, ip6: 40 } as const
const wordBits = 32n
const wordMaximum = 0xffff_ffffn

/** A word of the packet under a mask, then shifted to the left, or to the right where `shift` is below zero. */
interface Word {
  readonly mask: bigint
  readonly shift: bigint
}

/** What the steps do to the word, brought down to one mask and one shift; undefined where a step reads on elsewhere. */
const reduce = ({ steps }: U32Test): Word | undefined => {
  let mask = wordMaximum
  let shift = 0n
  for (const { operator, operand } of steps) {
    const by = BigInt(operand)
    if (operator === '@') return undefined
    if (operator === '&') mask &= shift >= 0n ? by >> shift : by << -shift
    // Shifts of 32 and more are up to the processor (xt_u32 shifts what it is given).
    else if (by >= wordBits) return undefined
    else shift += operator === '<<' ? by : -by
    mask &= shift >= 0n ? wordMaximum >> shift : (wordMaximum << -shift) & wordMaximum
  }
  return { mask, shift }
}

interface FieldBits {
  readonly field: MachineField
  /** How far its lowest bit lies above the lowest bit of the word; below zero where the field begins outside of it. */
  readonly above: bigint
}

/** The one field that holds every bit of the word that the mask leaves. */
const fieldAt = (family: 'ip4' | 'ip6', offset: number, mask: bigint): FieldBits | undefined => {
  let end = 0n
  const wordEnd = BigInt(offset) * 8n + wordBits
  for (const field of layouts[family]) {
    const bits = BigInt(machineFields[field].bits)
    end += bits
    const above = wordEnd - end
    const covered = ((1n << bits) - 1n) << (above + 128n)
    if ((mask << 128n) & covered && ((mask << 128n) & ~covered) === 0n) return { field, above }
  }
  return undefined
}

const scaled = (value: bigint, by: bigint): bigint => (by >= 0n ? value << by : value >> -by)

/** The values of the masked field for which the word is in the range. */
const fieldInterval = (
  { first, last }: { readonly first: number; readonly last: number },
  by: bigint,
): Interval => {
  const [low, high] = [BigInt(first), BigInt(last)]
  if (by >= 0n) return { first: low << by, last: (high << by) | ((1n << by) - 1n) }
  // The word is the field's value with zeros below: rounded into the range.
  const zeros = (1n << -by) - 1n
  return { first: (low + zeros) >> -by, last: high >> -by }
}

const testOfWord = (
  test: U32Test,
  negated: boolean,
  { family }: Context,
): Alternatives | undefined => {
  const isInHeader = test.offset + 4 <= headerBytes[family]
  const word = isInHeader ? reduce(test) : undefined
  const at = word && word.mask !== 0n ? fieldAt(family, test.offset, word.mask) : undefined
  if (!word || !at) return undefined
  const by = -(at.above + word.shift)
  const mask = scaled(word.mask, -at.above)
  const whole = (1n << BigInt(machineFields[at.field].bits)) - 1n
  return oneWay(
    within(
      at.field,
      test.ranges.map((range) => fieldInterval(range, by)),
      { negated, mask: mask === whole ? null : mask },
    ),
  )
}

const isStep = (
  step: U32Test['steps'][number] | undefined,
  operator: U32Test['steps'][number]['operator'],
  operand: number,
): boolean => step?.operator === operator && step.operand === operand

/** `0>>22&0x3C@4>>16`: the length of a datagram, found by that of the IPv4 header before it. */
const isDatagramLength = ({ offset, steps }: U32Test): boolean =>
  offset === 0 &&
  steps.length === 4 &&
  isStep(steps[0], '>>', 22) &&
  isStep(steps[1], '&', 0x3c) &&
  isStep(steps[2], '@', 4) &&
  isStep(steps[3], '>>', 16)

/** Of what is no UDP, and of a later fragment, whatever stands in that place; but there a port's test went before. */
const datagramLength = (
  { ranges }: U32Test,
  { isBehindUdpPort }: MatchContext,
  text: () => string,
): Alternatives => {
  const isUdp = (holds: boolean) => is('meta l4proto', 17, { negated: !holds })
  const hasHeader = (holds: boolean) => is('ip frag-off', 0, { mask: 0x1fffn, negated: !holds })
  const length = within(
    'udp length',
    ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) })),
  )
  if (isBehindUdpPort) return oneWay(length)
  return either(
    oneWay(isUdp(true), hasHeader(true), length),
    all(oneWay(isUdp(false)), unknown(text())),
    all(oneWay(isUdp(true), hasHeader(false)), unknown(text())),
  )
}

/**
 * xt_u32 where each of its tests looks at bits of one field of the fixed header, as the tests of header length and
 * fragments do that are commonly written so, or at the length of a datagram: ours are among them. Anything else is opaque.
 */
export const u32Test = (
  tests: readonly U32Test[],
  negated: boolean,
  context: MatchContext,
  text: () => string,
): Alternatives => {
  const known = tests.flatMap((test) => {
    // A datagram without a header has no length, which negated is a match.
    if (!negated && context.family === 'ip4' && isDatagramLength(test))
      return [datagramLength(test, context, text)]
    const read = testOfWord(test, negated, context)
    return read ? [read] : []
  })
  if (known.length !== tests.length) return unknown(text())
  return negated ? either(...known) : all(...known)
}
