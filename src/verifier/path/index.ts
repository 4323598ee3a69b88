/** The way of packets through the hooks, from an interface to the wire. */
export { hearArp, questionsOf, sayArp } from './arp.ts'
export { hasOptions, headerBits, isWhole } from './defragment.ts'
export type { Entries } from './entries.ts'
export { anyEntries } from './entries.ts'
export type { Happening, Passage, Question } from './hook.ts'
export type { Inbound } from './inbound.ts'
export { traverseInbound } from './inbound.ts'
export {
  destinationLaws,
  enteringPackets,
  inPrefixes,
  interfaceLaw,
  inZone,
  leavingPackets,
  untrackedYet,
} from './laws.ts'
export type { Outbound } from './outbound.ts'
export { isIcmpError, ofSender, sendThrough, traverseOutbound } from './outbound.ts'
export type { Order, Stop } from './plan.ts'
export { hasNat, isOrderAmbiguous, isTracked } from './plan.ts'
export { beginning, connectionBits, olderPackets, sensible, statusBit, track } from './track.ts'
