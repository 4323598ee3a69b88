import { isSpoofed } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { survivors } from './part.ts'

/** A client packet whose source is not that client's own address arrives nowhere. */
export const noSpoofing: Guarantee = {
  id: 'no-spoofing',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: (evidence) => survivors(evidence, isSpoofed(evidence.space)),
}
