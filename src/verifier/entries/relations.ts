import type { Diagram, Variable } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  fieldsEqual,
  inRange,
  not,
  or,
  orAll,
  rename,
} from '../diagram/index.ts'
import type { Entries } from '../path/index.ts'
import { statusBit } from '../path/index.ts'
import type { Space, SpaceFamily } from '../space/index.ts'
import { block, ctKind, ctStatusBit, has, hasAny, icmpProtocol, isIpv4 } from '../space/index.ts'
import { bitsOf, facings, translated, types } from './blocks.ts'

/**
 * What later packets may find in a table of these entries. `isRoutedAnew`: the table of routes may be another by now,
 * and what it thought of addresses says nothing any more; so of what the gateway sends. Where client-facing addresses
 * are known, each is one at its own interface, and a later packet may come by another.
 */
export const relationsOf = (space: Space, held: Diagram, isRoutedAnew: boolean): Entries => {
  const { arena } = space
  const isFacingKnown = space.facts.clients.gatewayAddress.kind === 'known'
  const entries = exists(
    arena,
    held,
    bitsOf(space, [...(isRoutedAnew ? types : []), ...(isFacingKnown ? facings : [])]),
  )
  const turned = answers(space, entries)
  const reply = icmpTurned(space, turned)
  const related = or(
    arena,
    and(arena, errors(space, entries), has(space, 'ct direction', 0)),
    and(arena, errors(space, turned), has(space, 'ct direction', 1)),
  )
  const forms = bitsOf(space, [...translated, 'translated type', 'translated facing'])
  const met = metBy(space, entries, reply, related)
  return {
    original: exists(arena, entries, forms),
    reply: exists(arena, reply, forms),
    related: exists(arena, related, forms),
    destinations: exists(
      arena,
      met,
      bitsOf(space, ['translated source', 'translated source port']),
    ),
    sources: met,
  }
}

/** Packets with how they meet an entry, and both ends as it translates them. What is not in the table yet is its own. */
const metBy = (space: Space, original: Diagram, reply: Diagram, related: Diagram): Diagram => {
  const { arena } = space
  const [isOriginal, isReply] = [has(space, 'ct direction', 0), has(space, 'ct direction', 1)]
  const kinds = orAll(arena, [
    andAll(arena, [
      hasAny(space, 'ct kind', [ctKind.new, ctKind.established]),
      isOriginal,
      original,
    ]),
    andAll(arena, [has(space, 'ct kind', ctKind.established), isReply, reply]),
    and(arena, has(space, 'ct kind', ctKind.related), related),
  ])
  const any = exists(arena, kinds, bitsOf(space, ['ct mark']))
  return or(arena, any, not(statusBit(space, ctStatusBit.confirmed)))
}

/** Each name, and what it holds of a packet of the other direction (`nf_ct_invert_tuple`). */
const turnedNames: readonly (readonly [name: string, other: string])[] = [
  ['source', 'translated destination'],
  ['source port', 'translated destination port'],
  ['source type', 'translated type'],
  ['source facing', 'translated facing'],
  ['destination', 'translated source'],
  ['destination port', 'translated source port'],
]

/**
 * The entries as their answers see them: they come from what the destination was translated to, go to what the source
 * was, and are translated back. What routing thinks of an address that is in both places is the same.
 */
const answers = (space: Space, entries: Diagram): Diagram => {
  const { arena } = space
  const forgotten = exists(arena, entries, bitsOf(space, ['type', 'facing']))
  const names = turnedNames.flatMap(([name, other]) =>
    block(space, name).flatMap((bit, index): (readonly [Variable, Variable])[] => {
      const twin = block(space, other)[index] ?? bit
      return [
        [bit, twin],
        [twin, bit],
      ]
    }),
  )
  const turned = rename(arena, forgotten, names)
  const same = (name: string): Diagram =>
    fieldsEqual(arena, block(space, name), block(space, `translated ${name}`))
  const isKept = andAll(arena, [same('type'), same('facing')])
  return and(arena, turned, or(arena, not(same('destination')), isKept))
}

/** Requests and what answers them (nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c). */
const answerTypes: Readonly<Record<SpaceFamily, readonly (readonly [number, number])[]>> = {
  ipv4: [
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ],
  ipv6: [
    [128, 129],
    [139, 140],
  ],
  arp: [],
}

const icmpTurned = (space: Space, turned: Diagram): Diagram => {
  const { arena } = space
  const isIcmp = has(space, 'l4proto', icmpProtocol(space))
  const type = bitsOf(space, ['icmp type'])
  return orAll(arena, [
    and(arena, turned, not(isIcmp)),
    ...answerTypes[space.family].map(([request, answer]) => {
      const of = andAll(arena, [turned, isIcmp, has(space, 'icmp type', request)])
      return and(arena, exists(arena, of, type), has(space, 'icmp type', answer))
    }),
  ])
}

/**
 * ICMP errors about an entry: they go to where that direction's packets go (`nf_conntrack_inet_error`), come from
 * anywhere, and are translated as those are.
 */
const errors = (space: Space, entries: Diagram): Diagram => {
  const { arena } = space
  const open = exists(
    arena,
    entries,
    bitsOf(space, [
      ...['l4proto', 'icmp type', 'icmp code', 'source', 'source type', 'source facing'],
      ...['source port', 'destination port'],
      ...['translated source port', 'translated destination port'],
    ]),
  )
  return andAll(arena, [open, has(space, 'l4proto', icmpProtocol(space)), isErrorType(space)])
}

/** `icmp_is_err`; of ICMPv6 those below 128 (RFC 4443, section 2.1). */
export const isErrorType = (space: Space): Diagram =>
  isIpv4(space)
    ? hasAny(space, 'icmp type', [3, 4, 5, 11, 12])
    : inRange(space.arena, block(space, 'icmp type'), 0n, 127n)
