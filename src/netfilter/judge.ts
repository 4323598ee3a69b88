import { assert } from '../assert.ts'
import type { Machine } from '../ruleset/index.ts'
import type { Connections } from './connection.ts'
import type { Environment } from './environment.ts'
import type { Judgement } from './fate.ts'
import { planHooks } from './hook-plan.ts'
import type { Packet } from './packet.ts'
import { receive } from './path/receive.ts'
import { sendOwn } from './path/send.ts'
import type { Tracking, Walk } from './walk.ts'

/**
 * What becomes of a packet: the reference that the verifier's answers and a real kernel are compared with.
 * A function of its arguments, as far as `environment.decide` is one.
 */
export const judge = (
  machine: Machine,
  environment: Environment,
  connections: Connections,
  packet: Packet,
): Judgement => {
  const walk: Walk = {
    plan: planHooks(machine),
    environment,
    connections,
    outcomes: [],
    trace: [],
    generated: [],
    depth: 0,
  }
  const tracking: Tracking =
    packet.tracking === 'untracked' ? { kind: 'untracked' } : { kind: 'none' }
  if (packet.enters === null) sendOwn(walk, packet, tracking)
  else
    receive(walk, {
      packet,
      mark: packet.mark,
      tracking,
      input: packet.enters,
      output: null,
      nextHop: null,
      socket: packet.socket,
      tproxy: null,
      keepsRoute: false,
    })
  assert(walk.outcomes.length > 0, 'every packet has a fate')
  const { outcomes, trace, generated } = walk
  return { outcomes, connections: walk.connections, trace, generated }
}
