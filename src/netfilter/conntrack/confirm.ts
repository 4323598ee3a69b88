import type { Connection } from '../connection.ts'
import type { Passed, Passenger, Walk } from '../walk.ts'
import { dropsAt, noteKernel } from '../walk.ts'
import { findConnection } from './tuple.ts'

/**
 * `__nf_conntrack_confirm`, the last of INPUT and POSTROUTING: only now does the entry enter the table. What is
 * dropped before leaves none, so that its next packet is NEW again.
 */
export const confirm = (walk: Walk, hook: string, passenger: Passenger): Passed => {
  const { tracking } = passenger
  if (tracking.kind !== 'tracked' || tracking.direction !== 'original') return passenger
  // What answers a first packet goes the other way and confirms nothing; an error about that answer does.
  const { connection } = tracking
  if (connection.status.isConfirmed) return passenger
  const clash = [connection.original, connection.reply].some((tuple) =>
    findConnection(walk.connections, connection.family, connection.protocol, tuple),
  )
  if (clash) return dropsAt(walk, 'nat', hook, 'conntrack: another connection has this tuple')
  const confirmed: Connection = {
    ...connection,
    status: { ...connection.status, isConfirmed: true },
  }
  walk.connections = { entries: [...walk.connections.entries, confirmed] }
  noteKernel(walk, hook, 'conntrack: the connection is confirmed')
  return { ...passenger, tracking: { ...tracking, connection: confirmed } }
}
