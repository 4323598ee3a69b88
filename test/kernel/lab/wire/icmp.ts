import type { ChecksumQuality, Endpoints } from './checksum.ts'
import { internetChecksum, pseudoHeader, writeChecksum } from './checksum.ts'

/** ICMP (RFC 792) or ICMPv6 (RFC 4443): type, code, the four bytes after the checksum, and what follows. */
export interface Icmp {
  readonly type: number
  readonly code?: number
  /** Identifier and sequence, gateway address, next-hop MTU, ... */
  readonly rest?: Buffer
  readonly checksum?: ChecksumQuality
}

export interface ReadIcmp {
  readonly type: number
  readonly code: number
  readonly rest: Buffer
}

export const icmpType = {
  echoReply: 0,
  unreachable: 3,
  redirect: 5,
  echoRequest: 8,
  timeExceeded: 11,
  parameterProblem: 12,
  timestampRequest: 13,
  addressMaskRequest: 17,
} as const

export const icmp6Type = {
  unreachable: 1,
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
  listenerReportV2: 143,
} as const

const message = (header: Icmp, payload: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([header.type, header.code ?? 0, 0, 0]),
    header.rest ?? Buffer.alloc(4),
    payload,
  ])

/** Identifier and sequence of an echo request. */
export const echo = (id: number, sequence = 1): Buffer => {
  const rest = Buffer.alloc(4)
  rest.writeUInt16BE(id, 0)
  rest.writeUInt16BE(sequence, 2)
  return rest
}

export const icmp = (header: Icmp, payload: Buffer = Buffer.alloc(0)): Buffer => {
  const bytes = message(header, payload)
  return writeChecksum(bytes, 2, internetChecksum(bytes), header.checksum)
}

export const icmp6 = (ends: Endpoints, header: Icmp, payload: Buffer = Buffer.alloc(0)): Buffer => {
  const bytes = message(header, payload)
  const sum = internetChecksum(pseudoHeader(ends, 58, bytes.length), bytes)
  return writeChecksum(bytes, 2, sum, header.checksum)
}

export const readIcmp = (
  bytes: Buffer,
): { readonly header: ReadIcmp; readonly payload: Buffer } | undefined =>
  bytes.length < 8
    ? undefined
    : {
        header: { type: bytes[0] ?? 0, code: bytes[1] ?? 0, rest: bytes.subarray(4, 8) },
        payload: bytes.subarray(8),
      }
