import type { ChecksumQuality, Endpoints } from './checksum.ts'
import { internetChecksum, pseudoHeader, writeChecksum } from './checksum.ts'

export const tcpFlag = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ece: 64,
  cwr: 128,
} as const

export type TcpFlag = keyof typeof tcpFlag

/** A TCP header (RFC 9293). */
export interface Tcp {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly flags: readonly TcpFlag[]
  readonly sequence?: number
  readonly acknowledgement?: number
  readonly window?: number
  /** Padded with zeros to a multiple of 4 bytes. */
  readonly options?: Buffer
  readonly checksum?: ChecksumQuality
}

export interface ReadTcp {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly flags: readonly TcpFlag[]
  readonly sequence: number
  readonly acknowledgement: number
}

const flagNames = Object.keys(tcpFlag) as readonly TcpFlag[]

export const tcp = (ends: Endpoints, header: Tcp, payload: Buffer = Buffer.alloc(0)): Buffer => {
  const options = header.options ?? Buffer.alloc(0)
  const bytes = Buffer.alloc(20 + Math.ceil(options.length / 4) * 4)
  bytes.writeUInt16BE(header.sourcePort, 0)
  bytes.writeUInt16BE(header.destinationPort, 2)
  bytes.writeUInt32BE((header.sequence ?? 0) >>> 0, 4)
  bytes.writeUInt32BE((header.acknowledgement ?? 0) >>> 0, 8)
  bytes[12] = (bytes.length / 4) << 4
  bytes[13] = header.flags.reduce((bits, flag) => bits | tcpFlag[flag], 0)
  bytes.writeUInt16BE(header.window ?? 64240, 14)
  options.copy(bytes, 20)
  const segment = Buffer.concat([bytes, payload])
  const sum = internetChecksum(pseudoHeader(ends, 6, segment.length), segment)
  return writeChecksum(segment, 16, sum, header.checksum)
}

export const readTcp = (
  bytes: Buffer,
): { readonly header: ReadTcp; readonly payload: Buffer } | undefined => {
  if (bytes.length < 20) return undefined
  const bits = bytes[13] ?? 0
  const header = {
    sourcePort: bytes.readUInt16BE(0),
    destinationPort: bytes.readUInt16BE(2),
    flags: flagNames.filter((flag) => (bits & tcpFlag[flag]) !== 0),
    sequence: bytes.readUInt32BE(4),
    acknowledgement: bytes.readUInt32BE(8),
  }
  return { header, payload: bytes.subarray(((bytes[12] ?? 0x50) >>> 4) * 4) }
}
