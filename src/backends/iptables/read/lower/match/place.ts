import type { Step } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { AddressRange } from '../../values/address.ts'
import type { Masked } from '../../values/number.ts'
import { always, is, oneWay, unknown, within } from '../alternatives.ts'
import { addressType } from './address-type.ts'
import type { Handlers } from './handler.ts'
import { owner } from './owner.ts'
import { reversePath } from './reverse-path.ts'

/** PACKET_* of include/uapi/linux/if_packet.h. */
const packetTypes: readonly string[] = ['unicast', 'broadcast', 'multicast']

/** The bits under the mask on both sides (net/netfilter/xt_devgroup.c). */
const groupTest = (
  field: 'meta iifgroup' | 'meta oifgroup',
  given: Given<Masked> | undefined,
): readonly Step[] => {
  if (!given) return []
  const { value, mask } = given.value
  return [
    is(field, BigInt(value) & BigInt(mask), {
      mask: mask === 0xffff_ffff ? null : BigInt(mask),
      negated: given.negated,
    }),
  ]
}

/** Matches of where a packet comes from or goes to, other than by its addresses and ports. */
export const placeHandlers = {
  owner,
  addrtype: addressType,
  rpfilter: reversePath,
  iprange({ options }, { family }) {
    const header = family === 'ip4' ? 'ip' : 'ip6'
    const side = (field: 'saddr' | 'daddr', given: Given<AddressRange> | undefined) =>
      given ? [within(`${header} ${field}`, [given.value], { negated: given.negated })] : []
    return oneWay(...side('saddr', options['src-range']), ...side('daddr', options['dst-range']))
  },
  // What an ipset holds, and of which fields, is not in this file and may change at any time.
  set: (_match, _context, text) => oneWay({ kind: 'choice', why: 'set-update', text: text() }),
  mac: ({ options: { 'mac-source': source } }) =>
    source
      ? oneWay(
          is('ether saddr', BigInt(`0x${source.value.replaceAll(':', '')}`), {
            negated: source.negated,
          }),
        )
      : always,
  pkttype: ({ options: { 'pkt-type': type } }) =>
    type
      ? oneWay(is('meta pkttype', packetTypes.indexOf(type.value), { negated: type.negated }))
      : always,
  physdev: (_match, _context, text) => unknown(text()),
  socket: (_match, _context, text) => unknown(text()),
  devgroup: ({ options }) =>
    oneWay(
      ...groupTest('meta iifgroup', options['src-group']),
      ...groupTest('meta oifgroup', options['dst-group']),
    ),
  realm: (_match, _context, text) => unknown(text()),
  cgroup: (_match, _context, text) => unknown(text()),
} satisfies Handlers<
  | 'owner'
  | 'addrtype'
  | 'rpfilter'
  | 'iprange'
  | 'set'
  | 'mac'
  | 'pkttype'
  | 'physdev'
  | 'socket'
  | 'devgroup'
  | 'realm'
  | 'cgroup'
>
