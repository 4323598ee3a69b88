import type { Random } from '../random.ts'
import type { Family } from '../universe.ts'
import { interfaces, places } from '../universe.ts'

/** An address that packets bear. */
export const anyAddress = (random: Random, family: Family): string => {
  const { clients, own, neighbours, internet, groups, odd } = places[family]
  return random.weighted([
    [5, () => random.pick(internet)],
    [4, () => random.pick(clients)],
    [3, () => random.pick(own)],
    [2, () => random.pick(neighbours)],
    [1, () => random.pick(groups)],
    [1, () => random.pick(odd)],
  ])()
}

const prefixes = {
  ip4: ['10.137.0.0/24', '10.0.0.0/8', '8.0.0.0/5', '192.168.9.0/24', '0.0.0.0/1', '224.0.0.0/4'],
  ip6: ['fd09:24ef:4179::/48', '2000::/3', '2a01:4f8:1:9::/64', 'ff00::/8'],
} as const

/** For hosts' bits to be carried from one to another, which some of the lab have. */
export const networks = {
  ip4: [
    '10.137.0.0/24',
    '10.137.0.8/29',
    '8.8.8.0/24',
    '1.1.1.0/28',
    '93.184.0.0/16',
    '8.8.8.8/32',
  ],
  ip6: ['fd09:24ef:4179::a89:0/112', '2606:4700:4700::/48', '2001:4860:4860::/64', 'fd00:9::/64'],
} as const

/** An address or a network, as nft and iptables both write it. */
export const prefixFor = (random: Random, family: Family): string =>
  random.chance(45) ? random.pick(prefixes[family]) : anyAddress(random, family)

/** A name, or iptables' wildcard. */
export const interfacePattern = (random: Random): string =>
  random.chance(30) ? 'vif+' : random.chance(8) ? 'lo' : random.pick(interfaces)
