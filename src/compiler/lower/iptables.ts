import type { BaseChain, Chain, Table } from '../../ruleset/index.ts'
import type { Plan } from '../plan.ts'
import type { StageChain } from './chains.ts'
import { forwardChain, stageToChains, untilTheEnd } from './chains.ts'
import type { Family } from './in-family.ts'
import { spellOut } from './spell-out.ts'

/** Priorities and hooks of iptables' tables are the kernel's (`nf_ip_hook_priorities`). */
const builtIn = (
  hook: BaseChain['hook'],
  priority: number,
  policy: BaseChain['policy'],
  type: BaseChain['type'] = 'filter',
): BaseChain => ({ type, hook, priority, policy })

/**
 * `raw` is at -300, after defragmentation (-400): a client's fragments are judged when whole, and one that expires
 * draws an ICMP error, which the wall on the way out stops (L16).
 */
const entry: StageChain = {
  stage: 'entry',
  baseName: 'PREROUTING',
  base: builtIn('prerouting', -300, 'accept'),
  side: 'in',
  others: 'uplink',
}

const tracked: StageChain = {
  stage: 'tracked',
  baseName: 'PREROUTING',
  base: builtIn('prerouting', -150, 'accept'),
  side: 'in',
  others: 'policy',
}

const translate: StageChain = {
  stage: 'translate',
  baseName: 'PREROUTING',
  base: builtIn('prerouting', -100, 'accept', 'nat'),
  side: 'in',
  others: 'policy',
}

const deliver: StageChain = {
  stage: 'deliver',
  baseName: 'INPUT',
  base: builtIn('input', 0, 'drop'),
  side: 'in',
  others: 'policy-but-loopback',
}

const leave: StageChain = {
  stage: 'leave',
  baseName: 'POSTROUTING',
  base: builtIn('postrouting', -150, 'drop'),
  side: 'out',
  others: 'policy-but-loopback',
}

/** A built-in chain without rules, so that the file says all that its table holds. */
const open = (name: string, hook: BaseChain['hook'], priority: number): Chain => ({
  name,
  base: builtIn(hook, priority, 'accept'),
  rules: [],
})

const openNat = (name: string, hook: BaseChain['hook'], priority: number): Chain => ({
  name,
  base: builtIn(hook, priority, 'accept', 'nat'),
  rules: [],
})

type IpFamily = Exclude<Family, 'arp'>

const rawTable = (plan: Plan, family: IpFamily): Table =>
  table(family, 'raw', [...stageToChains(plan, entry), open('OUTPUT', 'output', -300)])

const filterTable = (plan: Plan, family: IpFamily): Table =>
  table(family, 'filter', [
    ...stageToChains(plan, deliver),
    forwardChain(plan, 'FORWARD', builtIn('forward', 0, 'drop')),
    open('OUTPUT', 'output', 0),
  ])

const mangleTable = (plan: Plan, family: IpFamily): Table =>
  table(family, 'mangle', [
    ...stageToChains(plan, tracked),
    open('INPUT', 'input', -150),
    open('FORWARD', 'forward', -150),
    open('OUTPUT', 'output', -150),
    ...stageToChains(plan, leave),
  ])

const natTable = (plan: Plan, family: IpFamily): Table =>
  table(family, 'nat', [
    ...stageToChains(plan, translate),
    openNat('INPUT', 'input', 100),
    openNat('OUTPUT', 'output', -100),
    openNat('POSTROUTING', 'postrouting', 100),
  ])

/** What one family's rules come to, where one rule is one line. */
const spelled = (plan: Plan, family: IpFamily, tables: readonly Table[]): readonly Table[] =>
  tables.map((each) => ({
    ...each,
    chains: entered(
      each.chains
        .flatMap((chain) => spellOut(chain, plan.sets, family))
        .map((chain) => ({ ...chain, rules: untilTheEnd(chain.rules) })),
    ),
  }))

/**
 * The tables of one family, in the order in which they have to be loaded: iptables-restore is atomic for one table
 * only, so the walls stand before anything is translated, and first of all the one that nothing gets past. If the next
 * table does not load, say because the kernel has no `rpfilter`, that one stands.
 */
export const lowerToIptables = (plan: Plan, family: IpFamily): readonly Table[] =>
  spelled(plan, family, [
    filterTable(plan, family),
    mangleTable(plan, family),
    rawTable(plan, family),
    ...(family === 'ip' ? [natTable(plan, family)] : []),
  ])

/**
 * The lockdown of one family, in the place of the walls; what way out is open is closed first. Whatever stands in nat
 * stays: it lets nothing through, and a kernel that has no nat is locked down all the same.
 */
export const lowerLockdownToIptables = (plan: Plan, family: IpFamily): readonly Table[] =>
  spelled(plan, family, [
    filterTable(plan, family),
    mangleTable(plan, family),
    rawTable(plan, family),
  ])

/** Without the chains of negations that stood behind the end of theirs. */
const entered = (chains: readonly Chain[]): readonly Chain[] => {
  const named = new Set(
    chains.flatMap(({ rules }) =>
      rules.flatMap(({ statements }) =>
        statements.flatMap((each) => ('chain' in each ? [each.chain] : [])),
      ),
    ),
  )
  return chains.filter(({ base, name }) => base !== null || named.has(name))
}

const table = (family: IpFamily, name: string, chains: readonly Chain[]): Table => ({
  family,
  name,
  sets: [],
  chains,
})
