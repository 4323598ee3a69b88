import type { Diagram, Field } from '../diagram/index.ts'
import { and, andAll, exists, fieldsEqual } from '../diagram/index.ts'
import type { Binding } from './binding.ts'
import { destinationBlocks, sourceBlocks } from './binding.ts'
import type { Space } from './space.ts'
import { block } from './space.ts'

/** What one half of an end becomes: what it was, or anything that the set of the translated block allows. */
export type NewValue =
  | { readonly kind: 'same' }
  | { readonly kind: 'within'; readonly set: Diagram }

export const same: NewValue = { kind: 'same' }

/**
 * Packets with another destination or source: they bear it in the translated blocks from now on. `address.set` speaks
 * of the translated address, and of its type and whether clients know it; `port.set` of the translated port.
 */
export const retarget = (
  space: Space,
  { set, binding }: { readonly set: Diagram; readonly binding: Binding },
  end: 'destination' | 'source',
  address: NewValue,
  port: NewValue,
): { readonly set: Diagram; readonly binding: Binding } => {
  const { arena } = space
  const isFresh = binding[end] === 'original'
  const [own, translated] = halves(space, end)
  const changes = [
    change(space, isFresh, own.address, translated.address, address),
    change(space, isFresh, own.port, translated.port, port),
  ]
  const forgotten = changes.flatMap((each) => each.forgotten)
  const kept = exists(arena, set, forgotten)
  return {
    set: and(
      arena,
      kept,
      andAll(
        arena,
        changes.map((each) => each.is),
      ),
    ),
    binding: { ...binding, [end]: 'translated' },
  }
}

type Half = readonly Field[]

/** The blocks of an end's address (with what the kernel thinks of it) and port, as it came and as translated. */
const halves = (space: Space, end: 'destination' | 'source') => {
  const blocksOf = (which: 'original' | 'translated') => {
    const binding: Binding = { destination: which, source: which }
    if (end === 'source') {
      const { address, port } = sourceBlocks(binding)
      return { address: [block(space, address)], port: [block(space, port)] }
    }
    const { address, port, type, facing } = destinationBlocks(binding)
    return {
      address: [block(space, address), block(space, type), block(space, facing)],
      port: [block(space, port)],
    }
  }
  return [blocksOf('original'), blocksOf('translated')] as const
}

const change = (
  { arena }: Space,
  isFresh: boolean,
  own: Half,
  translated: Half,
  value: NewValue,
): { readonly forgotten: Field; readonly is: Diagram } => {
  if (value.kind === 'within') return { forgotten: translated.flat(), is: value.set }
  const equal = andAll(
    arena,
    isFresh ? own.map((field, index) => fieldsEqual(arena, field, translated[index] ?? field)) : [],
  )
  return { forgotten: isFresh ? translated.flat() : [], is: equal }
}
