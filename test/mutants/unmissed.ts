import type { Judged } from './table.ts'

/**
 * Mutants that no guarantee misses, and behind which no single wall was found: each with the reason. What is named here
 * and is missed after all fails the tests.
 */
export interface Unmissed {
  /** The table's family, the chain, and the intent of the rule that was spoilt. */
  readonly where: string
  readonly operators: readonly string[]
  /** `stricter`: it lets less through. Else what `compare` said. */
  readonly how: 'stricter' | 'more'
  readonly reason: string
}

const deleted = 'rule deleted'
const weakened = 'rule weakened by a test'
const first = 'rule moved to the beginning'
const last = 'rule moved to the end'
const retargeted = 'rule retargeted'
const emptied = 'target of a jump emptied'
const gone = 'base chain gone'

const spoofedByUplink =
  "Uplink packets with a client's source reach no listener: deliver_uplink drops Tor's ports first, and admits answers alone."
const saidToClients =
  'No guarantee forbids what programs of the gateway itself send to a client, and nothing is forwarded there.'
const silentArp =
  "That a client finds the gateway's hardware address is no guarantee: silence passes."
const heardOnly =
  'What arp_in hears and should not, arp_out does not answer, and arp_ignore neither: three walls for one question.'

export const unmissed: readonly Unmissed[] = [
  {
    where: 'inet entry zones',
    operators: [deleted, retargeted],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet entry_uplink drop-spoofed',
    operators: [deleted, retargeted],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet qubes_tor_fw entry_uplink',
    operators: [emptied],
    how: 'more',
    reason: spoofedByUplink,
  },
  {
    where: 'inet entry_client drop-ip-options',
    operators: [deleted, last],
    how: 'more',
    reason:
      'Answers to options are errors, which do not get out; and a steered answer does not leave by the uplink.',
  },
  {
    where: 'inet entry_client dns-to-tor',
    operators: [deleted, last, retargeted],
    how: 'more',
    reason:
      'Datagrams with no room for a question get to Tor, which they may end: its own trouble, and no leak.',
  },
  {
    where: 'inet tracked_client drop-untracked',
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
    operators: [deleted, last, retargeted],
    how: 'stricter',
    reason: "Errors about Tor's own connections are a courtesy.",
  },
  {
    where: 'inet leave loopback',
    operators: [deleted, retargeted, last],
    how: 'stricter',
    reason:
      "Loopback is nobody's client, and what the gateway says to itself no guarantee promises.",
  },
  {
    where: 'inet forward default-drop',
    operators: [retargeted],
    how: 'more',
    reason:
      "What is a client's or for one has been dropped before; the rest no guarantee speaks of.",
  },
  {
    where: 'inet leave zones',
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
    operators: [weakened, first],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_client socks-to-tor',
    operators: [weakened],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_client tcp-to-tor',
    operators: [weakened, first],
    how: 'more',
    reason: saidToClients,
  },
  {
    where: 'inet leave_uplink keep-answers-inside',
    operators: [weakened],
    how: 'stricter',
    reason: "The gateway's own connections that something else translates are nobody's promise.",
  },
  {
    where: 'inet leave_uplink serve-uplink',
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

/** The entries that name what was judged. */
export const naming = ({ operator, mutant, fate }: Judged): readonly Unmissed[] => {
  const how = fate.kind === 'unexplained' ? fate.how : fate.kind
  return unmissed.filter(
    (entry) =>
      mutant.startsWith(entry.where) && entry.operators.includes(operator) && entry.how === how,
  )
}

/** Entries for these operators, of which every mutant was judged, that name nothing that is there. */
export const idle = (judged: readonly Judged[], operators: readonly string[]): readonly string[] =>
  unmissed.flatMap((entry) =>
    entry.operators
      .filter((name) => operators.includes(name))
      .filter(
        (name) => !judged.some((each) => each.operator === name && naming(each).includes(entry)),
      )
      .map((name) => `${entry.where}, ${name}, ${entry.how}`),
  )
