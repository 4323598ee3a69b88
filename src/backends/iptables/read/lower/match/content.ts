import type { MachineField } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { Masked } from '../../values/number.ts'
import type { Alternatives } from '../alternatives.ts'
import { all, always, is, never, oneWay, testOf, unknown, within } from '../alternatives.ts'
import type { Context } from '../context.ts'
import type { Handlers } from './handler.ts'
import { u32Test } from './u32.ts'

const headerOf = ({ family }: Context): 'ip' | 'ip6' => (family === 'ip4' ? 'ip' : 'ip6')

interface Hops {
  readonly eq: Given<number> | undefined
  readonly lt: Given<number> | undefined
  readonly gt: Given<number> | undefined
}

const hops = (field: MachineField, { eq, lt, gt }: Hops): Alternatives => {
  if (eq) return oneWay(is(field, eq.value, { negated: eq.negated }))
  if (lt) return oneWay(within(field, [{ first: 0n, last: BigInt(lt.value) - 1n }]))
  return gt ? oneWay(within(field, [{ first: BigInt(gt.value) + 1n, last: 255n }])) : always
}

/** The byte of service type is two fields here: six bits of class and two of congestion. */
const serviceType = (
  { value: { value, mask }, negated }: Given<Masked>,
  context: Context,
): Alternatives => {
  const header = headerOf(context)
  if ((value & ~mask) !== 0) return negated ? always : never
  const number = (bits: number) =>
    ({ kind: 'interval', interval: { first: BigInt(bits), last: BigInt(bits) } }) as const
  return oneWay(
    testOf(
      [
        { field: `${header} dscp`, mask: BigInt(mask >> 2) },
        { field: `${header} ecn`, mask: BigInt(mask & 3) },
      ],
      {
        kind: 'members',
        members: { kind: 'tuples', tuples: [[number(value >> 2), number(value & 3)]] },
      },
      { negated },
    ),
  )
}

/** ECE and CWR of RFC 3168, in the byte of flags. */
const congestionBits = { ece: 64n, cwr: 128n } as const

const flagBit = (mask: bigint, given: Given<true> | undefined) =>
  given ? [is('tcp flags', 0n, { mask, negated: !given.negated })] : []

/** Matches of other parts of the packet: single header fields, and what it carries. */
export const contentHandlers = {
  ttl: ({ options }) =>
    hops('ip ttl', { eq: options['ttl-eq'], lt: options['ttl-lt'], gt: options['ttl-gt'] }),
  hl: ({ options }) =>
    hops('ip6 hoplimit', { eq: options['hl-eq'], lt: options['hl-lt'], gt: options['hl-gt'] }),
  tos: ({ options: { tos } }, context) => (tos ? serviceType(tos, context) : always),
  dscp: ({ options: { dscp } }, context) =>
    dscp ? oneWay(is(`${headerOf(context)} dscp`, dscp.value, { negated: dscp.negated })) : always,
  ecn({ options }, context) {
    const ect = options['ecn-ip-ect']
    return oneWay(
      ...(ect ? [is(`${headerOf(context)} ecn`, ect.value, { negated: ect.negated })] : []),
      ...flagBit(congestionBits.ece, options['ecn-tcp-ece']),
      ...flagBit(congestionBits.cwr, options['ecn-tcp-cwr']),
    )
  },
  frag({ options }, _, text) {
    const asksMore = Object.keys(options).length > 0
    return all(oneWay(is('exthdr frag', 1)), asksMore ? unknown(text()) : always)
  },
  u32: ({ options: { u32 } }, context, text) =>
    u32 ? u32Test(u32.value, u32.negated, context, text) : always,
  string: (_match, _context, text) => unknown(text()),
  bpf: (_match, _context, text) => unknown(text()),
  comment: () => always,
  cpu: (_match, _context, text) => unknown(text()),
  eui64: (_match, _context, text) => unknown(text()),
} satisfies Handlers<
  | 'ttl'
  | 'hl'
  | 'tos'
  | 'dscp'
  | 'ecn'
  | 'frag'
  | 'u32'
  | 'string'
  | 'bpf'
  | 'comment'
  | 'cpu'
  | 'eui64'
>
