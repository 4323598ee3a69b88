import type { BaseChain, Table, Transaction } from '../../ruleset/index.ts'
import type { Plan } from '../plan.ts'
import { arpToClientFacing, clientFacingSet } from '../sets.ts'
import type { StageChain } from './chains.ts'
import { forwardChain, stageToChains } from './chains.ts'

export const tableName = 'qubes_tor_fw'
/** A table of its own: it is loaded beside whatever stands, and goes in the transaction that installs the firewall. */
export const lockdownTableName = 'qubes_tor_fw_lockdown'

const filter = (
  hook: BaseChain['hook'],
  priority: number,
  policy: BaseChain['policy'],
): BaseChain => ({ type: 'filter', hook, priority, policy })

/**
 * The priorities are our own numbers, equal to nobody's, since the order of chains of equal priority is not defined.
 * Entry stands below conntrack's defragmentation (-400), where fragments are still fragments.
 */
const entry: StageChain = {
  stage: 'entry',
  baseName: 'entry',
  base: filter('prerouting', -450, 'accept'),
  side: 'in',
  others: 'uplink',
}

/** Between conntrack (-200) and mangle (-150). */
const tracked: StageChain = {
  stage: 'tracked',
  baseName: 'tracked',
  base: filter('prerouting', -160, 'accept'),
  side: 'in',
  others: 'policy',
}

/** Before dstnat (-100), where Qubes' `dnat-dns` stands: of chains of type nat the first to translate wins. */
const translate: StageChain = {
  stage: 'translate',
  baseName: 'translate',
  base: { type: 'nat', hook: 'prerouting', priority: -110, policy: 'accept' },
  side: 'in',
  others: 'policy',
}

/** Before filter (0), where others accept, and before Qubes' flow offload (5). */
const forward: BaseChain = filter('forward', -10, 'drop')

const deliver: StageChain = {
  stage: 'deliver',
  baseName: 'deliver',
  base: filter('input', -10, 'drop'),
  side: 'in',
  others: 'policy-but-loopback',
}

/**
 * Before the source is written back or masqueraded (100): Tor's answers still bear Tor's own ports. In postrouting
 * rather than output, since in output the interface is still the one from before any translation of the destination.
 */
const leave: StageChain = {
  stage: 'leave',
  baseName: 'leave',
  base: filter('postrouting', -160, 'drop'),
  side: 'out',
  others: 'policy-but-loopback',
}

const arpIn: StageChain = {
  stage: 'arp-in',
  baseName: 'arp_in',
  base: filter('input', -10, 'accept'),
  side: 'in',
  others: 'client',
}

const arpOut: StageChain = {
  stage: 'arp-out',
  baseName: 'arp_out',
  base: filter('output', -10, 'accept'),
  side: 'out',
  others: 'client',
}

const ipTable = (plan: Plan): Table => ({
  family: 'inet',
  name: tableName,
  sets: plan.sets,
  chains: [
    ...[entry, tracked, translate].flatMap((stage) => stageToChains(plan, stage)),
    forwardChain(plan, 'forward', forward),
    ...[deliver, leave].flatMap((stage) => stageToChains(plan, stage)),
  ],
})

const arpTable = (plan: Plan): Table => ({
  family: 'arp',
  name: tableName,
  sets: [clientFacingSet(plan.gateway, arpToClientFacing(plan.gateway))],
  chains: [arpIn, arpOut].flatMap((stage) => stageToChains(plan, stage)),
})

/**
 * One transaction that puts our own tables in the place of what they held before, and lifts the lockdown; it touches
 * nothing else. So there is no moment at which neither stands.
 */
export const lowerToNftables = (plan: Plan): Transaction => ({
  commands: [
    { kind: 'replace-table', table: ipTable(plan) },
    { kind: 'replace-table', table: arpTable(plan) },
    { kind: 'remove-table', family: 'inet', name: lockdownTableName },
    { kind: 'remove-table', family: 'arp', name: lockdownTableName },
  ],
})

/** Each chain of the lockdown stands right before the firewall's, so that no two have one priority. */
const earlier = 10

const sooner = (stage: StageChain): StageChain => ({ ...stage, base: soonerBase(stage.base) })
const soonerBase = (base: BaseChain): BaseChain => ({ ...base, priority: base.priority - earlier })

/**
 * One transaction that puts the lockdown up, and touches nothing else: where the firewall stands, both do, and what
 * either drops is dropped. Loaded twice is loaded once.
 */
export const lowerLockdownToNftables = (plan: Plan): Transaction => ({
  commands: [
    {
      kind: 'replace-table',
      table: {
        family: 'inet',
        name: lockdownTableName,
        sets: [],
        chains: [
          ...stageToChains(plan, sooner(entry)),
          forwardChain(plan, 'forward', soonerBase(forward)),
          ...[deliver, leave].flatMap((stage) => stageToChains(plan, sooner(stage))),
        ],
      },
    },
    {
      kind: 'replace-table',
      table: {
        family: 'arp',
        name: lockdownTableName,
        sets: [],
        chains: [arpIn, arpOut].flatMap((stage) => stageToChains(plan, sooner(stage))),
      },
    },
  ],
})
