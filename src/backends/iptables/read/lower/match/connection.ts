import type { MachineField, Step } from '../../../../../ruleset/index.ts'
import { ctDirection, ctState } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { AddressMask } from '../../values/address.ts'
import type { Masked, NumberRange } from '../../values/number.ts'
import type { Alternatives } from '../alternatives.ts'
import {
  all,
  always,
  anyBit,
  both,
  either,
  intervalOf,
  is,
  never,
  oneWay,
  unknown,
  within,
} from '../alternatives.ts'
import type { Context } from '../context.ts'
import { addressTest } from '../header.ts'
import type { Handlers, MatchRecord } from './handler.ts'

type StateName = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED'

const stateBits: Readonly<Record<StateName, bigint>> = {
  INVALID: ctState.invalid,
  NEW: ctState.new,
  RELATED: ctState.related,
  ESTABLISHED: ctState.established,
  UNTRACKED: ctState.untracked,
}

/** IPS_* of include/uapi/linux/netfilter/nf_conntrack_common.h. */
const statusBits = {
  ...{ EXPECTED: 1n, SEEN_REPLY: 2n, ASSURED: 4n, CONFIRMED: 8n },
  ...{ SNAT: 16n, DNAT: 32n },
} as const

const withoutEntry = ctState.invalid | ctState.untracked

/** Whether conntrack has an entry for the packet. */
const hasEntry: Step = anyBit('ct state', withoutEntry, true)
const hasNone: Step = anyBit('ct state', withoutEntry)

const bitsOf = <N extends string>(
  names: readonly N[],
  bits: Readonly<Partial<Record<N, bigint>>>,
): bigint => names.reduce((mask, name) => mask | (bits[name] ?? 0n), 0n)

/**
 * `SNAT` and `DNAT` are bits of the status that the option counts among the states; a packet without an entry has
 * neither, so that it fits where they are negated (conntrack_mt of net/netfilter/xt_conntrack.c).
 */
const stateTest = (
  names: readonly (StateName | 'SNAT' | 'DNAT')[],
  negated: boolean,
): Alternatives => {
  const states = bitsOf<string>(names, stateBits)
  const statuses = bitsOf<string>(names, { SNAT: statusBits.SNAT, DNAT: statusBits.DNAT })
  if (!negated)
    return either(
      states === 0n ? never : oneWay(anyBit('ct state', states)),
      statuses === 0n ? never : oneWay(anyBit('ct status', statuses)),
    )
  return all(
    states === 0n ? always : oneWay(anyBit('ct state', states, true)),
    statuses === 0n ? always : either(oneWay(hasNone), oneWay(anyBit('ct status', statuses, true))),
  )
}

const portTest = (field: MachineField, given: Given<NumberRange> | undefined): readonly Step[] =>
  given ? [within(field, [intervalOf(given.value)], { negated: given.negated })] : []

type Conntrack = MatchRecord['conntrack']

const tupleSteps = ({ options }: Conntrack, { family }: Context): readonly Step[] => {
  const header = family === 'ip4' ? 'ip' : 'ip6'
  const address = (field: MachineField, given: Given<AddressMask> | undefined): readonly Step[] =>
    given ? [addressTest(field, family, given)] : []
  const { ctproto } = options
  return [
    ...address(`ct original ${header} saddr`, options.ctorigsrc),
    ...address(`ct original ${header} daddr`, options.ctorigdst),
    ...address(`ct reply ${header} saddr`, options.ctreplsrc),
    ...address(`ct reply ${header} daddr`, options.ctrepldst),
    ...(ctproto ? [is('ct protocol', ctproto.value, { negated: ctproto.negated })] : []),
    ...portTest('ct original proto-src', options.ctorigsrcport),
    ...portTest('ct original proto-dst', options.ctorigdstport),
    ...portTest('ct reply proto-src', options.ctreplsrcport),
    ...portTest('ct reply proto-dst', options.ctrepldstport),
  ]
}

/** Everything but the state, asked of a packet that has an entry. */
const entryTests = (match: Conntrack, context: Context, text: () => string): Alternatives => {
  const { ctdir, ctstatus, ctexpire } = match.options
  const direction = ctdir?.value === 'ORIGINAL' ? ctDirection.original : ctDirection.reply
  return all(
    oneWay(
      ...(ctdir ? [is('ct direction', direction, { negated: ctdir.negated })] : []),
      ...tupleSteps(match, context),
      ...(ctstatus
        ? [anyBit('ct status', bitsOf<string>(ctstatus.value, statusBits), ctstatus.negated)]
        : []),
    ),
    // When an entry runs out is a matter of the moment.
    ctexpire ? oneWay(hasEntry, { kind: 'choice', why: 'time', text: text() }) : always,
  )
}

/** A packet without an entry ends the match early: it holds iff a state was asked for, whatever else was. */
const conntrack = (match: Conntrack, context: Context, text: () => string): Alternatives => {
  const { ctstate } = match.options
  const tests = entryTests(match, context, text)
  if (!ctstate) return tests
  const state = stateTest(ctstate.value, ctstate.negated)
  const [only] = tests
  if (tests.length === 1 && only?.length === 0) return state
  return either(both(state, oneWay(hasNone)), both(state, both(oneWay(hasEntry), tests)))
}

/** The bits under the mask against the whole value: one with bits outside the mask never fits (xt_mark.c). */
export const maskedTest = (field: MachineField, { value, negated }: Given<Masked>): Step =>
  is(field, value.value, {
    mask: value.mask === 0xffff_ffff ? null : BigInt(value.mask),
    negated,
  })

/** Matches of what conntrack knows, and of marks. */
export const connectionHandlers = {
  conntrack,
  state: ({ options: { state } }) => (state ? stateTest(state.value, state.negated) : always),
  mark: ({ options: { mark } }) => (mark ? oneWay(maskedTest('meta mark', mark)) : always),
  connmark: ({ options: { mark } }) => (mark ? oneWay(maskedTest('ct mark', mark)) : always),
  connbytes: (_match, _context, text) =>
    oneWay(hasEntry, { kind: 'choice', why: 'quota', text: text() }),
  connlimit: (_match, _context, text) =>
    oneWay({ kind: 'choice', why: 'connections', text: text() }),
  connlabel: (_match, _context, text) => unknown(text()),
  helper: (_match, _context, text) => unknown(text()),
} satisfies Handlers<
  'conntrack' | 'state' | 'mark' | 'connmark' | 'connbytes' | 'connlimit' | 'connlabel' | 'helper'
>
