import type { Generated, Station } from '../fate.ts'
import type { Packet } from '../packet.ts'
import { sendOwn } from '../path/send.ts'
import type { Tracking, Walk } from '../walk.ts'

/**
 * A packet that the kernel itself sends goes through OUTPUT and POSTROUTING like any other of the gateway's, and may
 * be dropped there. It has no socket with an owner. No error answers an error, so this ends by itself; the depth is a
 * limit all the same. `through`: the interface that it is bound to, if any.
 */
export const sendGenerated = (
  walk: Walk,
  why: Generated['why'],
  at: Station,
  packet: Packet,
  tracking: Tracking,
  through: string | null = null,
): void => {
  if (walk.depth >= depthMax) return
  const own: Walk = {
    plan: walk.plan,
    environment: walk.environment,
    connections: walk.connections,
    outcomes: [],
    trace: [],
    generated: [],
    depth: walk.depth + 1,
  }
  sendOwn(own, packet, tracking, through)
  walk.connections = own.connections
  const { outcomes, connections, trace, generated } = own
  walk.generated.push({ packet, why, at, judgement: { outcomes, connections, trace, generated } })
}

const depthMax = 4

/** What answers a tracked packet belongs to its connection, as RELATED, and goes the other way (nf_ct_attach). */
export const attached = (tracking: Tracking): Tracking =>
  tracking.kind === 'tracked'
    ? {
        kind: 'tracked',
        connection: tracking.connection,
        direction: tracking.direction === 'original' ? 'reply' : 'original',
        state: 'related',
      }
    : { kind: 'none' }

/** What a packet of the kernel's own has in common with all others. */
export const ownPacket: Omit<Packet, 'family' | 'protocol' | 'source' | 'destination'> = {
  enters: null,
  sourcePort: null,
  destinationPort: null,
  icmp: null,
  tcpFlags: null,
  fragment: { kind: 'none', offset: 0 },
  hasOptions: false,
  extensions: [],
  ttl: 64,
  socket: null,
  mark: 0,
  tracking: 'ordinary',
  other: {},
}
