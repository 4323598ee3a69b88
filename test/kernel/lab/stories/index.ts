/** Attacks and services that take more than one packet, each a function of any ruleset. */
import { clientGoneStories } from './client-gone.ts'
import { dhcp } from './dhcp.ts'
import { egress } from './egress.ts'
import { hotPlug } from './hot-plug.ts'
import { olderFlows } from './older-flows.ts'
import { oracles } from './oracles.ts'
import { ownerless } from './ownerless.ts'
import { posing } from './posing.ts'
import { reassembly } from './reassembly.ts'
import { served } from './served.ts'
import type { Story } from './story.ts'

export type { Outcome, Scene, Story } from './story.ts'

/** In the order in which they are printed. */
export const stories: readonly Story[] = [
  served,
  dhcp,
  olderFlows,
  ...clientGoneStories,
  reassembly,
  posing,
  hotPlug,
  oracles,
  egress,
  ownerless,
]
