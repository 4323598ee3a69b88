import type { HeldTable, Machine } from '../ruleset/index.ts'
import { createEngine, viewOf } from './chain/engine.ts'
import type { DiagramLimits } from './diagram/index.ts'
import type { GatewayFacts } from './facts.ts'
import type { Evidence } from './guarantees/evidence.ts'
import type { Entries, Order, Outbound } from './path/index.ts'
import {
  anyEntries,
  hearArp,
  isOrderAmbiguous,
  sayArp,
  traverseInbound,
  traverseOutbound,
} from './path/index.ts'
import type { Shown } from './shown.ts'
import { nothingShown } from './shown.ts'
import type { Space, SpaceFamily } from './space/index.ts'
import { createSpace } from './space/index.ts'

/**
 * Everything that packets of one family can come to. Where the order of chains of equal priority can make a
 * difference, both orders are gone through, and a guarantee has to hold of either.
 */
export const gather = (
  family: SpaceFamily,
  machine: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits>,
  entries: Entries = anyEntries,
  shown: Shown = nothingShown,
): readonly Evidence[] =>
  gatherIn(createSpace(family, [machine], facts, limits), machine, entries, shown)

/** The same in a space that was made for several machines, this one among them. */
export const gatherIn = (
  space: Space,
  machine: Machine,
  entries: Entries = anyEntries,
  shown: Shown = nothingShown,
): readonly Evidence[] => {
  const { family } = space
  const engine = createEngine(space, machine)
  const isAmbiguous = isOrderAmbiguous(
    machine,
    family,
    ({ table, chain }) => viewOf(engine, table).mutating.has(chain.name) || leadsElsewhere(table),
  )
  const orders: readonly Order[] = isAmbiguous ? ['newer-first', 'older-first'] : ['newer-first']
  return orders.map((order) => {
    const question = { order, entries }
    if (family === 'arp') {
      const [inbound, outbound] = [hearArp(engine, question), sayArp(engine, question)]
      return { space, engine, question, inbound, outbound, shown }
    }
    const inbound = traverseInbound(engine, question)
    let outbound: Outbound | undefined
    return {
      ...{ space, engine, question, inbound, shown },
      // Worked out when it is asked for: what is asked of each moment on a way asks for what comes in alone.
      get outbound() {
        outbound ??= traverseOutbound(engine, question, inbound)
        return outbound
      },
    }
  })
}

/** Whether a rule of the table does more to packets than letting them pass: then it matters what comes first. */
const leadsElsewhere = (table: HeldTable): boolean =>
  table.chains.some((chain) =>
    chain.rules.some((rule) =>
      rule.steps.some(
        (step) =>
          step.kind === 'escape' ||
          (step.kind === 'opaque' && step.mayEnd) ||
          (step.kind === 'verdict' && elsewhere.includes(step.verdict.kind)),
      ),
    ),
  )

const elsewhere: readonly string[] = ['queue', 'reject', 'synproxy']
