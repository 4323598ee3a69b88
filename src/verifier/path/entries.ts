import type { Diagram } from '../diagram/index.ts'
import { TRUE } from '../diagram/index.ts'

/**
 * Which entries conntrack may hold, as the packets that can meet one, with the status and mark that they find: in its
 * original direction, in its reply direction, and as an error about it (which says which direction it belongs to).
 */
export interface Entries {
  readonly original: Diagram
  readonly reply: Diagram
  readonly related: Diagram
  /** Of packets that meet one: what its translation makes of the destination, over the translated blocks. */
  readonly destinations: Diagram
  /** The same with the source. */
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
