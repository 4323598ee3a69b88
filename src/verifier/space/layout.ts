import type { MachineField } from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import type { Claim } from './blocks.ts'

/** How many bits tell interfaces, and their groups, apart. */
export interface TellingBits {
  readonly interfaces: number
  readonly groups: number
}

/** Of ARP, a question or an answer is a packet, from its sender to its target. */
export type SpaceFamily = 'ipv4' | 'ipv6' | 'arp'

/**
 * The blocks of a packet and of what the kernel knows of it, in the order of the variables. First what rulesets branch
 * on: interfaces, states, protocols, ports. Addresses come late, since what rules and translations say of them would
 * stand once more below each of those; the target before the source, next to what the kernel thinks of each. The order
 * was found by moving one block at a time while that made the proofs of the shipped policies cheaper: less than half
 * the steps that states, addresses and then the rest took, of a firewall of 4,849 rules too. Blocks that no rule
 * names cost nothing.
 *
 * A packet has two destinations and two sources: the one it came with, and the one that a translation gave it. The
 * kernel's opinion of an address (its type, whether it is the one that clients know) goes with the address.
 */
export const claimsFor = (
  family: SpaceFamily,
  bits: TellingBits,
  remembered: readonly string[],
): readonly Claim[] =>
  plainClaims(family, bits).map(({ names, bits: width }) => ({
    names: names.flatMap((name) => (remembered.includes(name) ? [name, atFirst(name)] : [name])),
    bits: width,
  }))

/** The block that keeps what another held before any rule had changed it. */
export const atFirst = (name: string): string => `${name} at first`

const plainClaims = (family: SpaceFamily, bits: TellingBits): readonly Claim[] => {
  const width = family === 'ipv6' ? 128 : 32
  return [
    { names: ['iif group'], bits: bits.groups },
    { names: ['iif'], bits: bits.interfaces },
    { names: ['oif group'], bits: bits.groups },
    { names: ['oif'], bits: bits.interfaces },
    { names: ['ct first'], bits: 1 },
    { names: ['ct kind'], bits: 3 },
    { names: ['ct direction'], bits: 1 },
    { names: ['ct status'], bits: 16 },
    { names: ['sender'], bits: 2 },
    { names: ['l4proto', 'ip6 nexthdr'], bits: 8 },
    { names: ['tcp flags'], bits: 8 },
    { names: ['icmp type'], bits: 8 },
    { names: ['cut off'], bits: 1 },
    { names: ['cut late'], bits: 1 },
    { names: ['tagged'], bits: 1 },
    { names: ['bare'], bits: 1 },
    { names: ['destination port', 'translated destination port'], bits: 16 },
    { names: ['has socket'], bits: 1 },
    { names: ['facing', 'translated facing'], bits: 1 },
    { names: ['type here'], bits: 3 },
    { names: ['type', 'translated type'], bits: 3 },
    { names: ['source port', 'translated source port'], bits: 16 },
    { names: ['destination', 'translated destination'], bits: width },
    { names: ['source type'], bits: 3 },
    { names: ['source type here'], bits: 3 },
    { names: ['source facing'], bits: 1 },
    { names: ['source route'], bits: 1 },
    { names: ['reverse path'], bits: 1 },
    { names: ['destination route'], bits: 1 },
    { names: ['source', 'translated source'], bits: width },
    { names: ['icmp code'], bits: 8 },
    { names: ['mark', 'ct mark'], bits: 32 },
    { names: ['skuid'], bits: 32 },
    { names: ['skgid'], bits: 32 },
    ...otherFields
      .filter((field) => field !== 'ip6 nexthdr')
      .map((field) => ({ names: [field], bits: machineFields[field].bits })),
    ...(family === 'arp' ? arpFields : []).map((field) => ({
      names: [field],
      bits: machineFields[field].bits,
    })),
  ]
}

/** What a packet of ARP has besides its two addresses. */
const arpFields = ['arp operation', 'arp saddr ether', 'arp daddr ether'] as const

/** Fields that the sender chooses freely and that no statement of the kernel's about the packet depends on. */
export const otherFields: readonly MachineField[] = [
  'meta pkttype',
  'meta length',
  'ether saddr',
  'ether daddr',
  'ip hdrlength',
  'ip dscp',
  'ip ecn',
  'ip length',
  'ip id',
  'ip frag-off',
  'ip ttl',
  'ip checksum',
  'ip6 dscp',
  'ip6 ecn',
  'ip6 flowlabel',
  'ip6 length',
  'ip6 nexthdr',
  'ip6 hoplimit',
  'exthdr frag',
  'exthdr hbh',
  'exthdr dst',
  'exthdr rt',
  'tcp sequence',
  'tcp ackseq',
  'tcp window',
  'tcp doff',
  'udp length',
]
