import type { HeldTable, Selector, Step } from '../../ruleset/index.ts'
import type { GatewayFacts } from '../facts.ts'
import { keyOf } from './key.ts'

/** A group's number has 32 bits. Numbers that people give are small, and eight tell them from each other and the rest. */
const FEW_BITS = 8
const ALL_BITS = 32

/**
 * How many bits tell the groups of interfaces apart. Eight, where everything that asks for a group asks for one below
 * 255: no rule then tells any other from 255, so that one stands for them all.
 */
export const groupBits = (
  tables: readonly HeldTable[],
  { clients, uplink }: GatewayFacts,
): number => {
  const isFew = (group: bigint): boolean => group < (1n << BigInt(FEW_BITS)) - 1n
  const ofFacts = [clients.group, uplink.group].every((group) => isFew(BigInt(group ?? 0)))
  const ofRules = tables.every((table) =>
    table.chains.every((chain) =>
      chain.rules.every((rule) =>
        rule.steps.every((step) => groupsAsked(step)?.every(isFew) ?? false),
      ),
    ),
  )
  return ofFacts && ofRules ? FEW_BITS : ALL_BITS
}

const isGroup = ({ field }: Selector): boolean => field.endsWith('group')

/** The bounds of the groups that a step asks for; undefined where they are not plain to see. */
const groupsAsked = (step: Step): readonly bigint[] | undefined => {
  const key = keyOf(step)
  if (!key.some(isGroup)) return []
  const isPlain = step.kind === 'test' && key.length === 1 && key[0]?.mask === null
  if (!isPlain || step.among.kind !== 'members' || step.among.members.kind !== 'numbers')
    return undefined
  return step.among.members.set.map(({ last }) => last)
}
