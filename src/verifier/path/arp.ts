import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { andAll, exists, rename } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { arpOperation, block, has, sender, untranslated } from '../space/index.ts'
import type { Question } from './hook.ts'
import { passHook } from './hook.ts'
import type { Inbound } from './inbound.ts'
import { enteringPackets, leavingPackets } from './laws.ts'
import type { Outbound } from './outbound.ts'

/** What the kernel hears of ARP: it has a hook INPUT of its own, and the device's ingress before that. */
export const hearArp = (engine: Engine, question: Question): Inbound => {
  const entering: Flow = { set: enteringPackets(engine.space), binding: untranslated }
  const entered = passHook(engine, question, 'ingress', [entering])
  const heard = passHook(engine, question, 'input', entered.flows)
  return {
    routed: [],
    delivered: heard.flows,
    left: [],
    sent: [],
    happenings: [...entered.happenings, ...heard.happenings],
    passages: [...entered.passages, ...heard.passages],
  }
}

/** What it may say: all that passes OUTPUT and the device. */
export const sayArp = (engine: Engine, question: Question): Outbound => {
  const { space } = engine
  const set = andAll(space.arena, [leavingPackets(space), has(space, 'sender', sender.kernel)])
  const put = passHook(engine, question, 'output', [{ set, binding: untranslated }])
  const sent = passHook(engine, question, 'egress', put.flows)
  return { left: put.flows, sent: sent.flows, happenings: [...put.happenings, ...sent.happenings] }
}

/** Question and answer have these the other way round: an answer comes from what was asked for, to who asked. */
const exchanged: readonly (readonly [string, string])[] = [
  ['iif', 'oif'],
  ['iif group', 'oif group'],
  ['source', 'destination'],
  ['source type', 'type'],
  ['source facing', 'facing'],
]

/** What a packet of ARP says of its own, which is not its counterpart's. */
const ownWords = [
  ...['sender', 'arp operation', 'arp saddr ether', 'arp daddr ether', 'ether saddr'],
  ...['ether daddr', 'meta pkttype', 'meta length', 'mark'],
]

/** The questions that any of these would answer. */
export const questionsOf = (space: Space, answers: Diagram): Diagram => {
  const { arena } = space
  const replies = andAll(arena, [answers, has(space, 'arp operation', arpOperation.reply)])
  const told = exists(
    arena,
    replies,
    [...ownWords, 'iif', 'iif group'].flatMap((name) => [...block(space, name)]),
  )
  const names = exchanged.flatMap(([one, other]) => {
    const [left, right] = [block(space, one), block(space, other)]
    return left.flatMap((bit, index): [number, number][] => {
      const mate = right[index] ?? bit
      return [
        [bit, mate],
        [mate, bit],
      ]
    })
  })
  return rename(arena, told, names)
}
