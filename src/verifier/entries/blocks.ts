import type { Variable } from '../diagram/index.ts'
import type { BlockName } from '../space/blocks.ts'
import type { Space } from '../space/index.ts'
import { block, ctStatusBit } from '../space/index.ts'

/** The blocks in which an entry of conntrack is told: as its first packet came, and as it was translated. */

export const original: readonly BlockName[] = [
  ...['l4proto', 'icmp type', 'icmp code'],
  ...['source', 'destination', 'source port', 'destination port'],
]

export const translated: readonly BlockName[] = [
  ...['translated source', 'translated destination'],
  ...['translated source port', 'translated destination port'],
]

/** What routing thinks of its addresses: of the source as it came, and of both destinations. */
export const types: readonly BlockName[] = ['type', 'translated type', 'source type']
export const facings: readonly BlockName[] = ['facing', 'translated facing', 'source facing']

export const bitsOf = (space: Space, names: readonly BlockName[]): readonly Variable[] =>
  names.flatMap((name) => [...block(space, name)])

/** The bits of `ct status` that say which ends are translated. */
export const translationBits = (space: Space): readonly Variable[] =>
  statusBits(space, ctStatusBit.dnat, ctStatusBit.snat)

export const statusBits = (space: Space, ...numbers: readonly number[]): readonly Variable[] => {
  const status = block(space, 'ct status')
  return numbers.flatMap((bit) => status[status.length - 1 - bit] ?? [])
}

/** Every variable but these; choices are among them, so that what may be is. */
export const allBut = (space: Space, kept: readonly Variable[]): readonly Variable[] => {
  const keep = new Set(kept)
  const all = [...space.blocks.of.values()].flat()
  return [...all, ...space.choices.environment, ...space.choices.opaque].filter(
    (each) => !keep.has(each),
  )
}

/** What an entry consists of. */
export const entryBits = (space: Space): readonly Variable[] => [
  ...bitsOf(space, [...original, ...translated, ...types, ...facings, 'ct mark']),
  ...translationBits(space),
]
