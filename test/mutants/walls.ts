import type { HeldChain, HeldRule, Machine } from '../../src/ruleset/index.ts'
import type { GuaranteeId } from '../../src/verifier/index.ts'
import { verify } from '../../src/verifier/index.ts'
import type { Mutant } from './mutant.ts'
import { intentOf, label, spotsOf } from './mutant.ts'
import type { Ruleset } from './shipped.ts'

/** What stands on a gateway: rules, and settings beside them. */
type Standing = Pick<Ruleset, 'machine' | 'shown'>

/**
 * What may stand behind a rule that can be spoilt unnoticed: another rule, a policy that drops,
 * a whole hook, or the settings. Taken
 * out of a mutant it is found again by its place in the source, whatever else was changed.
 */
interface Wall {
  readonly name: string
  readonly intent: string
  /** The chain that ends with this rule; null for what is no rule, or not the last. */
  readonly isLastOf: HeldChain | null
  readonly isArp: boolean
  readonly without: (standing: Standing) => Standing
}

/** A wall that holds for a guarantee alone: the mutant without it breaks what the original without it keeps. */
export interface FoundWall {
  readonly name: string
  readonly guarantee: GuaranteeId
}

const ofEachChain = (
  { machine, shown }: Standing,
  change: (chain: HeldChain) => HeldChain,
): Standing => ({
  shown,
  machine: {
    ...machine,
    tables: machine.tables.map((table) => ({ ...table, chains: table.chains.map(change) })),
  },
})

const ruleWalls = (machine: Machine): readonly Wall[] =>
  spotsOf(machine).flatMap((spot) =>
    spot.chain.rules.map((rule, index) => ({
      name: `${label(spot)} ${intentOf(rule)} #${index + 1}`,
      intent: intentOf(rule),
      isArp: spot.table.family === 'arp',
      isLastOf: index === spot.chain.rules.length - 1 ? spot.chain : null,
      without: (standing) => ofEachChain(standing, (chain) => withoutRule(chain, rule)),
    })),
  )

const withoutRule = (chain: HeldChain, { place }: HeldRule): HeldChain => ({
  ...chain,
  rules: chain.rules.filter((rule) => rule.place !== place),
})

const policyWalls = (machine: Machine): readonly Wall[] =>
  spotsOf(machine)
    .filter(({ chain }) => chain.base?.policy === 'drop')
    .map((spot) => ({
      name: `policy of ${label(spot)}`,
      intent: 'policy',
      isLastOf: null,
      isArp: spot.table.family === 'arp',
      without: (standing) =>
        ofEachChain(standing, (chain) =>
          chain.place === spot.chain.place ? withPolicyOpen(chain) : chain,
        ),
    }))

const withPolicyOpen = (chain: HeldChain): HeldChain =>
  chain.base ? { ...chain, base: { ...chain.base, policy: 'accept' } } : chain

const hookWalls = (machine: Machine): readonly Wall[] =>
  spotsOf(machine)
    .filter(({ chain }) => chain.base !== null && chain.rules.length > 0)
    .map((spot) => ({
      name: `all of ${label(spot)}`,
      intent: 'hook',
      isLastOf: null,
      isArp: spot.table.family === 'arp',
      without: (standing) =>
        ofEachChain(standing, (chain) =>
          chain.place === spot.chain.place ? { ...withPolicyOpen(chain), rules: [] } : chain,
        ),
    }))

const settingsWall: Wall = {
  name: 'settings of the kernel',
  intent: 'settings',
  isLastOf: null,
  isArp: true,
  without: ({ machine, shown }) => ({ machine, shown: { ...shown, settings: null } }),
}

/** Settings and rules of ARP stand behind each other: what either keeps shows where both are gone. */
const besidesSettings = (wall: Wall): Wall => ({
  ...wall,
  name: `${settingsWall.name} and ${wall.name}`,
  without: (standing) => settingsWall.without(wall.without(standing)),
})

/** The search for another wall, over one ruleset; what the original comes to without each wall is worked out once. */
export const wallFinder = ({ machine, facts, shown }: Ruleset) => {
  const inRuleset = [...policyWalls(machine), ...hookWalls(machine), ...ruleWalls(machine)]
  const walls = [
    settingsWall,
    ...inRuleset.map((wall) => (wall.isArp ? besidesSettings(wall) : wall)),
  ]
  const brokenBy = (standing: Standing): readonly GuaranteeId[] =>
    verify(standing.machine, facts, { shown: standing.shown }).guarantees.flatMap(
      ({ id, verdict }) => (verdict === 'refuted' ? [id] : []),
    )
  const known = new Map<Wall, readonly GuaranteeId[]>()
  const brokenWithout = (wall: Wall): readonly GuaranteeId[] => {
    const broken = known.get(wall) ?? brokenBy(wall.without({ machine, shown }))
    known.set(wall, broken)
    return broken
  }
  return (mutant: Mutant): FoundWall | null => {
    for (const wall of walls.filter((each) => isNear(each, mutant))) {
      const broken = brokenBy(wall.without({ machine: mutant.machine, shown }))
      const before = broken.length === 0 ? [] : brokenWithout(wall)
      const [guarantee] = broken.filter((id) => !before.includes(id))
      if (guarantee) return { name: wall.name, guarantee }
    }
    return null
  }
}

/**
 * To ask about every rule there is takes many seconds a mutant, so these are asked about: of ARP, the settings, alone
 * and with any rule of ARP; else policies, whole hooks, rules of the same intent, and the rule that ends the same chain.
 */
const isNear = (wall: Wall, { intent, chain, isArp }: Mutant): boolean => {
  if (isArp || wall.isArp) return isArp && wall.isArp
  const endsChain = chain !== null && wall.isLastOf?.place === chain.place
  return ['policy', 'hook', intent].includes(wall.intent) || endsChain
}
