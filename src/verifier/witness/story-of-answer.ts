import type { Connections, Generated, Packet } from '../../netfilter/index.ts'
import { formatPacket, judge, noConnections } from '../../netfilter/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, not, pickOne } from '../diagram/index.ts'
import type { Cause, Drawing, Established } from '../entries/index.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import type { Counterexample, OpeningPacket } from '../result.ts'
import type { Space } from '../space/index.ts'
import { ctKind, has, hasEntry, isIpv4, sourceBlocks } from '../space/index.ts'
import type { Opening } from './opening.ts'
import { certainly, openingsFor } from './opening.ts'
import { preferences } from './preferences.ts'
import type { Settings } from './replay.ts'
import { open, openedFor, settingsTried, told } from './replay.ts'
import { scenarioOf, valuesIn } from './scenario.ts'
import type { Acting } from './stage.ts'
import { interfaceName, stageFor } from './stage.ts'
import { blameOf, traceOf } from './tell.ts'
import { quotedFrom } from './turnout.ts'

/** What comes before the client's packet. */
interface Before {
  readonly connections: Connections
  readonly told: readonly OpeningPacket[]
  readonly others: readonly Acting[]
}

const nothing: Before = { connections: noConnections, told: [], others: [] }

/** What the kernel sends by itself, with the client's packet that it answers and what opened the connection. */
export const answerStory = (
  evidence: Evidence,
  established: Established,
  sent: Acting,
): Counterexample | undefined => {
  for (const drawing of established.drawings)
    for (const settings of settingsTried) {
      const found =
        ofFirst(evidence, sent, drawing, settings) ??
        ofNone(evidence, established, sent, drawing, settings) ??
        ofOlder(evidence, established, sent, drawing, settings)
      if (found) return found
    }
  return undefined
}

/** The client's packets that such an answer goes to, of those that draw one. */
const askers = (
  space: Space,
  { flow, cause }: Drawing,
  sent: Acting,
  set: Diagram,
): Acting | undefined => {
  const { arena } = space
  const { address } = sourceBlocks(flow.binding)
  const all = andAll(arena, [
    certainly(space, flow.set),
    has(space, address, sent.value('destination')),
    set,
  ])
  if (all === FALSE) return undefined
  // The answer's way is another than the packet's came: so the route back to its source is.
  const assignment = pickOne(space.arena, all, [
    has(space, 'reverse path', 0),
    // Of the pieces of a datagram the first alone is answered.
    ...(cause === 'fragment' && isIpv4(space) ? [has(space, 'ip frag-off', 0x2000)] : []),
    not(has(space, 'destination', sent.value('destination'))),
    ...preferences(space, flow.binding),
  ])
  return assignment && { value: valuesIn(space, assignment), binding: flow.binding }
}

const ofFirst = (
  evidence: Evidence,
  sent: Acting,
  drawing: Drawing,
  settings: Settings,
): Counterexample | undefined => {
  const { space } = evidence
  // The answer to a first packet goes the other way.
  if (sent.value('ct direction') === 0n && sent.value('ct kind') === BigInt(ctKind.related))
    return undefined
  const isFirst = and(space.arena, has(space, 'ct first', 1), has(space, 'ct kind', ctKind.new))
  const asker = askers(space, drawing, sent, isFirst)
  return asker && play(evidence, sent, drawing.cause, asker, nothing, settings)
}

