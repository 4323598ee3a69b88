import type { BaseChain, Table } from '../../ruleset/index.ts'
import type { Plan } from '../plan.ts'
import { arpToClientFacing, clientFacingSet } from '../sets.ts'
import type { StageChain } from './chains.ts'
import { stageToChains } from './chains.ts'
import { spellOut } from './spell-out.ts'

/**
 * arptables adds to every rule that it is about Ethernet (`--h-type 1`), and the kernel answers questions of IEEE 802 (type 6) too:
 * what no rule is about has to be dropped.
 */
const base = (hook: BaseChain['hook']): BaseChain => ({
  type: 'filter',
  hook,
  priority: 0,
  policy: 'drop',
})

const arpIn: StageChain = {
  stage: 'arp-in',
  baseName: 'INPUT',
  base: base('input'),
  side: 'in',
  others: 'client',
}

const arpOut: StageChain = {
  stage: 'arp-out',
  baseName: 'OUTPUT',
  base: base('output'),
  side: 'out',
  others: 'client',
}

/** arptables' one table. It knows no interface groups: an uplink that only its group tells is held to the filter. */
export const lowerToArptables = (plan: Plan): Table => {
  const sets = [clientFacingSet(plan.gateway, arpToClientFacing(plan.gateway))]
  const chains = [arpIn, arpOut].flatMap((stage) => stageToChains(plan, stage))
  return {
    family: 'arp',
    name: 'filter',
    sets: [],
    chains: chains.flatMap((chain) => spellOut(chain, sets, 'arp')),
  }
}
