import type { Field } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { atFirst, block, otherFields } from '../space/index.ts'
import { isRemembered } from './packets.ts'
import type { Origin } from './result.ts'
import type { Pair } from './world.ts'

/** What a class of packets may be described by: a number of the packet, as it came. */
export interface Dimension {
  readonly name: string
  readonly bits: Field
}

/** The name of the dimension that holds all of what conntrack says of a packet but its status. */
export const stateDimension = 'state'

/**
 * From what people care least about to what they care most about. A description leaves out what comes first before
 * what comes last, so that it speaks of interfaces, addresses and ports wherever these tell packets apart.
 */
export const dimensionsOf = (pair: Pair, origin: Origin): readonly Dimension[] => {
  const { space } = pair
  const named = (name: string): Dimension => ({
    name,
    bits: block(space, isRemembered(pair, origin, name) ? atFirst(name) : name),
  })
  return [
    ...otherFields.map(named),
    ...obscure.map(named),
    ...['ct status', 'tcp flags'].flatMap((name) => singleBits(named(name))),
    ...['ct mark', 'source port', 'icmp code', 'icmp type', 'reverse path', 'source type'].map(
      named,
    ),
    ...['skuid', 'has socket', 'oif group', 'iif group', 'source', 'facing', 'type'].map(named),
    ...questionsOf(space),
    { name: stateDimension, bits: stateBits(space) },
    ...['oif', 'iif', 'destination port', 'destination', 'l4proto'].map(named),
  ]
}

const obscure = [
  ...['source route', 'destination route', 'source type here', 'type here'],
  ...['source facing', 'cut off', 'cut late', 'tagged', 'bare', 'skgid'],
]

/** Each bit by itself, where rules test bits and not numbers: `tcp flags 2`. */
const singleBits = ({ name, bits }: Dimension): readonly Dimension[] =>
  bits.map((bit, index) => ({ name: `${name} ${bits.length - 1 - index}`, bits: [bit] }))

const questionPrefix = 'asks '

const questionsOf = ({ choices }: Space): readonly Dimension[] =>
  [...choices.named].map(([name, bit]) => ({ name: `${questionPrefix}${name}`, bits: [bit] }))

/** What the dimension asks of the environment, where it is such a one. */
export const questionOf = ({ name }: Dimension): string | null =>
  name.startsWith(questionPrefix) ? name.slice(questionPrefix.length) : null

/** How a packet stands to conntrack: kind, whether it is the first, and its direction, in the order of variables. */
export const stateBits = (space: Space): Field =>
  ['ct kind', 'ct first', 'ct direction']
    .flatMap((name) => [...block(space, name)])
    .sort((left, right) => left - right)
