import type { Chain, Rule, Source, Table } from '../case.ts'
import type { Random } from '../random.ts'
import { interfaces } from '../universe.ts'
import { jumpingMap, namedSets } from './nft-sets.ts'
import { mapVerdict, statement } from './nft-statements.ts'
import { tests } from './nft-tests.ts'

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'netdev'
export type NftHook =
  | 'ingress'
  | 'egress'
  | 'prerouting'
  | 'input'
  | 'forward'
  | 'output'
  | 'postrouting'
export type ChainType = 'filter' | 'nat' | 'route'

/** Where a rule stands: what may be asked and done there. */
export interface NftSpot {
  readonly random: Random
  /** Of one rule: it speaks of these alone, or nft would refuse it. */
  readonly ip: 'ip4' | 'ip6'
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly family: NftFamily
  readonly type: ChainType
  /** Of the base chain from which packets come here. */
  readonly hook: NftHook
  readonly priority: number
  readonly below: readonly string[]
  readonly sets: readonly NamedSet[]
}

/** A set that rules of its table may name, by what its key is. */
export interface NamedSet {
  readonly name: string
  readonly key: string
  readonly text: string
}

const filterPriorities = [
  -450, -300, -300, -199, -150, -150, -99, -1, 0, 0, 0, 0, 10, 50, 101, 225, 300,
]

/** Those of defragmentation, conntrack and NAT: who comes first there is decided by what was loaded first. */
export const kernelPriorities: readonly number[] = [-400, -200, -100, 100]

const natHooks = [
  'prerouting',
  'prerouting',
  'postrouting',
  'postrouting',
  'output',
  'input',
] as const
const filterHooks = [
  'prerouting',
  'prerouting',
  'input',
  'input',
  'forward',
  'forward',
  'forward',
  'output',
  'postrouting',
] as const

interface Base {
  readonly type: ChainType
  readonly hook: NftHook
  readonly priority: number
}

const baseOf = (random: Random, family: NftFamily, isFresh: boolean): Base => {
  if (family === 'netdev')
    return {
      type: 'filter',
      hook: random.pick(['ingress', 'ingress', 'egress']),
      priority: random.pick([-500, 0]),
    }
  return random.weighted<() => Base>([
    [
      10,
      () => ({
        type: 'filter',
        hook: random.pick(filterHooks),
        priority: random.pick(isFresh ? kernelPriorities : filterPriorities),
      }),
    ],
    [
      6,
      () => {
        const hook = random.pick(natHooks)
        const usual = hook === 'prerouting' || hook === 'output' ? -100 : 100
        const priority = random.chance(60)
          ? usual
          : random.pick([-190, -150, -99, -10, 0, 101, 300])
        return { type: 'nat', hook, priority }
      },
    ],
    [1, () => ({ type: 'route', hook: 'output', priority: random.pick([-150, 0]) })],
  ])()
}

const ipOf = (random: Random, family: NftFamily): 'ip4' | 'ip6' => {
  if (family === 'ip' || family === 'ip6') return family === 'ip' ? 'ip4' : 'ip6'
  return random.chance(72) ? 'ip4' : 'ip6'
}

const ruleAt = (place: Place): Rule => {
  const { random, family } = place
  const protocol = random.weighted([
    [5, 'tcp' as const],
    [4, 'udp' as const],
    [1, 'icmp' as const],
  ])
  const spot = { ...place, ip: ipOf(random, family), protocol }
  return [...tests(spot), ...statement(spot)]
}

/** Where rules stand, before one of them is drawn. */
type Place = Omit<NftSpot, 'ip' | 'protocol'>

const rulesAt = (spot: Place, most: number): readonly Rule[] =>
  Array.from({ length: 1 + spot.random.below(most) }, () => ruleAt(spot)).filter(
    (rule) => rule.length > 0,
  )

const headerOf = (random: Random, family: NftFamily, base: Base): string => {
  const device = family === 'netdev' ? ` device "${random.pick(interfaces)}"` : ''
  const policy = base.type !== 'nat' && random.chance(12) ? 'drop' : 'accept'
  return `type ${base.type} hook ${base.hook}${device} priority ${base.priority}; policy ${policy};`
}

interface Drawn {
  readonly maps: readonly NamedSet[]
  readonly chains: readonly Chain[]
}

/** A base chain with the chains that it alone jumps to, which stand before it: nft 1.0.6 knows no others. */
const chainsOf = (
  random: Random,
  family: NftFamily,
  sets: readonly NamedSet[],
  name: string,
  isFresh: boolean,
): Drawn => {
  const base = baseOf(random, family, isFresh && random.chance(50))
  const spot = { random, family, ...base, sets }
  const deep: Chain[] = random.chance(30)
    ? [{ name: `${name}_y`, header: '', rules: rulesAt({ ...spot, below: [] }, 3) }]
    : []
  const deepNames = deep.map((chain) => chain.name)
  const middle: Chain[] = random.chance(40)
    ? [{ name: `${name}_x`, header: '', rules: rulesAt({ ...spot, below: deepNames }, 3) }]
    : []
  const below = [...deepNames, ...middle.map((chain) => chain.name)]
  const header = headerOf(random, family, base)
  const maps =
    below.length > 0 && random.chance(40)
      ? [jumpingMap(random, family, `${name}_m`, () => mapVerdict({ ...spot, below }))]
      : []
  const rules = rulesAt({ ...spot, below, sets: [...sets, ...maps] }, 5)
  return { maps, chains: [...deep, ...middle, { name, header, rules }] }
}

const tableOf = (random: Random, name: string, isFresh: boolean): Table => {
  const family = random.weighted<NftFamily>([
    [8, 'ip'],
    [6, 'inet'],
    [2, 'ip6'],
    [1, 'netdev'],
  ])
  const sets = namedSets(random, family)
  const drawn = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    chainsOf(random, family, sets, `c${index}`, isFresh),
  )
  return {
    name: `${family} ${name}`,
    objects: [...sets, ...drawn.flatMap(({ maps }) => maps)].map((set) => set.text),
    chains: drawn.flatMap(({ chains }) => chains),
  }
}

/**
 * A file for `nft -f`. Tables of different files have different names, so that none is added to. `isFresh`: the router
 * holds nothing yet, so that it is known when the kernel's own functions are registered.
 */
export const nftSource = (random: Random, index: number, isFresh: boolean): Source => ({
  dialect: 'nft',
  tables: Array.from({ length: 1 + random.below(3) }, (_, table) =>
    tableOf(random, `t${index}${table}`, isFresh),
  ),
})
