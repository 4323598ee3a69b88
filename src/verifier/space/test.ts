import { assertNever } from '../../assert.ts'
import type {
  Header,
  HeldSet,
  MachineField,
  Members,
  Part,
  Selector,
  Test,
  Tuple,
} from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import type { Diagram, FieldInterval } from '../diagram/index.ts'
import {
  and,
  andAll,
  FALSE,
  inIntervals,
  ite,
  masked,
  not,
  or,
  orAll,
  restrict,
  TRUE,
  variable,
} from '../diagram/index.ts'
import type { Binding } from './binding.ts'
import { destinationBlocks } from './binding.ts'
import { NO_INTERFACE } from './interfaces.ts'
import { isIpv4 } from './kinds.ts'
import type { Meaning } from './meaning.ts'
import { meaningOf } from './meaning.ts'
import type { Space } from './space.ts'
import { block, has, hasAny } from './space.ts'
import type { TableView } from './table-view.ts'

/** The packets of which a test holds, bearing these addresses, in a table with these sets. */
export const testHolds = (space: Space, binding: Binding, view: TableView, test: Test): Diagram => {
  const meanings = test.key.map((selector) => meaningOf(space, binding, selector.field))
  const guard = andAll(space.arena, [
    ...meanings.map((meaning) => meaning.guard),
    looksBehindLink(view, test) ? has(space, 'tagged', 0) : TRUE,
  ])
  const seen = isOfXtables(view, test)
    ? and(space.arena, guard, not(isLaterFragment(space)))
    : guard
  if (seen === FALSE) return FALSE
  const inside = among(space, binding, view, test, meanings)
  return and(space.arena, seen, test.negated ? not(inside) : inside)
}

/** Rules of a device see nothing behind a second tag of the link: neither what a header holds nor whose it is. */
const looksBehindLink = ({ table }: TableView, { key }: Test): boolean =>
  table.family === 'netdev' &&
  key.some(({ field }) => {
    const { source, needs } = machineFields[field]
    const isBehind = needs !== null ? needs !== 'ether' : unheaded.includes(field)
    return source === 'packet' && isBehind
  })

const unheaded: readonly MachineField[] = ['meta l4proto', 'meta nfproto']

/**
 * What a test of x_tables drops on the spot: a header that is cut off, and a piece that would lie over the flags of a
 * TCP header (`hotdrop`, net/netfilter/xt_tcpudp.c). Which piece that is, no block tells in IPv6.
 */
export const hotDropped = (space: Space, view: TableView, test: Test): Diagram => {
  if (!test.hotdrop || !isOfXtables(view, test)) return FALSE
  const { arena } = space
  const isHeaded = hasAny(space, 'l4proto', [6, 17, 1, 58])
  const isCut = or(arena, has(space, 'cut off', 1), has(space, 'cut late', 1))
  const cutOff = and(arena, isCut, isHeaded)
  if (!isIpv4(space)) return andAll(arena, [cutOff, has(space, 'exthdr frag', 0)])
  const overlay = masked(arena, block(space, 'ip frag-off'), 0x1fffn, 1n)
  return or(
    arena,
    and(arena, cutOff, not(isLaterFragment(space))),
    and(arena, overlay, has(space, 'l4proto', 6)),
  )
}

/**
 * Tests of x_tables that look behind the network header find none in a fragment other than the first, and fail,
 * where nft's read whatever stands there (net/netfilter/xt_tcpudp.c).
 */
const isOfXtables = ({ table }: TableView, { key, hotdrop }: Test): boolean =>
  (hotdrop || table.engine === 'legacy') &&
  key.some(({ field }) => {
    const { needs } = machineFields[field]
    return needs !== null && behindNetwork.includes(needs)
  })

const behindNetwork: readonly Header[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'transport']

/** An offset other than 0; of IPv6 any fragment may be one, since no block tells the offset. */
const isLaterFragment = (space: Space): Diagram =>
  isIpv4(space)
    ? not(masked(space.arena, block(space, 'ip frag-off'), 0x1fffn, 0n))
    : and(space.arena, has(space, 'exthdr frag', 1), environmentChoice(space, 'later fragment'))

