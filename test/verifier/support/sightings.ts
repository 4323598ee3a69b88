import type { Fate, Judgement, Scenario } from '../../../src/netfilter/index.ts'
import { connectionsOf, formatPacket, judge } from '../../../src/netfilter/index.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import { createEngine } from '../../../src/verifier/chain/engine.ts'
import type { Flow } from '../../../src/verifier/chain/flow.ts'
import type { Happening, Order } from '../../../src/verifier/path/index.ts'
import { anyEntries, traverseInbound, traverseOutbound } from '../../../src/verifier/path/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { createSpace } from '../../../src/verifier/space/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'
import { everyCourse } from './answers.ts'
import type { Reality, Sighting } from './reality.ts'
import { isAnswerIn, isSeenIn } from './reality.ts'
import type { World } from './world.ts'

const facts = {
  ...plain,
  clients: { ...plain.clients, gatewayAddress: { kind: 'unknown', set: 'known' } },
} as const

const orders: readonly Order[] = ['newer-first', 'older-first']

/** What the sets say, of one order of equals. */
interface Said {
  readonly delivered: readonly Flow[]
  readonly sent: readonly Flow[]
  readonly generated: readonly Flow[]
  readonly happenings: readonly Happening[]
}

/** Both orders of equals; the reference takes the one that the tables' own order gives. */
const traverse = (
  world: World,
  machine: Machine,
  isInbound: boolean,
): { readonly space: Space; readonly said: readonly Said[] } => {
  const space = createSpace(world.family, [machine], facts)
  const engine = createEngine(space, machine)
  const said = orders.map((order): Said => {
    const question = { order, entries: anyEntries }
    const inbound = traverseInbound(engine, question)
    const outbound = traverseOutbound(engine, question, inbound)
    return isInbound
      ? { ...inbound, generated: outbound.sent }
      : { delivered: [], sent: outbound.sent, generated: [], happenings: outbound.happenings }
  })
  return { space, said }
}

/** What a fate shows of the packet, and in which flows it would have to be; undefined where it shows nothing. */
const sightingOf = (
  fate: Fate,
  { delivered, sent, happenings }: Said,
): { readonly flows: readonly Flow[]; readonly seen: Sighting } | undefined => {
  const happened = (kind: Happening['kind']): readonly Flow[] =>
    happenings.filter((each) => each.kind === kind).map(({ flow }) => flow)
  switch (fate.kind) {
    case 'delivered':
      return { flows: delivered, seen: { packet: fate.packet, output: null, isOnItsWay: false } }
    case 'sent':
      return {
        flows: sent,
        seen: { packet: fate.packet, output: fate.interface, isOnItsWay: false },
      }
    case 'queued':
      return {
        flows: happened('queue'),
        seen: { packet: fate.packet, output: null, isOnItsWay: true },
      }
    case 'escaped':
      return {
        flows: happened(fate.way),
        seen: { packet: fate.packet, output: null, isOnItsWay: true },
      }
    case 'stolen':
      return {
        flows: happened('synproxy'),
        seen: { packet: fate.packet, output: null, isOnItsWay: true },
      }
    case 'held':
      return {
        flows: happened('held-fragment'),
        seen: { packet: fate.packet, output: null, isOnItsWay: true },
      }
    default:
      return undefined
  }
}

export type Counts = Record<Fate['kind'] | 'translated' | 'generated', number>

export const noCounts = (): Counts => ({
  ...{ delivered: 0, sent: 0, dropped: 0, queued: 0, offloaded: 0, escaped: 0, stolen: 0 },
  ...{ held: 0, unknown: 0, translated: 0, generated: 0 },
})

const told = ({ packet }: Reality, fate: Fate): string =>
  `${formatPacket({ packet, met: null })}: ${fate.kind}${'interface' in fate ? ` by ${fate.interface}` : ''}${
    'packet' in fate ? ` as ${formatPacket({ packet: fate.packet, met: null })}` : ''
  }`

/** Sightings that are in no flow, each in words. */
const unseen = (
  reality: Reality,
  said: readonly Said[],
  counts: Counts,
  judged: Judgement,
): readonly string[] => {
  const { packet } = reality
  const missing = judged.outcomes.flatMap((fate) => {
    counts[fate.kind] += 1
    if ('packet' in fate && fate.packet.destination !== packet.destination) counts.translated += 1
    // A datagram that is held behind PREROUTING for the gateway itself is put together by nobody's rules.
    if (fate.kind === 'held' && fate.at.where === 'delivery') return []
    const isThere = said.some((each) => {
      const sighting = sightingOf(fate, each)
      return !sighting || isSeenIn(reality, sighting.flows, sighting.seen)
    })
    return isThere ? [] : [told(reality, fate)]
  })
  // Answers are followed as far as a client draws them.
  if (!packet.enters?.startsWith('vif')) return missing
  const unanswered = judged.generated.flatMap(({ packet: answer, judgement }) =>
    judgement.outcomes.flatMap((fate) => {
      if (fate.kind !== 'sent') return []
      counts.generated += 1
      const seen = { packet: fate.packet, output: fate.interface, isOnItsWay: false }
      const isThere = said.some(({ generated }) => isAnswerIn(reality, generated, answer, seen))
      return isThere ? [] : [`answer to ${told(reality, fate)}`]
    }),
  )
  return [...missing, ...unanswered]
}

/** What the reference does with one of the packets and the sets have not; empty where they have all of it. */
export const missedBy = (
  world: World,
  machine: Machine,
  list: readonly Scenario[],
  isInbound: boolean,
  counts: Counts = noCounts(),
): readonly string[] => {
  const { space, said } = traverse(world, machine, isInbound)
  return list.flatMap((scenario) => {
    const connections = connectionsOf(scenario)
    const { packet } = scenario
    const reality = { space, world, machine, connections, packet }
    return everyCourse(world.environment, (environment) =>
      judge(machine, environment, connections, packet),
    ).flatMap((judged) =>
      // What the gateway sends to itself comes back in by loopback, which is another question.
      packet.enters === null && judged.trace.some(({ text }) => text.endsWith('by lo'))
        ? []
        : unseen(reality, said, counts, judged),
    )
  })
}
