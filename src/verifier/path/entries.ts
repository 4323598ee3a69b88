import type { Diagram } from '../diagram/index.ts'
import { TRUE } from '../diagram/index.ts'

/**
 * Which entries conntrack may hold, as the packets that can meet one: in its original direction, in its reply
 * direction, and as an error about it. And what their translations lead to, over the translated blocks.
 */
export interface Entries {
  readonly original: Diagram
  readonly reply: Diagram
  readonly related: Diagram
  /** Constrains original and translated destination together, for packets that an entry sends elsewhere. */
  readonly destinations: Diagram
  readonly sources: Diagram
}

/** Anything: connections are older than the rules, and nobody knows of which kind. */
export const anyEntries: Entries = {
  original: TRUE,
  reply: TRUE,
  related: TRUE,
  destinations: TRUE,
  sources: TRUE,
}