const among = (
  space: Space,
  binding: Binding,
  view: TableView,
  { key, among: source }: Test,
  meanings: readonly Meaning[],
): Diagram => {
  if (source.kind === 'client-facing') return isFacing(space, binding, key)
  if (source.kind === 'members') return membersHold(space, key, meanings, source.members)
  const set = view.sets.get(source.name)
  // A set that nobody showed may hold anything.
  if (set === undefined || set.contents === 'arbitrary')
    return environmentChoice(space, `${setQuestion(view, source.name)} ${keyText(key, binding)}`)
  return set.contents === 'client-facing' && !saysItself(space, set)
    ? isFacing(space, binding, key)
    : membersHold(space, key, meanings, set.members)
}

/** Where the addresses are known, a set that holds any already is what it says, and it may say the wrong ones. */
const saysItself = ({ facts }: Space, { members }: HeldSet): boolean =>
  facts.clients.gatewayAddress.kind === 'known' && holdsAnything(members)

const holdsAnything = (members: Members): boolean => {
  switch (members.kind) {
    case 'numbers':
      return members.set.length > 0
    case 'names':
      return members.patterns.length > 0
    case 'tuples':
      return members.tuples.length > 0
    default:
      return assertNever(members)
  }
}

/** The addresses by which clients know the gateway, whatever they are: a property of the address. */
const isFacing = (space: Space, binding: Binding, key: readonly Selector[]): Diagram => {
  const field = key.length === 1 ? key[0]?.field : undefined
  const name = `client-facing ${keyText(key, binding)}`
  if (field === 'ip daddr' || field === 'arp daddr ip')
    return has(space, destinationBlocks(binding).facing, 1)
  if (field === 'ip saddr' || field === 'arp saddr ip')
    return binding.source === 'original'
      ? has(space, 'source facing', 1)
      : environmentChoice(space, name)
  return field === 'ip6 saddr' || field === 'ip6 daddr' ? FALSE : environmentChoice(space, name)
}

/** `name` says what is asked, so that two machines that are compared ask it of one environment. */
export const environmentChoice = (space: Space, name: string): Diagram =>
  variable(space.arena, space.choices.take('environment', name))

/** What names the question whether a set or map that others fill holds something. */
export const setQuestion = ({ table }: TableView, name: string): string =>
  `set ${table.family} ${table.name} ${name}`

const keyText = (key: readonly Selector[], { destination, source }: Binding): string =>
  key
    .map(({ field, mask }) => {
      const end = / d(addr|port)$/.test(field)
        ? destination
        : / s(addr|port)$/.test(field)
          ? source
          : ''
      return `${field}/${mask ?? ''} ${end}`
    })
    .join(' . ')

const valuesText = (name: string, mask: bigint | null, intervals: readonly FieldInterval[]) =>
  `${name}/${mask ?? ''} in ${intervals.map((each) => each.join('-')).join()}`

const membersHold = (
  space: Space,
  key: readonly Selector[],
  meanings: readonly Meaning[],
  members: Extract<Test['among'], { kind: 'members' }>['members'],
): Diagram => {
  const [selector] = key
  const [meaning] = meanings
  if (members.kind === 'tuples') {
    const { otherwise, plain } = splitTuples(members.tuples)
    return otherwise
      ? TRUE
      : orAll(
          space.arena,
          plain.map((tuple) => tupleHolds(space, key, meanings, tuple)),
        )
  }
  if (selector === undefined || meaning === undefined) return FALSE
  if (members.kind === 'names') return namesHold(space, meaning, members.patterns)
  const intervals = members.set.map(({ first, last }) => [first, last] as const)
  return numbersHold(space, meaning, selector, intervals)
}

/** A catch-all element takes whatever is left: with it the set holds everything. */
export const splitTuples = (tuples: readonly Tuple[]) => ({
  otherwise: tuples.some((tuple) => tuple.some((part) => part.kind === 'otherwise')),
  plain: tuples.filter((tuple) => !tuple.some((part) => part.kind === 'otherwise')),
})

/** Entries of a map with the catch-all behind the rest: what any other holds is not its own, wherever it is written. */
export const catchAllLast = <T extends { readonly tuple: Tuple }>(
  entries: readonly T[],
): readonly T[] => {
  const isCatchAll = ({ tuple }: T): boolean => splitTuples([tuple]).otherwise
  return [
    ...entries.filter((entry) => !isCatchAll(entry)),
    ...entries.filter((entry) => isCatchAll(entry)),
  ]
}

