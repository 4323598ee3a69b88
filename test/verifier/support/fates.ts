import type { Fate, Judgement, Packet } from '../../../src/netfilter/index.ts'
import { formatPacket, judge, noConnections } from '../../../src/netfilter/index.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import type { Established } from '../../../src/verifier/entries/index.ts'
import type { Reality, Sighting } from './reality.ts'
import { isAnswerIn, isSeenIn, trackingOf } from './reality.ts'

/** How often each was looked for in the flows. */
export interface FateCounts {
  delivered: number
  sent: number
  generated: number
}

type Seen = Extract<Fate, { kind: 'sent' | 'delivered' }>

const isSeen = (fate: Fate): fate is Seen => fate.kind === 'sent' || fate.kind === 'delivered'

const sightingOf = (fate: Seen): Sighting => ({
  packet: fate.packet,
  output: fate.kind === 'sent' ? fate.interface : null,
  isOnItsWay: false,
})

/**
 * A first packet whose source port is exchanged for a free one, which no rule asked for, because its answers would be
 * another connection's: the flows bear the port that it has alone. Its entry is in the invariant like any other.
 */
const isMovedAway = (reality: Reality, out: Packet): boolean => {
  const { machine, world, packet } = reality
  const tracking = trackingOf(reality)
  if (tracking.kind !== 'tracked' || tracking.connection.status.isConfirmed) return false
  const alone = judge(machine, world.environment, noConnections, packet).outcomes
  return !alone.some((fate) => isSeen(fate) && fate.packet.sourcePort === out.sourcePort)
}

const told = ({ packet }: Reality, what: string, fate: Seen): string => {
  const words = (each: Packet): string => formatPacket({ packet: each, met: null })
  return `${what} ${words(packet)}: ${fate.kind} by ${fate.interface} as ${words(fate.packet)}`
}

/**
 * What the reference does with one packet, and answers it, that is in no flow of what can come about; each in words.
 * Answers are followed as far as a client draws them.
 */
export const unseenFates = (
  all: readonly Established[],
  reality: Reality,
  { outcomes, generated }: Judgement,
  counts: FateCounts,
): readonly string[] => {
  const { packet } = reality
  const own = outcomes.filter(isSeen).flatMap((fate) => {
    if (isMovedAway(reality, fate.packet)) return []
    counts[fate.kind] += 1
    const isThere = all.some(({ inbound, outbound }) =>
      isSeenIn(
        reality,
        packet.enters === null ? outbound.sent : inbound[fate.kind],
        sightingOf(fate),
      ),
    )
    return isThere ? [] : [told(reality, 'packet', fate)]
  })
  if (!packet.enters?.startsWith('vif')) return own
  const drawn = generated.flatMap(({ why, packet: answer, judgement }) =>
    judgement.outcomes.filter(isSeen).flatMap((fate) => {
      if (fate.kind !== 'sent') return []
      counts.generated += 1
      const isThere = all.some(({ outbound }) =>
        isAnswerIn(reality, outbound.sent, answer, sightingOf(fate)),
      )
      return isThere ? [] : [told(reality, `${why} to`, fate)]
    }),
  )
  return [...own, ...drawn]
}

/** The kernel takes no rule of a device's chain that asks conntrack (`nf_ct_netns_get` knows no family of netdev). */
export const isLoadable = ({ tables }: Machine): boolean =>
  tables.every(
    ({ family, chains }) =>
      family !== 'netdev' ||
      chains.every(({ rules }) =>
        rules.every(({ steps }) =>
          steps.every(
            (step) =>
              !('key' in step && step.key.some(({ field }) => field.startsWith('ct '))) &&
              !(
                step.kind === 'set-mark' &&
                (step.target === 'ct mark' || step.source === 'ct mark')
              ),
          ),
        ),
      ),
  )
