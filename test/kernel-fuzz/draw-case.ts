import type { Case, Source } from './case.ts'
import type { Settings } from './lab/settings.ts'
import { plainSettings } from './lab/settings.ts'
import type { Dialect } from './lab/tools.ts'
import type { Random } from './random.ts'
import { randomOf } from './random.ts'
import { iptablesSource } from './rules/iptables.ts'
import { nftSource } from './rules/nft.ts'
import { trafficOf } from './traffic/index.ts'

const settingsOf = (random: Random): Settings =>
  random.chance(55)
    ? plainSettings
    : {
        reversePath: random.pick([0, 1, 2] as const),
        routeLocalnet: random.chance(30),
        acceptLocal: random.chance(30),
        tcpLoose: random.chance(60),
        forwardIpv4: random.chance(80),
        forwardIpv6: random.chance(80),
      }

const combinations: readonly (readonly [number, readonly Dialect[]])[] = [
  [10, ['nft']],
  [4, ['nft', 'nft']],
  [3, ['iptables-legacy']],
  [1, ['ip6tables-legacy']],
  [2, ['iptables-nft']],
  [1, ['ip6tables-nft']],
  [1, ['iptables-legacy', 'nft']],
  [1, ['nft', 'iptables-legacy']],
  [1, ['iptables-legacy', 'iptables-nft']],
  [1, ['iptables-nft', 'nft']],
]

const sourceOf = (random: Random, dialect: Dialect, index: number, isFresh: boolean): Source =>
  dialect === 'nft' ? nftSource(random, index, isFresh) : iptablesSource(random, dialect)

export interface Wanted {
  /** Only rulesets of these dialects; empty for all. */
  readonly dialects: readonly Dialect[]
  readonly packets: number
}

/** The case of a seed: the same on every machine. */
export const caseOf = (seed: string, wanted: Wanted): Case => {
  const random = randomOf(seed)
  const fitting = combinations.filter(
    ([, all]) => wanted.dialects.length === 0 || all.every((one) => wanted.dialects.includes(one)),
  )
  const chosen = random.weighted(fitting)
  const isStained = chosen.some((dialect) => dialect.endsWith('-legacy'))
  const isFresh = isStained || random.chance(8)
  const sources = chosen.map((dialect, index) => sourceOf(random, dialect, index, isFresh))
  // Legacy tables cost a router of their own, as order among equals does, and processes in it cost as much again.
  const hasListeners = random.chance(isFresh ? 8 : 50)
  return {
    seed,
    sources,
    isFresh,
    settings: settingsOf(random),
    hasListeners,
    steps: trafficOf(random, wanted.packets, hasListeners),
  }
}
