/** Packets of one family as variables, and what the tests of rules mean in them. */
export type { Binding } from './binding.ts'
export { bindingKey, destinationBlocks, sourceBlocks, untranslated } from './binding.ts'
export type { InterfaceAtoms } from './interfaces.ts'
export { interfaceAtoms, NO_INTERFACE } from './interfaces.ts'
export { keyOf } from './key.ts'
export {
  addressType,
  arpOperation,
  ctKind,
  ctStatusBit,
  hasEntry,
  icmpProtocol,
  isIpv4,
  netFamily,
  portedProtocols,
  sender,
  untrackedKinds,
} from './kinds.ts'
export type { SpaceFamily } from './layout.ts'
export { atFirst, otherFields } from './layout.ts'
export { meaningOf } from './meaning.ts'
export type { NewValue } from './retarget.ts'
export { retarget, same } from './retarget.ts'
export type { Space, SpaceOptions } from './space.ts'
export { block, createSpace, firstBlock, has, hasAny } from './space.ts'
export type { TableView } from './table-view.ts'
export { viewTable } from './table-view.ts'
export {
  catchAllLast,
  environmentChoice,
  hotDropped,
  setQuestion,
  splitTuples,
  testHolds,
  tupleHolds,
} from './test.ts'
