import { addressBytes } from './addresses.ts'

/** IPv4 options (RFC 791 section 3.1), as bytes for the header. */
const routeOption = (type: number, hops: readonly string[], pointer: number): Buffer =>
  Buffer.concat([Buffer.from([type, 3 + hops.length * 4, pointer]), ...hops.map(addressBytes)])

/** Asks each hop to write its address: a client would learn the gateway's. */
export const recordRoute = (): Buffer => routeOption(7, ['0.0.0.0', '0.0.0.0', '0.0.0.0'], 4)

/** Asks for each hop's address and clock. */
export const timestamp = (): Buffer => Buffer.from([68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0])

/** The next hop is still to be visited. */
export const looseSourceRoute = (hop: string): Buffer => routeOption(131, [hop], 4)

export const strictSourceRoute = (hop: string): Buffer => routeOption(137, [hop], 4)

/** Already walked to its end: an answer would retrace it, by the uplink. */
export const finishedSourceRoute = (hop: string): Buffer => routeOption(131, [hop], 8)

/** A length that runs past the header. */
export const overlongOption = (): Buffer => Buffer.from([7, 39, 4, 0])

/** A length of zero, at which a careless parser would stand still. */
export const zeroLengthOption = (): Buffer => Buffer.from([7, 0, 4, 0])

/** A pointer before the first slot. */
export const badPointer = (): Buffer => Buffer.from([7, 7, 1, 0, 0, 0, 0])

/** Nothing but padding: harmless, and still not what a client's own stack sends. */
export const padding = (): Buffer => Buffer.from([1, 1, 1, 0])

export const routerAlert = (): Buffer => Buffer.from([148, 4, 0, 0])
