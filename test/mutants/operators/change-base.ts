import type { HeldBase } from '../../../src/ruleset/index.ts'
import type { Operator, Spot } from '../mutant.ts'
import { ofEachBase, spotsOf, withBase, withTable } from '../mutant.ts'

export const flipPolicy: Operator = {
  name: 'policy flipped',
  mutants: (machine) =>
    ofEachBase(
      machine,
      (base, spot) => {
        const policy = base.policy === 'drop' ? 'accept' : 'drop'
        return [[`policy ${policy}`, withBase(machine, spot, { ...base, policy })]]
      },
      'policy',
    ),
}

export const dropHook: Operator = {
  name: 'base chain gone',
  mutants: (machine) =>
    ofEachBase(
      machine,
      (_, { table, chain }) => {
        const chains = table.chains.filter((other) => other !== chain)
        return [['gone', withTable(machine, table, { ...table, chains })]]
      },
      'hook',
    ),
}

/** NF_IP_PRI_* of include/uapi/linux/netfilter_ipv4.h: what of the kernel's own a chain can come to stand behind. */
const kernelPriorities = { defragmentation: -400, conntrack: -200, dstnat: -100, srcnat: 100 }

/**
 * The priority at which the chain has just passed each neighbour: the next chain of its hook on either side, and what
 * the kernel itself has there. Chains of x_tables have the priority of their table, and nobody can shift them.
 */
const passing = (base: HeldBase, others: readonly HeldBase[]): readonly number[] => {
  const neighbours = [...others.map(({ priority }) => priority), ...Object.values(kernelPriorities)]
  const before = neighbours.filter((priority) => priority < base.priority)
  const after = neighbours.filter((priority) => priority > base.priority)
  return [
    ...(before.length > 0 ? [Math.max(...before) - 1] : []),
    ...(after.length > 0 ? [Math.min(...after) + 1] : []),
    ...Object.values(kernelPriorities).map((priority) =>
      priority < base.priority ? priority - 1 : priority + 1,
    ),
  ]
}

const isOfSameHook =
  ({ table, chain }: Spot) =>
  (other: Spot): boolean =>
    other.chain !== chain &&
    other.chain.base?.hook === chain.base?.hook &&
    (other.table.family === 'arp') === (table.family === 'arp')

export const shiftPriority: Operator = {
  name: 'priority shifted',
  mutants: (machine) =>
    ofEachBase(
      machine,
      (base, spot) => {
        if (spot.table.engine === 'legacy' || spot.table.family === 'arp') return []
        const others = spotsOf(machine).filter(isOfSameHook(spot))
        const priorities = passing(
          base,
          others.flatMap(({ chain }) => chain.base ?? []),
        )
        return [...new Set(priorities)].map((priority) => [
          `priority ${priority}`,
          withBase(machine, spot, { ...base, priority }),
        ])
      },
      'priority',
    ),
}
