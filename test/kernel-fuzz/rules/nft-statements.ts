import { marks, openerPorts, places, servicePorts } from '../universe.ts'
import { anyAddress } from './draw.ts'
import type { NftSpot } from './nft.ts'
import { natStatement } from './nft-nat.ts'
import { setNamed } from './nft-tests.ts'

type Draw = (spot: NftSpot) => readonly string[]

const markStatement: Draw = ({ random, family }) => {
  const all = [
    `meta mark set ${random.pick(marks)}`,
    'meta mark set meta mark | 0x2',
    'meta mark set meta mark & 0x1',
    'meta mark set meta mark ^ 0x3',
  ]
  const withConntrack = [
    `ct mark set ${random.pick(marks)}`,
    'ct mark set meta mark',
    'meta mark set ct mark',
  ]
  return [random.pick(family === 'netdev' ? all : [...all, ...withConntrack])]
}

const targetChain = ({ random, below }: Pick<NftSpot, 'random' | 'below'>): string =>
  `${random.chance(30) ? 'goto' : 'jump'} ${random.pick(below)}`

export const mapVerdict = (spot: Pick<NftSpot, 'random' | 'below' | 'type'>): string => {
  const { random, below } = spot
  return random.weighted([
    [3, () => 'accept'],
    [spot.type === 'nat' ? 0 : 3, () => 'drop'],
    [1, () => 'return'],
    [1, () => 'continue'],
    [below.length > 0 ? 4 : 0, () => targetChain(spot)],
  ])()
}

const verdictMap: Draw = (spot) => {
  const { random, family, ip, protocol } = spot
  const ports = protocol
  const name = ip === 'ip4' ? 'ip' : 'ip6'
  const entries = (keys: readonly (string | number)[]) =>
    keys.map((key) => `${key} : ${mapVerdict(spot)}`).join(', ')
  const kinds: (readonly [number, () => string])[] = [
    [3, () => `${ports} dport vmap { ${entries(random.some(servicePorts, 1, 3))} }`],
    [2, () => `iifname vmap { ${entries(random.some(['"vif1.0"', '"eth0"', '"lo"'], 1, 2))} }`],
    [2, () => `meta l4proto vmap { ${entries(random.some(['tcp', 'udp', 'icmp'], 1, 3))} }`],
    [
      2,
      () =>
        `${name} daddr vmap { ${entries([...new Set([anyAddress(random, ip), anyAddress(random, ip)])])} }`,
    ],
    [
      1,
      () =>
        `${name} saddr . ${ports} dport vmap { ${entries([`${anyAddress(random, ip)} . ${random.pick(servicePorts)}`])} }`,
    ],
    [1, () => `meta mark vmap { ${entries(random.some(marks, 1, 3))} }`],
  ]
  if (family !== 'netdev')
    kinds.push([
      4,
      () =>
        `ct state vmap { ${entries(random.some(['new', 'established', 'related', 'invalid', 'untracked'], 1, 4))} }`,
    ])
  // nft refuses ports of what is ICMP.
  const fitting = kinds.filter((_, index) => protocol !== 'icmp' || ![0, 4].includes(index))
  for (const named of setNamed(spot, 'map port'))
    if (protocol !== 'icmp') fitting.push([8, () => `${ports} dport vmap ${named}`])
  for (const named of setNamed(spot, `map ${ip} address`))
    fitting.push([8, () => `${name} daddr vmap ${named}`])
  return [random.weighted(fitting)()]
}

/** What is written into headers past conntrack, which has seen the old value or will see the new one. */
const fieldStatement: Draw = ({ random, ip, protocol, hook }) => {
  const { internet, own, clients } = places[ip]
  const name = ip === 'ip4' ? 'ip' : 'ip6'
  const address = random.pick([...internet, ...own, ...clients])
  const port = random.pick(servicePorts)
  const isBeforeRouting = hook === 'prerouting'
  return [
    random.weighted([
      [3, () => `${name} ${ip === 'ip4' ? 'ttl' : 'hoplimit'} set ${random.pick([1, 2, 5, 64])}`],
      [1, () => `${name} dscp set cs1`],
      // Behind routing it would say who the neighbour is, of which the lab knows few, and what a listener calls itself.
      [isBeforeRouting ? 2 : 0, () => `${name} daddr set ${address}`],
      [isBeforeRouting ? 1 : 0, () => `${name} saddr set ${address}`],
      [protocol === 'icmp' ? 0 : 2, () => `${protocol} dport set ${port}`],
      [protocol === 'icmp' ? 0 : 1, () => `${protocol} sport set ${random.pick(openerPorts)}`],
    ])(),
  ]
}

/** So rare that nothing but the burst ever passes while a case lasts: what is left of it is known. */
const limitTest: Draw = ({ random }) => [
  `limit rate ${random.chance(25) ? 'over ' : ''}1/hour burst ${1 + random.below(4)} packets`,
]

/** What the gateway sends of itself, and to itself, would use up limits that stand where it passes, unseen. */
const mayLimit = ({ hook }: NftSpot): boolean => hook === 'forward' || hook === 'ingress'

const rejectStatement: Draw = ({ random, family, protocol }) => {
  const reset = protocol === 'tcp' ? ['reject with tcp reset'] : []
  const plain = ['reject', ...reset]
  const more =
    family === 'ip'
      ? ['reject with icmp type host-prohibited', 'reject with icmp type port-unreachable']
      : family === 'ip6'
        ? ['reject with icmpv6 type admin-prohibited']
        : ['reject with icmpx type admin-prohibited']
  return [random.pick([...plain, ...more])]
}

const plainVerdicts = (spot: NftSpot): readonly (readonly [number, Draw])[] => [
  [8, () => ['accept']],
  [spot.type === 'nat' ? 1 : 5, () => ['drop']],
  [2, () => ['return']],
  [1, () => ['continue']],
]

/** What a rule does. */
export const statement = (spot: NftSpot): readonly string[] => {
  const { random, family, type, hook, priority, below } = spot
  const mayReject =
    type !== 'nat' && family !== 'netdev' && hook !== 'postrouting' && priority > -400
  const mayNotrack =
    type === 'filter' && (hook === 'prerouting' || hook === 'output') && priority < -200
  const kinds: readonly (readonly [number, Draw])[] = [
    ...plainVerdicts(spot),
    [3, verdictMap],
    [type === 'nat' ? 1 : 3, markStatement],
    [1, () => [random.chance(50) ? 'counter' : 'log prefix "fuzz "']],
    [type === 'filter' && family !== 'netdev' ? 1 : 0, fieldStatement],
    [below.length > 0 ? 7 : 0, () => [targetChain(spot)]],
    [type === 'nat' ? 14 : 0, natStatement],
    [mayReject ? 3 : 0, rejectStatement],
    [mayNotrack && family !== 'netdev' ? 7 : 0, () => ['notrack']],
  ]
  const first = random.weighted(kinds)(spot)
  // What stands before a verdict has happened by then.
  const before = random.chance(12) ? markStatement(spot) : []
  return mayLimit(spot) && random.chance(6)
    ? [...before, ...limitTest(spot), ...first]
    : [...before, ...first]
}
