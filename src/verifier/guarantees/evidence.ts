import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import type { Inbound, Outbound, Question } from '../path/index.ts'
import type { Space } from '../space/index.ts'

/** What guarantees are judged by: everything that packets of one family can come to, under one question. */
export interface Evidence {
  readonly space: Space
  readonly engine: Engine
  readonly question: Question
  readonly inbound: Inbound
  readonly outbound: Outbound
}

/** Packets that break a guarantee, all in one way. */
export interface Breach {
  /** What becomes of them, a sentence without its subject: `leaves by {out}`. */
  readonly fate: BreachFate
  readonly flow: Flow
}

export type BreachFate =
  | 'leaves'
  | 'arrives'
  | 'does not arrive'
  | 'does not leave'
  | 'is offloaded'
  | 'is queued'
  | 'is duplicated'
  | 'is taken'
  | 'is answered'
  | 'tells addresses apart'
  | 'arrives with another source'