/** The packets whose key is in the tuple, guards aside. */
export const tupleHolds = (
  space: Space,
  key: readonly Selector[],
  meanings: readonly Meaning[],
  tuple: Tuple,
): Diagram =>
  andAll(
    space.arena,
    key.map((selector, index) => partHolds(space, selector, meanings[index], tuple[index])),
  )

const partHolds = (
  space: Space,
  selector: Selector,
  meaning: Meaning | undefined,
  part: Part | undefined,
): Diagram => {
  if (meaning === undefined || part === undefined) return FALSE
  switch (part.kind) {
    case 'otherwise':
      return TRUE
    case 'name':
      return namesHold(space, meaning, [part.pattern])
    case 'interval':
      return numbersHold(space, meaning, selector, [[part.interval.first, part.interval.last]])
  }
}

const namesHold = (space: Space, meaning: Meaning, patterns: readonly string[]): Diagram => {
  const atoms = patterns.flatMap((pattern) => space.interfaces.matching(pattern))
  switch (meaning.kind) {
    case 'interface':
      return hasAny(space, meaning.name, atoms)
    case 'no-interface':
      return atoms.includes(NO_INTERFACE) ? TRUE : FALSE
    default:
      return environmentChoice(space, `names ${patterns.join()}`)
  }
}

const numbersHold = (
  space: Space,
  meaning: Meaning,
  { field, mask }: Selector,
  intervals: readonly FieldInterval[],
): Diagram => {
  switch (meaning.kind) {
    case 'block':
      return blockHolds(space, meaning.name, mask, intervals)
    case 'original':
      return ite(
        space.arena,
        meaning.isOriginal,
        blockHolds(space, meaning.name, mask, intervals),
        environmentChoice(space, valuesText(field, mask, intervals)),
      )
    case 'constant':
      return contains(intervals, meaning.value & (mask ?? allBits(field))) ? TRUE : FALSE
    case 'coded':
      return codedHolds(space, meaning, mask, intervals)
    case 'interface':
    case 'no-interface':
    case 'free':
      return environmentChoice(space, valuesText(field, mask, intervals))
  }
}

const allBits = (field: Selector['field']): bigint => (1n << BigInt(machineFields[field].bits)) - 1n

const contains = (intervals: readonly FieldInterval[], value: bigint): boolean =>
  intervals.some(([first, last]) => first <= value && value <= last)

/** Masked: the values with zeros where the mask has them decide for all others. */
const blockHolds = (
  space: Space,
  name: string,
  mask: bigint | null,
  given: readonly FieldInterval[],
): Diagram => {
  const bits = block(space, name)
  const maximum = (1n << BigInt(bits.length)) - 1n
  const intervals = given.flatMap(([first, last]): readonly FieldInterval[] =>
    first > maximum ? [] : [[first, last > maximum ? maximum : last]],
  )
  const inside = inIntervals(space.arena, bits, intervals)
  if (mask === null || mask === maximum) return inside
  const open = bits.filter((_, index) => ((mask >> BigInt(bits.length - 1 - index)) & 1n) === 0n)
  return restrict(
    space.arena,
    inside,
    open.map((each) => ({ variable: each, value: false })),
  )
}

/**
 * One value decides for a code of one value. A longer code holds where all of it is inside, fails where none of it
 * is, and may do either in between.
 */
const codedHolds = (
  space: Space,
  { name, codes }: Extract<Meaning, { kind: 'coded' }>,
  mask: bigint | null,
  intervals: readonly FieldInterval[],
): Diagram =>
  orAll(
    space.arena,
    codes.map(([first, last], code) => {
      const is = has(space, name, code)
      if (first === last)
        return contains(intervals, mask === null ? first : first & mask) ? is : FALSE
      if (intervals.some(([from, to]) => from <= first && last <= to)) return is
      const touches = mask !== null || intervals.some(([from, to]) => from <= last && first <= to)
      return touches
        ? and(
            space.arena,
            is,
            environmentChoice(space, valuesText(`${name} ${code}`, mask, intervals)),
          )
        : FALSE
    }),
  )
