import type { Chain, Rule, Source, Table } from '../case.ts'
import type { Dialect } from '../lab/tools.ts'
import type { Random } from '../random.ts'
import type { Family } from '../universe.ts'
import { matches } from './iptables-matches.ts'
import { targets } from './iptables-targets.ts'

/** Where a rule stands: what may be asked and done there. */
export interface Spot {
  readonly random: Random
  readonly family: Family
  readonly table: TableName
  /** Built-in chains from which packets come here. */
  readonly hooks: readonly HookName[]
  /** Chains that may be jumped to. */
  readonly below: readonly string[]
}

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security'
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING'

const hooksOf: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}

const ruleAt = (spot: Spot): Rule => {
  const { words, protocol } = matches(spot)
  return [...words, targets(spot, protocol)]
}

const rulesAt = (spot: Spot, most: number): readonly Rule[] =>
  Array.from({ length: spot.random.below(most + 1) }, () => ruleAt(spot))

const userChain = (random: Random, family: Family, table: TableName, hook: HookName): Chain[] => {
  const name = `u_${hook.toLowerCase()}`
  const spot = { random, family, table, hooks: [hook], below: [] }
  return [{ name, header: '-', rules: rulesAt(spot, 3) }]
}

const tableOf = (random: Random, family: Family, name: TableName): Table => {
  const users = hooksOf[name].flatMap((hook) =>
    random.chance(35) ? userChain(random, family, name, hook) : [],
  )
  const builtIn = hooksOf[name].map((hook): Chain => {
    const below = users
      .map((chain) => chain.name)
      .filter((user) => user === `u_${hook.toLowerCase()}`)
    const spot = { random, family, table: name, hooks: [hook], below }
    const policy = name !== 'nat' && random.chance(name === 'filter' ? 18 : 3) ? 'DROP' : 'ACCEPT'
    return { name: hook, header: policy, rules: rulesAt(spot, 4) }
  })
  return { name, objects: [], chains: [...builtIn, ...users] }
}

/** A file for iptables-restore or ip6tables-restore. */
export const iptablesSource = (random: Random, dialect: Exclude<Dialect, 'nft'>): Source => {
  const family = dialect.startsWith('ip6') ? 'ip6' : 'ip4'
  const wanted: readonly (readonly [number, TableName])[] = [
    [25, 'raw'],
    [35, 'mangle'],
    [70, 'nat'],
    [70, 'filter'],
    [8, 'security'],
  ]
  const names = wanted.flatMap(([percent, name]) => (random.chance(percent) ? [name] : []))
  const order = random.some(names, names.length, names.length)
  const tables = (order.length > 0 ? order : ['filter' as const]).map((name) =>
    tableOf(random, family, name),
  )
  return { dialect, tables }
}
