import { marks, places, servicePorts } from '../universe.ts'
import { anyAddress } from './draw.ts'
import type { NftSpot } from './nft.ts'

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

const targetChain = ({ random, below }: NftSpot): string =>
  `${random.chance(30) ? 'goto' : 'jump'} ${random.pick(below)}`

const mapVerdict = (spot: NftSpot): string => {
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
  const fitting = protocol === 'icmp' ? kinds.filter((_, index) => ![0, 4].includes(index)) : kinds
  return [random.weighted(fitting)()]
}

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

/** One address and one port: of several the kernel draws by lot. */
const natStatement: Draw = (spot) => {
  const { random, family, hook, ip } = spot
  const word = family === 'inet' ? `${ip === 'ip4' ? 'ip' : 'ip6'} ` : ''
  const { internet, own, clients, neighbours } = places[ip]
  const protocol = spot.protocol !== 'icmp' && random.chance(60) ? spot.protocol : null
  const guard = protocol ? [`meta l4proto ${protocol}`] : []
  const port = random.pick(servicePorts)
  const isDestination = hook === 'prerouting' || hook === 'output'
  const withPort = (address: string) =>
    protocol && random.chance(60) ? `${ip === 'ip6' ? `[${address}]` : address}:${port}` : address
  if (isDestination) {
    if (random.chance(50))
      return [...guard, `redirect${protocol && random.chance(75) ? ` to :${port}` : ''}`]
    if (protocol && random.chance(12))
      return [...guard, `dnat ${word}to :${port}`].filter(() => family !== 'inet')
    return [
      ...guard,
      `dnat ${word}to ${withPort(random.pick([...internet, ...own, ...clients, ...neighbours]))}`,
    ]
  }
  if (hook === 'postrouting' && random.chance(60)) return ['masquerade']
  return [`snat ${word}to ${random.pick([...own, ...internet])}`]
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
    [1, () => ['counter']],
    [below.length > 0 ? 7 : 0, () => [targetChain(spot)]],
    [type === 'nat' ? 14 : 0, natStatement],
    [mayReject ? 3 : 0, rejectStatement],
    [mayNotrack && family !== 'netdev' ? 7 : 0, () => ['notrack']],
  ]
  const first = random.weighted(kinds)(spot)
  // What stands before a verdict has happened by then.
  return random.chance(12) ? [...markStatement(spot), ...first] : first
}