/** Without an entry of its own: the answer belongs to whatever it quotes. */
const ofNone = (
  evidence: Evidence,
  established: Established,
  sent: Acting,
  drawing: Drawing,
  settings: Settings,
): Counterexample | undefined => {
  const { space, engine } = evidence
  const none = not(hasEntry(space))
  if (sent.value('ct kind') !== BigInt(ctKind.related)) {
    const asker = askers(space, drawing, sent, none)
    return asker && play(evidence, sent, drawing.cause, asker, nothing, settings)
  }
  const direction = sent.value('ct direction') === 1n ? 'reply' : 'original'
  for (const opening of openingsFor(space, established, sent)) {
    const opened = open(engine, opening, [sent], settings)
    if (!opened) continue
    const quoted = quotedFrom(opened.entry, direction)
    const fits = andAll(space.arena, [
      none,
      has(space, 'l4proto', quoted.protocol),
      has(space, 'source', quoted.source),
      has(space, 'destination', quoted.destination),
      ...(quoted.sourcePort === null ? [] : [has(space, 'source port', quoted.sourcePort)]),
      ...(quoted.destinationPort === null
        ? []
        : [has(space, 'destination port', quoted.destinationPort)]),
    ])
    const asker = askers(space, drawing, sent, fits)
    const before = beforeOf(opened, opening)
    const found = asker && play(evidence, sent, drawing.cause, asker, before, settings)
    if (found) return found
  }
  return undefined
}

const ofOlder = (
  evidence: Evidence,
  established: Established,
  sent: Acting,
  drawing: Drawing,
  settings: Settings,
): Counterexample | undefined => {
  const { space } = evidence
  const isOlder = and(space.arena, has(space, 'ct first', 0), hasEntry(space))
  const asker = askers(space, drawing, sent, isOlder)
  if (!asker) return undefined
  for (const opening of openingsFor(space, established, asker)) {
    const opened = openedFor(evidence.engine, opening, asker, settings)
    if (!opened) continue
    const before = beforeOf(opened, opening)
    const found = play(evidence, sent, drawing.cause, asker, before, settings)
    if (found) return found
  }
  return undefined
}

const beforeOf = (
  { connections, told }: Pick<Before, 'connections' | 'told'>,
  opening: Opening,
): Before => ({ connections, told, others: [opening.acting] })

/** The packet as it draws an answer: at its last hop, where it was to go on. */
const drawing = (packet: Packet, cause: Cause): Packet =>
  cause === 'onward' ? { ...packet, ttl: 1 } : packet

/**
 * The client's packet, then what the kernel sends: at once, or by a table of routes that was chosen anew, if the
 * packet came by the only way back to its source.
 */
const play = (
  evidence: Evidence,
  sent: Acting,
  cause: Cause,
  asker: Acting,
  before: Before,
  settings: Settings,
): Counterexample | undefined => {
  const { space, engine } = evidence
  const { machine } = engine
  const output = interfaceName(space, sent, 'oif')
  const { packet } = scenarioOf(space, asker.binding, asker.value)
  const asking = drawing(packet, cause)
  const away = [{ to: asking.source, by: output }]
  for (const ways of [away, []]) {
    const environment = stageFor(space, [asker, ...before.others, sent], ways, settings)
    const judgement = judge(machine, environment, before.connections, asking)
    const answers = judgement.generated.filter(
      (each) => BigInt(each.packet.protocol) === sent.value('l4proto'),
    )
    const anew = stageFor(space, [asker, ...before.others, sent], away, settings)
    const later = answers.map(
      (each): Generated => ({
        ...each,
        judgement: judge(machine, anew, judgement.connections, each.packet),
      }),
    )
    const found = [...answers, ...later].find(({ judgement: of }) =>
      of.outcomes.some((each) => each.kind === 'sent' && each.interface === output),
    )
    if (found)
      return counterexample(evidence, sent, found, [...before.told, told(asking, judgement)])
  }
  return undefined
}

const counterexample = (
  { space }: Evidence,
  { value, binding }: Acting,
  { packet, judgement }: Generated,
  opening: readonly OpeningPacket[],
): Counterexample => {
  const { met } = scenarioOf(space, binding, value)
  return {
    packet: formatPacket({ packet, met: met && { ...met, dnat: null, snat: null } }),
    needsOlderFlow: false,
    opening,
    isReplayed: true,
    isMissed: false,
    fate: `it leaves by ${space.interfaces.samples[Number(value('oif'))] ?? ''}`,
    trace: traceOf(judgement),
    blame: blameOf(judgement),
  }
}
