import type { Machine } from '../ruleset/index.ts'
import type { Connections } from './connection.ts'
import type { Environment } from './environment.ts'
import type { Judgement } from './fate.ts'
import type { Packet } from './packet.ts'

/**
 * What becomes of a packet: the reference that the verifier's answers and a real kernel are compared with.
 * A function of its arguments, as far as `environment.decide` is one.
 */
export const judge = (
  _machine: Machine,
  _environment: Environment,
  _connections: Connections,
  packet: Packet,
): Judgement => {
  throw new Error(`bug: not built yet: ${packet.family}`)
}
