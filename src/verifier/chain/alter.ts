import type { SetField, SetMark, Step } from '../../ruleset/index.ts'
import type { Diagram, Field } from '../diagram/index.ts'
import {
  and,
  compose,
  equalTo,
  exists,
  ite,
  not,
  or,
  TRUE,
  variable,
  xor,
} from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  block,
  ctKind,
  destinationBlocks,
  has,
  hasEntry,
  meaningOf,
  retarget,
  same,
} from '../space/index.ts'
import type { Flow } from './flow.ts'
import type { MarksRead } from './purity.ts'

/** A flow after a step that writes something; any other step leaves it as it is. */
export const alter = (space: Space, marks: MarksRead, step: Step, flow: Flow): Flow => {
  switch (step.kind) {
    case 'set-mark':
      return marks[step.target === 'meta mark' ? 'meta' : 'connection']
        ? { ...flow, set: markSet(space, step, flow.set) }
        : flow
    case 'notrack':
      return { ...flow, set: untracked(space, flow.set) }
    case 'set-field':
      return fieldSet(space, step, flow)
    case 'tproxy':
      return {
        ...flow,
        set: exists(space.arena, flow.set, block(space, destinationBlocks(flow.binding).type)),
      }
    default:
      return flow
  }
}

/** `target := (target & keep) ^ (source & take) ^ flip`, bit by bit. A connection's mark needs a connection. */
const markSet = (space: Space, step: SetMark, set: Diagram): Diagram => {
  const { arena } = space
  const target = block(space, step.target === 'meta mark' ? 'mark' : 'ct mark')
  const source = step.source && block(space, step.source === 'meta mark' ? 'mark' : 'ct mark')
  const needsEntry = step.target === 'ct mark' || step.source === 'ct mark'
  if (source === null || source === target) {
    // A mark that is its own source keeps the bits of either mask, and loses those of both.
    const own = { ...step, keep: source === null ? step.keep : step.keep ^ step.take }
    return needsEntry
      ? ite(arena, hasEntry(space), written(space, set, target, own), set)
      : written(space, set, target, own)
  }
  return copied(space, set, target, source, step)
}

const bitOf = (value: bigint, field: Field, index: number): boolean =>
  ((value >> BigInt(field.length - 1 - index)) & 1n) === 1n

/** The bits that are kept stay, some flipped; the others become constants. */
const written = (space: Space, set: Diagram, target: Field, { keep, flip }: SetMark): Diagram => {
  const { arena } = space
  const lost = target.filter((_, index) => !bitOf(keep, target, index))
  const flipped = target.flatMap((bit, index) =>
    bitOf(keep, target, index) && bitOf(flip, target, index)
      ? [[bit, not(variable(arena, bit))] as const]
      : [],
  )
  const constants = lost.reduce<Diagram>((all, bit) => {
    const literal = variable(arena, bit)
    return and(arena, all, bitOf(flip, target, target.indexOf(bit)) ? literal : not(literal))
  }, TRUE)
  return and(arena, exists(arena, compose(arena, set, flipped), lost), constants)
}

/** With another mark for a source: every bit of the target that is not kept as it is follows the source's. */
const copied = (
  space: Space,
  set: Diagram,
  target: Field,
  source: Field,
  { keep, take, flip }: SetMark,
): Diagram => {
  const { arena } = space
  const entry = hasEntry(space)
  const outside = and(arena, set, not(entry))
  let inside = and(arena, set, entry)
  target.forEach((bit, index) => {
    const [isKept, isTaken, isFlipped] = [keep, take, flip].map((mask) =>
      bitOf(mask, target, index),
    )
    const other = variable(arena, source[index] ?? bit)
    const own = variable(arena, bit)
    if (isKept && isTaken)
      inside = compose(arena, inside, [[bit, xor(arena, own, isFlipped ? not(other) : other)]])
    else if (isKept && isFlipped) inside = compose(arena, inside, [[bit, not(own)]])
    else if (!isKept) {
      const value = isTaken
        ? not(xor(arena, own, isFlipped ? not(other) : other))
        : isFlipped
          ? own
          : not(own)
      inside = and(arena, exists(arena, inside, [bit]), value)
    }
  })
  return ite(arena, entry, inside, outside)
}

/** What conntrack has already stays with it. */
const untracked = (space: Space, set: Diagram): Diagram => {
  const { arena } = space
  const isFree = has(space, 'ct kind', ctKind.invalid)
  const taken = exists(arena, and(arena, set, isFree), block(space, 'ct kind'))
  return or(
    arena,
    and(arena, taken, has(space, 'ct kind', ctKind.untracked)),
    and(arena, set, not(isFree)),
  )
}

/** Any other header that rules look at: it is what was written, and what it was before is forgotten. */
const headerSet = (
  space: Space,
  field: SetField['field'],
  value: bigint | null,
  flow: Flow,
): Flow => {
  const { arena } = space
  const meaning = meaningOf(space, flow.binding, field)
  if (meaning.kind !== 'block') return flow
  const bits = block(space, meaning.name)
  const set = exists(arena, flow.set, bits)
  return { ...flow, set: value === null ? set : and(arena, set, equalTo(arena, bits, value)) }
}

/** An address or port that a rule writes: the packet then bears it in its translated place, the other half as it was. */
const fieldSet = (space: Space, { field, value }: SetField, flow: Flow): Flow => {
  const word = field.slice(field.lastIndexOf(' ') + 1)
  if (!['saddr', 'daddr', 'sport', 'dport'].includes(word))
    return headerSet(space, field, value, flow)
  const end = word.startsWith('s') ? 'source' : 'destination'
  const isAddress = word.endsWith('addr')
  const written = block(space, `translated ${end}${isAddress ? '' : ' port'}`)
  const set = value === null ? TRUE : equalTo(space.arena, written, value)
  const changed = { kind: 'within', set } as const
  return retarget(space, flow, end, isAddress ? changed : same, isAddress ? same : changed)
}
