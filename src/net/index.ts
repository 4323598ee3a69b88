/** Addresses, prefixes, port ranges, interface patterns: values and set algebra. Nothing here does IO. */
export type { Address, Family } from './address.ts'
export {
  compareAddresses,
  familyBits,
  familyMaximum,
  formatAddress,
  parseAddress,
  sameAddress,
} from './address.ts'
export { intervalToPrefixes, otherAddresses, prefixesToSet, setToPrefixes } from './address-set.ts'
export type { InterfacePatternFault } from './interface-pattern.ts'
export {
  interfaceNameBytesMaximum,
  interfacePatternFault,
  isInterfaceName,
  isInterfacePattern,
  patternMatches,
  patternsOverlap,
} from './interface-pattern.ts'
export type { Interval, IntervalSet } from './interval-set.ts'
export {
  complement,
  difference,
  emptySet,
  intersection,
  intervalSet,
  setContains,
  setIncludes,
  setSize,
  setsEqual,
  union,
} from './interval-set.ts'
export type { PortSet } from './port-set.ts'
export { formatPortSet, otherPorts, parsePortSet, portMaximum, portSet } from './port-set.ts'
export type { Prefix, PrefixReading } from './prefix.ts'
export {
  comparePrefixes,
  correctedPrefix,
  formatPrefix,
  hostPrefix,
  networkOf,
  parsePrefix,
  prefixContains,
  prefixContainsAddress,
  prefixesOverlap,
  prefixInterval,
  readPrefix,
  withoutContained,
} from './prefix.ts'
