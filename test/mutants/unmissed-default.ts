import type { Unmissed } from './reasons.ts'
import {
  deleted,
  emptied,
  first,
  gone,
  heardOnly,
  last,
  ownOnly,
  retargeted,
  saidToClients,
  silentArp,
  spoofedByUplink,
  weakened,
} from './reasons.ts'

/** Of the default policy's nft ruleset, and of the same rules elsewhere. What is named here and is missed after all fails the tests. */
export const unmissedInDefault: readonly Unmissed[] = [
  {
    where: 'inet entry zones',
    inIptables: 'ip raw PREROUTING zones',
    operators: [deleted, retargeted],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet entry_uplink drop-spoofed',
    inIptables: 'ip raw entry_uplink drop-spoofed',
    operators: [deleted, retargeted],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet qubes_tor_fw entry_uplink',
    inIptables: 'ip raw entry_uplink',
    operators: [emptied],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet entry_client drop-ip-options',
    inIptables: 'ip raw entry_client drop-ip-options',
    operators: [deleted, last],
    how: 'more',
    reason:
      'Answers to options are errors, which do not get out; and a steered answer does not leave by the uplink.',
  },
  {
    where: 'inet entry_client dns-to-tor',
    inIptables: 'ip raw entry_client dns-to-tor',
    operators: [deleted, last, retargeted],
    how: 'more',
    reason:
      'Datagrams with no room for a question get to Tor, which they may end: its own trouble, and no leak.',
  },
  {
    where: 'inet tracked_client drop-untracked',
    inIptables: 'ip mangle tracked_client drop-untracked',
    operators: [deleted, retargeted],
    how: 'more',
    reason:
      "A segment that begins no connection reaches a port of Tor's at most, whose socket refuses it.",
  },
  {
    where: 'inet deliver_uplink gateway-ipv6',
    operators: [deleted, last],
    how: 'more',
    reason:
      'By IPv6 the uplink has answers at most to connections older than the rules: leave_uplink lets none begin.',
  },
  {
    where: 'inet deliver_uplink admit-replies',
    inIptables: 'ip filter deliver_uplink admit-replies',
    operators: [deleted, last, retargeted],
    how: 'stricter',
    reason: "Errors about Tor's own connections are a courtesy.",
  },
  {
    where: 'inet leave loopback',
    inIptables: 'ip mangle POSTROUTING loopback',
    operators: [deleted, retargeted, last],
    how: 'stricter',
    reason: ownOnly,
  },
  {
    where: 'inet forward default-drop',
    inIptables: 'ip filter FORWARD default-drop',
    operators: [retargeted],
    how: 'more',
    reason:
      "What is a client's or for one has been dropped before; the rest no guarantee speaks of.",
  },
  {
    where: 'inet leave zones',
    inIptables: 'ip mangle POSTROUTING zones',
    operators: [weakened],
    how: 'more',
    reason:
      "The gateway itself may speak at an interface that is neither a client's nor the uplink's.",
  },
  {
    where: 'inet leave_client drop-ipv6',
    operators: [deleted, last],
    how: 'more',
    reason: 'IPv6 has no listener that could answer.',
  },
  {
    where: 'inet leave_client dns-to-tor',
    inIptables: 'ip mangle leave_client dns-to-tor',
    operators: [weakened, first],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_client socks-to-tor',
    inIptables: 'ip mangle leave_client socks-to-tor',
    operators: [weakened],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_client tcp-to-tor',
    inIptables: 'ip mangle leave_client tcp-to-tor',
    operators: [weakened, first],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_uplink keep-answers-inside',
    inIptables: 'ip mangle leave_uplink keep-answers-inside',
    operators: [weakened],
    how: 'stricter',
    reason: "The gateway's own connections that something else translates are nobody's promise.",
  },
  {
    where: 'inet leave_uplink serve-uplink',
    inIptables: 'ip mangle leave_uplink serve-uplink',
    operators: [deleted, last, retargeted],
    how: 'more',
    reason: 'Answers to services of the uplink, of which the default policy has none.',
  },
  {
    where: 'arp arp_',
    operators: [deleted, first, last, retargeted],
    how: 'stricter',
    reason: silentArp,
  },
  {
    where: 'arp arp_in',
    operators: [deleted, weakened, retargeted, gone],
    how: 'more',
    reason: heardOnly,
  },
  { where: 'arp qubes_tor_fw arp_in_client', operators: [emptied], how: 'more', reason: heardOnly },
]
