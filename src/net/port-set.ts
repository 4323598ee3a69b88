import type { Interval, IntervalSet } from './interval-set.ts'
import { complement, intervalSet } from './interval-set.ts'

/** The highest port of TCP, UDP, SCTP and DCCP. Port 0 is a number on the wire like any other, so sets may hold it. */
export const portMaximum = 65535n

/** Ports as an interval set of 0 to 65535. */
export type PortSet = IntervalSet

const parsePort = (text: string): bigint | undefined =>
  /^(0|[1-9][0-9]{0,4})$/.test(text) && BigInt(text) <= portMaximum ? BigInt(text) : undefined

/** `53`, or `1024-65535` with the lower bound first; decimal without leading zeros or spaces. */
const parsePortRange = (text: string): Interval | undefined => {
  const bounds = text.split('-').map(parsePort)
  const [first, last = first] = bounds
  if (bounds.length > 2 || bounds.includes(undefined)) return undefined
  if (first === undefined || last === undefined || first > last) return undefined
  return { first, last }
}

/** `53,1024-65535`: ports and ranges between commas. The empty text is the empty set; what is no port list is undefined. */
export const parsePortSet = (text: string): PortSet | undefined => {
  if (text === '') return []
  const ranges = text.split(',').map(parsePortRange)
  const known = ranges.filter((range) => range !== undefined)
  return known.length === ranges.length ? intervalSet(known) : undefined
}

/** The canonical text, which `parsePortSet` reads back to the same set. */
export const formatPortSet = (set: PortSet): string =>
  set.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',')

export const portSet = (ports: readonly number[]): PortSet =>
  intervalSet(ports.map((port) => ({ first: BigInt(port), last: BigInt(port) })))

export const otherPorts = (set: PortSet): PortSet => complement(set, portMaximum)
