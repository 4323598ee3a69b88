import type { Unmissed } from './reasons.ts'
import {
  deleted,
  emptied,
  first,
  flipped,
  gone,
  heardOnly,
  last,
  notPromised,
  openAnyway,
  ownOnly,
  retargeted,
  saidToClients,
  silentArp,
  weakened,
} from './reasons.ts'

/** Of rules that the default policy has not: DHCP, services of the uplink, clients whose addresses are known, a confined gateway. */
const byPolicy: readonly Unmissed[] = [
  ...[
    ['inet entry_client serve-dhcp', 'ip raw entry_client serve-dhcp'],
    ['inet translate_client serve-dhcp', 'ip nat translate_client serve-dhcp'],
    ['inet deliver_client serve-dhcp', 'ip filter deliver_client serve-dhcp'],
    ['inet leave_client serve-dhcp', 'ip mangle leave_client serve-dhcp'],
    ['inet deliver_uplink serve-uplink', 'ip filter deliver_uplink serve-uplink'],
    ['inet leave_uplink serve-uplink', 'ip mangle leave_uplink serve-uplink'],
    ['inet leave_uplink gateway-egress', 'ip mangle leave_uplink gateway-egress'],
  ].map(
    ([where = '', inIptables = '']): Unmissed => ({
      ...{ where, inIptables, how: 'stricter', reason: notPromised },
      operators: [deleted, first, last, retargeted],
    }),
  ),
  {
    where: 'inet entry_client drop-spoofed',
    inIptables: 'ip raw entry_client drop-spoofed',
    operators: [first],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet entry_client dns-to-tor',
    inIptables: 'ip raw entry_client dns-to-tor',
    operators: [weakened],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet translate_client socks-to-tor',
    operators: [weakened],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet tracked zones',
    inIptables: 'ip mangle PREROUTING zones',
    operators: [weakened],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet translate zones',
    inIptables: 'ip nat PREROUTING zones',
    operators: [weakened],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet translate',
    inIptables: 'ip nat PREROUTING',
    operators: [flipped],
    how: 'stricter',
    reason: notPromised,
  },
  {
    where: 'inet translate_client serve-dhcp',
    inIptables: 'ip nat translate_client serve-dhcp',
    operators: [deleted],
    how: 'incomparable',
    reason:
      'Held to its port by no rule, a request to the DHCP server is any table’s to translate; no guarantee promises it.',
  },
  {
    where: 'inet deliver_client serve-dhcp',
    inIptables: 'ip filter deliver_client serve-dhcp',
    operators: [weakened],
    how: 'more',
    reason: openAnyway,
  },
  {
    where: 'inet leave_client serve-dhcp',
    inIptables: 'ip mangle leave_client serve-dhcp',
    operators: [weakened, first],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet deliver_uplink serve-uplink',
    inIptables: 'ip filter deliver_uplink serve-uplink',
    operators: [weakened],
    how: 'more',
    reason: openAnyway,
  },
  {
    where: 'inet leave_uplink serve-uplink',
    inIptables: 'ip mangle leave_uplink serve-uplink',
    operators: [weakened, first],
    how: 'more',
    reason: openAnyway,
  },
  {
    where: 'inet leave_uplink keep-answers-inside',
    inIptables: 'ip mangle leave_uplink keep-answers-inside',
    operators: [deleted, last, retargeted],
    how: 'more',
    reason:
      'Answers from Tor are known by its ports too, and what the gateway itself begins towards a client no guarantee limits.',
  },
  {
    where: 'inet forward default-drop',
    inIptables: 'ip filter FORWARD default-drop',
    operators: [retargeted],
    how: 'undecided',
    reason:
      "What is a client's or for one has been dropped before; whether it is the same as before, ICMP's ports leave open.",
  },
]

/** Of what iptables spells otherwise: arptables has no comments, and each table and family policies of its own. */
const inIptables: readonly Unmissed[] = [
  {
    where: 'ip nat translate_client dns-to-tor',
    operators: [weakened],
    how: 'incomparable',
    reason: notPromised,
  },
  {
    where: 'ip raw entry_client serve-dhcp',
    operators: [first],
    how: 'more',
    reason: openAnyway,
  },
  {
    where: 'ip filter deliver_uplink close-gateway',
    operators: [weakened],
    how: 'stricter',
    reason:
      'What answers the gateway’s own programs by other protocols than TCP no guarantee promises.',
  },
  {
    where: 'ip6 mangle POSTROUTING',
    operators: [deleted, first, last, retargeted],
    how: 'stricter',
    reason: ownOnly,
  },
  ...['ip6 filter OUTPUT', 'ip6 mangle OUTPUT', 'ip6 raw OUTPUT'].map(
    (where): Unmissed => ({ where, operators: [flipped], how: 'stricter', reason: ownOnly }),
  ),
  {
    where: 'arp filter',
    operators: [deleted, first, last, retargeted, emptied],
    how: 'stricter',
    reason: silentArp,
  },
  ...['arp filter INPUT', 'arp filter arp_in_client'].map(
    (where): Unmissed => ({
      where,
      operators: [weakened, retargeted, gone],
      how: 'more',
      reason: heardOnly,
    }),
  ),
]

export const unmissedElsewhere: readonly Unmissed[] = [...byPolicy, ...inIptables]
