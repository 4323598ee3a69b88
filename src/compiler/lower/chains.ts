import { assertNever } from '../../assert.ts'
import type { BaseChain, Chain, Match, Rule } from '../../ruleset/index.ts'
import { accept, counter, drop, goTo } from '../../ruleset/index.ts'
import { originOf } from '../place.ts'
import type { Plan, Stage, Zone } from '../plan.ts'
import { rulesAt } from '../plan.ts'
import { interfacesOf, loopback } from '../zones.ts'

/** How a stage becomes a base chain, which tells interfaces apart, and a chain for each zone. */
export interface StageChain {
  readonly stage: Stage
  /** The base chain's name, which some targets prescribe. */
  readonly baseName: string
  readonly base: BaseChain
  /** Which interface tells the zone: the one it came in by, or the one it goes out by. */
  readonly side: 'in' | 'out'
  /** What becomes of an interface of neither zone. */
  readonly others: Others
}

/**
 * - `policy`: the base chain's policy decides.
 * - `policy-but-loopback`: loopback passes, for the rest the policy decides.
 * - `uplink`: loopback passes, the rest is held to what an uplink is held to.
 * - `client`: what is no uplink is held to what a client is held to.
 */
export type Others = 'policy' | 'policy-but-loopback' | 'uplink' | 'client'

const zones: readonly Zone[] = ['client', 'uplink']

export const zoneChainName = (stage: Stage, zone: Zone): string =>
  `${stage.replace('-', '_')}_${zone}`

const handOver = (plan: Plan, { stage, side }: StageChain, zone: Zone): readonly Rule[] =>
  interfacesOf(plan.gateway, zone, side).map((test) => ({
    statements: [test, goTo(zoneChainName(stage, zone))],
    origin: zoneOrigin(plan, zone),
  }))

const handOverTheRest = (plan: Plan, { stage }: StageChain, zone: Zone): Rule => ({
  statements: [goTo(zoneChainName(stage, zone))],
  origin: zoneOrigin(plan, zone),
})

const zoneOrigin = ({ gateway }: Plan, zone: Zone): Rule['origin'] => {
  const property = zone === 'client' ? 'zones.clients' : 'zones.uplink'
  return originOf({ gateway, intent: 'zones', property })
}

const passes = (plan: Plan, test: Match, intent: string): Rule => ({
  statements: [test, accept],
  origin: originOf({ gateway: plan.gateway, intent, property: null }),
})

const dispatch = (plan: Plan, stageChain: StageChain): readonly Rule[] => {
  const { side, stage, others } = stageChain
  const inside = passes(plan, loopback(side), 'loopback')
  const used = zones.filter((zone) => rulesAt(plan, stage, zone).length > 0)
  switch (others) {
    case 'policy':
      return used.flatMap((zone) => handOver(plan, stageChain, zone))
    case 'policy-but-loopback':
      return [inside, ...used.flatMap((zone) => handOver(plan, stageChain, zone))]
    case 'uplink':
      // Where nothing is said of the uplink, there is nothing to hold the others to.
      if (!used.includes('uplink')) return used.flatMap((zone) => handOver(plan, stageChain, zone))
      return [
        inside,
        ...handOver(plan, stageChain, 'client'),
        handOverTheRest(plan, stageChain, 'uplink'),
      ]
    case 'client':
      return [
        ...interfacesOf(plan.gateway, 'uplink', side).map((test) => passes(plan, test, 'zones')),
        handOverTheRest(plan, stageChain, 'client'),
      ]
    default:
      return assertNever(others)
  }
}

const verdictKinds = new Set(['accept', 'drop', 'goto', 'return', 'redirect', 'reject'])

/** A rule without tests that ends the chain: what stands behind it is never reached and is not written. */
const endsTheChain = (rule: Rule): boolean => {
  const last = rule.statements.at(-1)
  const tested = rule.statements.some(({ kind }) => ['match', 'lookup', 'limit'].includes(kind))
  return !tested && last !== undefined && verdictKinds.has(last.kind)
}

export const untilTheEnd = (rules: readonly Rule[]): readonly Rule[] => {
  const end = rules.findIndex(endsTheChain)
  return end < 0 ? rules : rules.slice(0, end + 1)
}

/** The base chain of a stage and the chains of its zones. */
export const stageToChains = (plan: Plan, stageChain: StageChain): readonly Chain[] => {
  const { stage, baseName, base } = stageChain
  return [
    { name: baseName, base, rules: dropTheRest(plan, base, dispatch(plan, stageChain)) },
    ...zones
      .filter((zone) => rulesAt(plan, stage, zone).length > 0)
      .map((zone) => ({
        name: zoneChainName(stage, zone),
        base: null,
        rules: untilTheEnd(rulesAt(plan, stage, zone)),
      })),
  ]
}

/**
 * Where a chain's policy drops, a rule at its end says so once more.
 *
 * The attack is nobody's: a chain that is loaded anew begins with the policy to accept, and gets its own only when its
 * rules are in force already and the chain before it is gone (`nft_basechain_init`, `nft_chain_commit_drop_policy`,
 * net/netfilter/nf_tables_api.c). What comes by just then passes a policy, and no rule.
 */
const dropTheRest = (
  { gateway }: Plan,
  { policy }: BaseChain,
  rules: readonly Rule[],
): readonly Rule[] => {
  const last = rules.at(-1)
  if (policy === 'accept' || (last !== undefined && endsTheChain(last))) return rules
  const origin = originOf({ gateway, intent: 'default-drop', property: null })
  const counted = gateway.own.counters ? [counter] : []
  return [...rules, { statements: [...counted, drop], origin }]
}

/** By either side of every client interface, and the rest as the chain's policy says. */
export const forwardChain = (plan: Plan, name: string, base: BaseChain): Chain => {
  const rules = (['in', 'out'] as const)
    .flatMap((side) => interfacesOf(plan.gateway, 'client', side))
    .flatMap((test) =>
      rulesAt(plan, 'forward', 'client').map((rule) => ({
        ...rule,
        statements: [test, ...rule.statements],
      })),
    )
  return { name, base, rules: dropTheRest(plan, base, rules) }
}
