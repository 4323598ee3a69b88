import type { MachineField, Step } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { TcpFlags } from '../../extensions/transport.ts'
import type { IcmpType } from '../../values/icmp.ts'
import type { NumberRange } from '../../values/number.ts'
import type { Alternatives } from '../alternatives.ts'
import {
  all,
  always,
  either,
  intervalOf,
  is,
  oneWay,
  testOf,
  unknown,
  within,
} from '../alternatives.ts'
import type { Handlers } from './handler.ts'

/** xt's matches drop a header that is cut off, and a TCP fragment with offset 8, by themselves (hotdrop). */
const byXtables = { hotdrop: true }

const portTest = (
  field: MachineField,
  given: Given<NumberRange> | undefined,
  hotdrop: boolean,
): readonly Step[] =>
  given ? [within(field, [intervalOf(given.value)], { negated: given.negated, hotdrop })] : []

const flagsTest = (given: Given<TcpFlags> | undefined, hotdrop: boolean): readonly Step[] =>
  given
    ? [
        is('tcp flags', given.value.set, {
          mask: BigInt(given.value.mask),
          negated: given.negated,
          hotdrop,
        }),
      ]
    : []

/** Every number of the field: what is asked is only whether the header is there. */
const present = (field: MachineField, bits: bigint): Step =>
  within(field, [{ first: 0n, last: (1n << bits) - 1n }], byXtables)

const icmpTest = (
  protocol: 'icmp' | 'icmpv6',
  given: Given<IcmpType> | undefined,
): Alternatives => {
  const type: MachineField = `${protocol} type`
  if (!given) return oneWay(present(type, 8n))
  const { value, negated } = given
  const options = { negated, hotdrop: true }
  if (value.kind === 'any') return oneWay(within(type, [{ first: 0n, last: 255n }], options))
  if (value.code === null) return oneWay(is(type, value.type, options))
  const one = (number: number) =>
    ({ kind: 'interval', interval: intervalOf({ first: number, last: number }) }) as const
  const tuples = [[one(value.type), one(value.code)]]
  return oneWay(
    testOf(
      [
        { field: type, mask: null },
        { field: `${protocol} code`, mask: null },
      ],
      { kind: 'members', members: { kind: 'tuples', tuples } },
      options,
    ),
  )
}

const listed = (field: MachineField, given: Given<readonly NumberRange[]>): Step =>
  within(field, given.value.map(intervalOf), { negated: given.negated, hotdrop: true })

/** Ports and what is looked for besides, of a protocol that nothing else here knows. */
const otherPorts = (
  options: {
    readonly sport?: Given<NumberRange>
    readonly dport?: Given<NumberRange>
  },
  others: Alternatives,
): Alternatives =>
  all(
    oneWay(
      present('th sport', 16n),
      ...portTest('th sport', options.sport, true),
      ...portTest('th dport', options.dport, true),
    ),
    others,
  )

/** Matches of the headers that carry ports, and of ICMP (xt_tcpudp.c, xt_multiport.c, xt_sctp.c, xt_dccp.c). */
export const transportHandlers = {
  tcp({ options }, { engine }, text) {
    const { sport, dport, 'tcp-flags': flags, 'tcp-option': option } = options
    const isBare = !sport && !dport && !flags
    // iptables-nft writes ports and flags as nft's own tests, which drop nothing (nft.c, add_nft_tcp).
    const hotdrop = engine === 'legacy' || isBare || option !== undefined
    return all(
      oneWay(
        ...portTest('tcp sport', sport, hotdrop),
        ...portTest('tcp dport', dport, hotdrop),
        ...flagsTest(flags, hotdrop),
        ...(isBare ? [present('tcp flags', 8n)] : []),
      ),
      option ? unknown(text()) : always,
    )
  },
  udp({ options: { sport, dport } }, { engine }) {
    const hotdrop = engine === 'legacy'
    if (!sport && !dport) return oneWay(present('udp sport', 16n))
    return oneWay(
      ...portTest('udp sport', sport, hotdrop),
      ...portTest('udp dport', dport, hotdrop),
    )
  },
  sctp: ({ options }, _, text) =>
    otherPorts(options, options['chunk-types'] ? unknown(text()) : always),
  dccp: ({ options }, _, text) =>
    otherPorts(options, options['dccp-types'] || options['dccp-option'] ? unknown(text()) : always),
  icmp: ({ options }) => icmpTest('icmp', options['icmp-type']),
  icmp6: ({ options }) => icmpTest('icmpv6', options['icmpv6-type']),
  multiport({ options: { sports, dports, ports } }) {
    if (sports) return oneWay(listed('th sport', sports))
    if (dports) return oneWay(listed('th dport', dports))
    if (!ports) return always
    const tests = [listed('th sport', ports), listed('th dport', ports)]
    // One of the two has to be in the list; negated, neither may.
    return ports.negated ? oneWay(...tests) : either(...tests.map((test) => oneWay(test)))
  },
  esp: (_match, _context, text) => unknown(text()),
  ah: (_match, _context, text) => unknown(text()),
  length: ({ options: { length } }) =>
    length
      ? oneWay(within('meta length', [intervalOf(length.value)], { negated: length.negated }))
      : always,
} satisfies Handlers<
  'tcp' | 'udp' | 'sctp' | 'dccp' | 'icmp' | 'icmp6' | 'multiport' | 'esp' | 'ah' | 'length'
>
