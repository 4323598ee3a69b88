import type { HeldChain, HeldTable } from '../../../ruleset/index.ts'
import { viewTable } from '../../space/index.ts'
import type { LintContext } from '../context.ts'
import { nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { callsIn } from '../reach/calls.ts'
import { looksLikeHook } from './chain-lost-hook.ts'

/**
 * A chain that no hook leads to, or none of whose callers ever has a packet for it: what it says, nobody hears. Empty
 * chains are let alone; somebody may be meant to fill them.
 */
export const chainDead: Lint = {
  code: 'chain-dead',
  level: 'warning',
  find: (context) => [
    ...unreached(context).map(({ table, chain }) => ({
      message: `no hook leads to the chain \`${nameOfChain(table, chain)}\``,
      help: 'jump to it from a chain that has a hook, or take it out',
      place: chain.place,
    })),
    ...starved(context).map(({ table, chain, callers }) => ({
      message: `no packet comes to the chain \`${nameOfChain(table, chain)}\``,
      help: 'every rule that leads to it is dead, shadowed, or matches nothing',
      place: chain.place,
      related: callers.map((place) => ({ message: 'this leads to it, in vain', place })),
    })),
  ],
}

const chainsOf = ({ subject }: LintContext) =>
  subject.machine.tables.flatMap((table) => {
    const reached = new Set(callsIn(viewTable(table)).order)
    return table.chains.map((chain) => ({ table, chain, isReached: reached.has(chain) }))
  })

const unreached = (context: LintContext) =>
  chainsOf(context).filter(
    ({ chain, isReached }) => !isReached && chain.rules.length > 0 && !looksLikeHook(chain),
  )

/** At most this many callers are named. */
const CALLERS_MAX = 5

const starved = (context: LintContext) =>
  chainsOf(context).flatMap(({ table, chain, isReached }) => {
    if (!isReached || chain.base || chain.rules.length === 0) return []
    const judged = context.reaches.flatMap(({ chains }) => chains.get(chain) ?? [])
    const isWhole = judged.length === (table.family === 'inet' ? 2 : 1)
    if (!isWhole || judged.some(({ arrives }) => arrives.length > 0)) return []
    const callers = callersOf(table, chain)
    return [{ table, chain, callers: callers.slice(0, CALLERS_MAX) }]
  })

const callersOf = (table: HeldTable, chain: HeldChain) =>
  (callsIn(viewTable(table)).sites.get(chain) ?? []).map(({ rule }) => rule.place)
