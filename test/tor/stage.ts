import type { ExpectedFacts } from '../kernel/lab/facts.ts'
import type { Topology } from '../kernel/lab/topology.ts'
import type { Vxlan } from '../kernel/lab/vxlan.ts'
import type { Client } from './client/client.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { TorNetwork } from './network/index.ts'
import type { Servers } from './servers/start.ts'
import type { Tap } from './tap/tap.ts'
import type { World } from './world/build.ts'
import { injector } from './world/build.ts'

/** Everything that a claim can use: who stands where, and what each of them has seen. */
export interface Stage {
  readonly topology: Topology
  readonly world: World
  readonly network: TorNetwork
  readonly servers: Servers
  readonly gateway: Gateway
  readonly clients: readonly [Client, Client]
  /** On the uplink's wire since before the gateway booted. */
  readonly uplink: Tap
  readonly vxlan: Vxlan
  /** Whom Tor runs as; 0 where this namespace has no other users. */
  readonly torUid: number
  /** Whether there is time for all ports, and the like. */
  readonly thorough: boolean
  /** What the policy promises. */
  readonly facts: ExpectedFacts
}

/** Puts frames on the uplink's wire, as anybody of the gateway's own network can. */
export const sendByUplink = (stage: Stage, frames: readonly Buffer[]): Promise<void> =>
  stage.vxlan.send(frames.map((frame) => ({ network: injector.upstream, frame })))

/** Waits until the gateway has dealt with all that came, on every wire, and all that it sent is recorded. */
export const settle = async ({ uplink, clients }: Stage): Promise<void> => {
  // Twice: what came by one wire may still have been on its way to another when that one was asked.
  for (let round = 0; round < 2; round++)
    for (const tap of [...clients.map((client) => client.tap), uplink]) await tap.settle()
}
