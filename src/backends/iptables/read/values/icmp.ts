import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'
import { maximum8, parseNumber } from './number.ts'

/** Messages of a type, with these codes; `any` is every message. */
export type IcmpType =
  | { readonly kind: 'any' }
  | { readonly kind: 'type'; readonly type: number; readonly code: number | null }

type Named = readonly [name: string, type: number, code: number | null]

/** libxt_icmp.h; aliases follow their names. */
export const icmpNames: readonly Named[] = [
  ['echo-reply', 0, null],
  ['pong', 0, null],
  ['destination-unreachable', 3, null],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4, null],
  ['redirect', 5, null],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['TOS-network-redirect', 5, 2],
  ['TOS-host-redirect', 5, 3],
  ['echo-request', 8, null],
  ['ping', 8, null],
  ['router-advertisement', 9, null],
  ['router-solicitation', 10, null],
  ['time-exceeded', 11, null],
  ['ttl-exceeded', 11, null],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12, null],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13, null],
  ['timestamp-reply', 14, null],
  ['address-mask-request', 17, null],
  ['address-mask-reply', 18, null],
]

export const icmpv6Names: readonly Named[] = [
  ['destination-unreachable', 1, null],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['failed-policy', 1, 5],
  ['reject-route', 1, 6],
  ['packet-too-big', 2, null],
  ['time-exceeded', 3, null],
  ['ttl-exceeded', 3, null],
  ['ttl-zero-during-transit', 3, 0],
  ['ttl-zero-during-reassembly', 3, 1],
  ['parameter-problem', 4, null],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request', 128, null],
  ['ping', 128, null],
  ['echo-reply', 129, null],
  ['pong', 129, null],
  ['mld-listener-query', 130, null],
  ['mld-listener-report', 131, null],
  ['mld-listener-done', 132, null],
  ['mld-listener-reduction', 132, null],
  ['router-solicitation', 133, null],
  ['router-advertisement', 134, null],
  ['neighbor-solicitation', 135, null],
  ['neighbour-solicitation', 135, null],
  ['neighbor-advertisement', 136, null],
  ['neighbour-advertisement', 136, null],
  ['redirect', 137, null],
]

/** Number, number and code, or a name; any beginning that fits one name alone will do, as in xtables_parse_icmp. */
const readType = (text: string, names: readonly Named[], hasAny: boolean): Reading<IcmpType> => {
  const lower = text.toLowerCase()
  const fits = names.filter(([name]) => name.toLowerCase().startsWith(lower))
  const named =
    names.find(([name]) => name.toLowerCase() === lower) ??
    (fits.length === 1 ? fits[0] : undefined)
  if (hasAny && lower === 'any') return value({ kind: 'any' })
  if (lower !== '' && named) return value({ kind: 'type', type: named[1], code: named[2] })
  const [head = '', tail, ...rest] = text.split('/')
  const type = parseNumber(head, maximum8)
  const code = tail === undefined ? null : parseNumber(tail, maximum8)
  if (type === undefined || code === undefined || rest.length > 0)
    return badValue(text, 'a type of ICMP')
  // 255 stands for every type in the kernel's IPv4 match.
  return value(hasAny && type === maximum8 ? { kind: 'any' } : { kind: 'type', type, code })
}

const typeText = (read: IcmpType): string => {
  if (read.kind === 'any') return 'any'
  return read.code === null ? `${read.type}` : `${read.type}/${read.code}`
}

export const icmpType: Codec<IcmpType> = argument(
  (text) => readType(text, icmpNames, true),
  typeText,
)
export const icmpv6Type: Codec<IcmpType> = argument(
  (text) => readType(text, icmpv6Names, false),
  typeText,
)
