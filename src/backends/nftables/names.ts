import type { Field } from '../../ruleset/index.ts'

/** nft's own names of numbers, by field. What is missing here is written as a number. */
const names: Partial<Record<Field, Readonly<Record<number, string>>>> = {
  'meta nfproto': { 2: 'ipv4', 10: 'ipv6' },
  'meta l4proto': { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' },
  'fib saddr type': { 1: 'unicast' },
  'ct direction': { 0: 'original', 1: 'reply' },
  'arp operation': { 1: 'request', 2: 'reply' },
  'icmp type': {
    3: 'destination-unreachable',
    4: 'source-quench',
    5: 'redirect',
    11: 'time-exceeded',
    12: 'parameter-problem',
  },
  'icmpv6 type': {
    1: 'destination-unreachable',
    2: 'packet-too-big',
    3: 'time-exceeded',
    4: 'parameter-problem',
    133: 'nd-router-solicit',
    134: 'nd-router-advert',
    135: 'nd-neighbor-solicit',
    136: 'nd-neighbor-advert',
    143: 'mld2-listener-report',
  },
}

export const numberNames = (field: Field): Readonly<Record<number, string>> => names[field] ?? {}

/** Names of single bits, in the order that nft lists them. */
const bits: Partial<Record<Field, readonly (readonly [bit: bigint, name: string])[]>> = {
  'ct state': [
    [1n, 'invalid'],
    [2n, 'established'],
    [4n, 'related'],
    [8n, 'new'],
    [64n, 'untracked'],
  ],
  'ct status': [
    [16n, 'snat'],
    [32n, 'dnat'],
  ],
  'tcp flags': [
    [1n, 'fin'],
    [2n, 'syn'],
    [4n, 'rst'],
    [8n, 'psh'],
    [16n, 'ack'],
    [32n, 'urg'],
    [64n, 'ecn'],
    [128n, 'cwr'],
  ],
}

/** The bits of a value by name, or undefined where the field has no names for them. */
export const bitNames = (field: Field, value: bigint): readonly string[] | undefined => {
  const known = bits[field]?.filter(([bit]) => (value & bit) !== 0n)
  if (!known || known.length === 0) return undefined
  const covered = known.reduce((all, [bit]) => all | bit, 0n)
  return covered === value ? known.map(([, name]) => name) : undefined
}
