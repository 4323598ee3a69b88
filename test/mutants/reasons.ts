/** Mutants that no guarantee misses, and behind which no single wall was found: each with the reason. */
export interface Unmissed {
  /** The table's family, the chain, and the intent of the rule that was spoilt. */
  readonly where: string
  /** The same in iptables' tables. */
  readonly inIptables?: string
  readonly operators: readonly string[]
  /** `stricter`: it lets less through. Else what `compare` said. */
  readonly how: 'stricter' | 'more' | 'incomparable' | 'undecided'
  readonly reason: string
}

export const deleted = 'rule deleted'
export const weakened = 'rule weakened by a test'
export const first = 'rule moved to the beginning'
export const last = 'rule moved to the end'
export const retargeted = 'rule retargeted'
export const emptied = 'target of a jump emptied'
export const gone = 'base chain gone'
export const flipped = 'policy flipped'

export const spoofedByUplink =
  "Uplink packets with a client's source reach no listener: deliver_uplink drops Tor's ports first, and admits answers alone."
export const saidToClients =
  'No guarantee forbids what programs of the gateway itself send to a client, and nothing is forwarded there.'
export const silentArp =
  "That a client finds the gateway's hardware address is no guarantee: silence passes."
export const heardOnly =
  'What arp_in hears and should not, arp_out does not answer, and arp_ignore neither: three walls for one question.'
export const ownOnly =
  "Loopback is nobody's client, and what the gateway says to itself no guarantee promises."
export const notPromised =
  'What the policy opens besides Tor (DHCP to clients, services to the uplink) no guarantee promises.'
export const openAnyway =
  'It reaches a port that the policy opens, or is answered from there: to whom, no guarantee asks.'
