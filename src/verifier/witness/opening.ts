import type { Diagram } from '../diagram/index.ts'
import { and, andAll, exists, FALSE, forall, not, pickOne, TRUE } from '../diagram/index.ts'
import type { Established } from '../entries/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { ctKind, ctStatusBit, has, isIpv4 } from '../space/index.ts'
import { preferences } from './preferences.ts'
import type { Values } from './scenario.ts'
import { valuesIn } from './scenario.ts'
import type { Acting } from './stage.ts'

/** What an entry's first packet has to be like: blocks with their values, those of a translated end in its own. */
type Wanted = ReadonlyMap<string, bigint>

export interface Opening {
  readonly how: 'delivered' | 'forwarded' | 'sent'
  readonly acting: Acting
}

/** At most this many first packets are tried for one that breaks something. */
const OPENINGS_MAX = 6

/** First packets among these whose entry this later one meets, one of each kind, the likeliest first. */
export const openingsFor = (
  space: Space,
  { first }: Established,
  later: Acting,
  among: Diagram = TRUE,
): readonly Opening[] => {
  const wanted = wantedOf(later)
  return (['sent', 'delivered', 'forwarded'] as const)
    .flatMap((how) => first[how].map((flow) => ({ how, flow })))
    .flatMap(({ how, flow }): readonly Opening[] => {
      const set = andAll(space.arena, [
        certainly(space, flow.set),
        wantedIn(space, flow.binding, wanted),
        among,
      ])
      const assignment =
        set === FALSE
          ? undefined
          : pickOne(space.arena, set, [
              has(space, 'ct mark', later.value('ct mark')),
              ...(how === 'sent' ? ownPreferences(space) : []),
              ...preferences(space, flow.binding),
            ])
      if (!assignment) return []
      return [{ how, acting: { value: valuesIn(space, assignment), binding: flow.binding } }]
    })
    .slice(0, OPENINGS_MAX)
}

/** Of what the gateway sends: by a program, from an address that it has, to a public one. */
const ownPreferences = (space: Space): readonly Diagram[] => [
  has(space, 'has socket', 1),
  not(has(space, 'source', 0)),
  ...(isIpv4(space)
    ? [has(space, 'source', 0xc0a8_0102), has(space, 'destination', 0x0808_0808)]
    : []),
  has(space, 'skuid', space.facts.tor.uid ?? 0),
  has(space, 'source port', 40_000),
]

/** Those that pass under every reading of what is opaque. */
export const certainly = (space: Space, set: Diagram): Diagram => {
  const { arena, choices } = space
  if (choices.opaque.length === 0) return set
  return and(arena, set, forall(arena, exists(arena, set, choices.environment), choices.opaque))
}

const wantedIn = (space: Space, binding: Binding, wanted: Wanted): Diagram =>
  andAll(
    space.arena,
    [...wanted].map(([name, value]) => {
      const end = /^translated (source|destination)/.exec(name)?.[1] as 'source' | 'destination'
      const isPlain = end !== undefined && binding[end] === 'original'
      const own = name === 'translated type' ? 'type' : name.replace('translated ', '')
      const isFree = name === 'translated type' && binding.destination === 'original'
      return has(space, isPlain || isFree ? own : name, value)
    }),
  )

const hasPorts = (value: Values): boolean => value('l4proto') === 6n || value('l4proto') === 17n

const status = (value: Values, bit: number): boolean =>
  ((value('ct status') >> BigInt(bit)) & 1n) === 1n

const wantedOf = ({ value, binding }: Acting): Wanted => {
  const isReply = value('ct direction') === 1n
  if (value('ct kind') === BigInt(ctKind.related))
    return new Map([[isReply ? 'translated source' : 'destination', value('destination')]])
  return isReply ? ofReply(value, binding) : ofOriginal(value, binding)
}

/** The same packet once more; where it was translated already, to the same. */
const ofOriginal = (value: Values, binding: Binding): Wanted => {
  const names = [
    ...['l4proto', 'source', 'destination'],
    ...(hasPorts(value) ? ['source port', 'destination port'] : ['icmp type', 'icmp code']),
    ...(value('iif') === 0n ? [] : ['type', 'source type']),
    ...(['destination', 'source'] as const).flatMap((end) =>
      binding[end] === 'translated'
        ? [`translated ${end}`, ...(hasPorts(value) ? [`translated ${end} port`] : [])]
        : [],
    ),
  ]
  return new Map(names.map((name) => [name, value(name)]))
}

/** What answers come from was the destination, as it was translated; what they go to the source. */
const ofReply = (value: Values, binding: Binding): Wanted => {
  const back = (end: 'destination' | 'source', part: '' | ' port'): bigint =>
    value(`${binding[end] === 'translated' ? 'translated ' : ''}${end}${part}`)
  const wanted: (readonly [string, bigint])[] = [
    ['l4proto', value('l4proto')],
    ['translated destination', value('source')],
    ['translated source', value('destination')],
  ]
  // Where the answer's translation was not seen yet, what it undoes is any.
  if (binding.destination === 'translated' || !status(value, ctStatusBit.snat))
    wanted.push(['source', back('destination', '')])
  if (binding.source === 'translated' || !status(value, ctStatusBit.dnat))
    wanted.push(['destination', back('source', '')])
  if (hasPorts(value)) {
    wanted.push(
      ['translated destination port', value('source port')],
      ['translated source port', value('destination port')],
    )
    if (binding.source === 'translated')
      wanted.push(['destination port', value('translated source port')])
    if (binding.destination === 'translated')
      wanted.push(['source port', value('translated destination port')])
  }
  if (value('iif') !== 0n) wanted.push(['translated type', value('source type')])
  if (value('iif') !== 0n && !status(value, ctStatusBit.snat))
    wanted.push(['source type', value('type')])
  return new Map(wanted)
}
