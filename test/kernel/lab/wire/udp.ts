import type { ChecksumQuality, Endpoints } from './checksum.ts'
import { internetChecksum, pseudoHeader, writeChecksum } from './checksum.ts'

/** A UDP header (RFC 768). */
export interface Udp {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly checksum?: ChecksumQuality
  /** What the header claims, where it shall be a lie. */
  readonly length?: number
}

export interface ReadUdp {
  readonly sourcePort: number
  readonly destinationPort: number
}

export const udp = (ends: Endpoints, header: Udp, payload: Buffer): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(8), payload])
  bytes.writeUInt16BE(header.sourcePort, 0)
  bytes.writeUInt16BE(header.destinationPort, 2)
  bytes.writeUInt16BE(header.length ?? bytes.length, 4)
  const sum = internetChecksum(pseudoHeader(ends, 17, bytes.length), bytes)
  return writeChecksum(bytes, 6, sum === 0 ? 0xffff : sum, header.checksum)
}

export const readUdp = (
  bytes: Buffer,
): { readonly header: ReadUdp; readonly payload: Buffer } | undefined =>
  bytes.length < 8
    ? undefined
    : {
        header: { sourcePort: bytes.readUInt16BE(0), destinationPort: bytes.readUInt16BE(2) },
        payload: bytes.subarray(8),
      }
