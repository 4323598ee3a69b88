import type { Place } from '../../ruleset/index.ts'
import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import type { Inbound, Outbound, Question } from '../path/index.ts'
import type { Shown } from '../shown.ts'
import type { Space } from '../space/index.ts'

/** What guarantees are judged by: everything that packets of one family can come to, under one question. */
export interface Evidence {
  readonly space: Space
  readonly engine: Engine
  readonly question: Question
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly shown: Shown
}

/** Packets that break a guarantee, all in one way. */
export interface Breach {
  /** What becomes of them, a sentence without its subject: `leaves by {out}`. */
  readonly fate: BreachFate
  readonly flow: Flow
  /** What a file besides the ruleset has to do with it; left out: nothing. */
  readonly told?: Told
}

/** A line of such a file, and what it does to the packet. */
export interface Told {
  /** Goes on where the fate ends: `where no TransPort listens`. */
  readonly text: string
  /** The line in its words, or null: it is what no line says that matters. */
  readonly line: { readonly text: string; readonly place: Place | null } | null
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
  | 'is answered for another address'
  | 'is not answered to another address'
  | 'asks in the name of another address'
  /** It arrives at the gateway, and `told` says what is wrong with that. */
  | 'arrives where'
  /** `told` alone says what is wrong with it. */
  | 'disagrees'
