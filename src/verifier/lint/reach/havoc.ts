import type { HeldChain, Step } from '../../../ruleset/index.ts'
import type { Flow } from '../../chain/flow.ts'
import { stepMutates } from '../../chain/purity.ts'
import type { Field } from '../../diagram/index.ts'
import { exists } from '../../diagram/index.ts'
import type { Space } from '../../space/index.ts'
import { block, meaningOf, untranslated } from '../../space/index.ts'
import type { Scope, ScopedTable } from './scope.ts'
import { allBindings } from './universe.ts'

/** What the rules of a chain, and of those that it leads to, may write. */
export interface Written {
  readonly bits: Field
  readonly isAddress: boolean
}

const addressBlocks = [
  ...['destination', 'source'].flatMap((end) => [end, `${end} port`]),
  ...['type', 'facing', 'type here', 'source type', 'source type here', 'source facing'],
  ...['reverse path', 'source route', 'destination route'],
]
const translatedBlocks = [
  ...['destination', 'source'].flatMap((end) => [`translated ${end}`, `translated ${end} port`]),
  ...['translated type', 'translated facing'],
]

export const writtenBelow = (
  { space, engine, written: known }: Scope,
  { calls }: ScopedTable,
  chain: HeldChain,
): Written => {
  const found = known.get(chain)
  if (found) return found
  const names = new Set<string>()
  let isAddress = false
  for (const each of calls.below(chain))
    for (const { steps } of each.rules)
      for (const step of steps) {
        if (!stepMutates(step, engine.marks)) continue
        const written = blocksOf(space, step)
        for (const name of written) names.add(name)
        isAddress ||= written === addressesAll
      }
  const all = { bits: [...names].flatMap((name) => [...block(space, name)]), isAddress }
  known.set(chain, all)
  return all
}

const addressesAll: readonly string[] = [...addressBlocks, ...translatedBlocks]

const blocksOf = (space: Space, step: Step): readonly string[] => {
  switch (step.kind) {
    case 'set-mark':
      return [step.target === 'meta mark' ? 'mark' : 'ct mark']
    case 'notrack':
      return ['ct kind', 'ct direction', 'ct status', 'ct mark']
    case 'tproxy':
      return ['type', 'translated type', 'has socket', 'skuid', 'skgid']
    case 'set-field': {
      if (/ [sd](addr|port)$/.test(step.field)) return addressesAll
      const meaning = meaningOf(space, untranslated, step.field)
      return meaning.kind === 'block' ? [meaning.name] : []
    }
    default:
      return []
  }
}

/** Flows after whatever may have been written of them. */
export const havoc = (space: Space, { bits, isAddress }: Written, flow: Flow): readonly Flow[] => {
  if (bits.length === 0) return [flow]
  const set = exists(space.arena, flow.set, bits)
  return isAddress ? allBindings.map((binding) => ({ set, binding })) : [{ ...flow, set }]
}
