import type {
  Connection,
  Connections,
  Environment,
  Fate,
  Judgement,
  Packet,
} from '../../netfilter/index.ts'
import { formatPacket, judge, noConnections } from '../../netfilter/index.ts'
import type { Engine } from '../chain/engine.ts'
import type { OpeningPacket } from '../result.ts'
import { ctKind } from '../space/index.ts'
import type { Opening } from './opening.ts'
import { scenarioOf } from './scenario.ts'
import type { Acting, Way } from './stage.ts'
import { interfaceName, stageFor } from './stage.ts'

/** What the reference made of the packets that open a connection. */
export interface Opened {
  readonly connections: Connections
  readonly entry: Connection
  readonly told: readonly OpeningPacket[]
  /** By which interface answers enter, or null where the gateway itself gives them. */
  readonly answersBy: string | null
}

export type Settings = Pick<Environment, 'decide' | 'listeners'>

/** What rules leave open is tried both ways, and so is whether anybody listens. */
export const settingsTried: readonly Settings[] = [true, false].flatMap((holds) =>
  [null, []].map((listeners) => ({ decide: () => holds, listeners })),
)

/** The connection as the packet needs it: answered, for one that is to be ESTABLISHED by another's answer. */
export const openedFor = (
  engine: Engine,
  opening: Opening,
  later: Acting,
  settings: Settings,
): Opened | undefined => {
  const opened = open(engine, opening, [later], settings)
  const isAnswered =
    later.value('ct kind') === BigInt(ctKind.established) && later.value('ct direction') === 0n
  return opened && isAnswered ? answer(engine, opening, opened, [later], settings) : opened
}

/** Plays the opening packet from an empty table; undefined where no entry comes of it. */
export const open = (
  engine: Engine,
  opening: Opening,
  others: readonly Acting[],
  settings: Settings,
): Opened | undefined => {
  const { space, machine } = engine
  const { acting } = opening
  const { packet } = scenarioOf(space, acting.binding, acting.value)
  const environment = stageFor(space, [acting, ...others], [], settings)
  const judgement = judge(machine, environment, noConnections, packet)
  const { connections, outcomes } = judgement
  const entry = connections.entries.at(-1)
  const sent = outcomes.find((each) => each.kind === 'sent')
  if (!entry || (opening.how !== 'delivered' && !sent)) return undefined
  return {
    connections,
    entry,
    told: [told(packet, judgement)],
    answersBy: sent?.kind === 'sent' ? sent.interface : null,
  }
}

/** Plays an answer to the opening packet: from now on the connection is ESTABLISHED. */
const answer = (
  engine: Engine,
  opening: Opening,
  opened: Opened,
  others: readonly Acting[],
  settings: Settings,
): Opened | undefined => {
  const { space, machine } = engine
  const { entry, answersBy } = opened
  const { reply, protocol, family } = entry
  const back = interfaceName(space, opening.acting, 'iif')
  const ways: readonly Way[] = back === '' ? [] : [{ to: reply.destination, by: back }]
  const isSyn = (opening.acting.value('tcp flags') & 2n) !== 0n
  const isIcmp = protocol === 1 || protocol === 58
  const packet: Packet = {
    family,
    enters: answersBy,
    protocol,
    source: reply.source,
    destination: reply.destination,
    sourcePort: withPorts.includes(protocol) ? reply.sourceKey : null,
    destinationPort: withPorts.includes(protocol) ? reply.destinationKey : null,
    icmp: isIcmp
      ? {
          type: reply.destinationKey >> 8,
          code: reply.destinationKey & 255,
          id: reply.sourceKey,
          quoted: null,
        }
      : null,
    tcpFlags: protocol === 6 ? (isSyn ? 0x12 : 0x10) : null,
    fragment: { kind: 'none', offset: 0 },
    hasOptions: false,
    extensions: [],
    ttl: 64,
    socket: answersBy === null ? { uid: space.facts.tor.uid ?? 0, gid: 0 } : null,
    mark: 0,
    tracking: 'ordinary',
    other: {},
  }
  const environment = stageFor(space, [opening.acting, ...others], ways, settings)
  const judgement = judge(machine, environment, opened.connections, packet)
  const now = judgement.connections.entries.find(
    (each) => each.original === entry.original && each.reply === entry.reply,
  )
  if (!now?.status.seenReply) return undefined
  return {
    ...opened,
    connections: judgement.connections,
    entry: now,
    told: [...opened.told, told(packet, judgement)],
  }
}

const withPorts: readonly number[] = [6, 17, 132, 136]

/** A packet of a story for people: itself, and what becomes of it. */
export const told = (packet: Packet, { outcomes }: Judgement): OpeningPacket => ({
  packet: formatPacket({ packet, met: null }),
  fate: outcomes.map(fateWords).join('; '),
})

const fateWords = (fate: Fate): string => {
  switch (fate.kind) {
    case 'sent':
    case 'offloaded':
      return `it leaves by ${fate.interface}`
    case 'delivered':
      return 'it arrives at the gateway'
    case 'dropped':
      return 'it is dropped'
    case 'held':
      return 'it waits for the rest of its datagram'
    case 'queued':
      return 'a program sees it'
    case 'escaped':
      return 'a statement sends it elsewhere'
    case 'stolen':
      return 'the kernel answers it'
    case 'unknown':
      return 'what becomes of it is not known'
  }
}
