import { addressBytes } from './addresses.ts'

/** Source and destination address in text: what TCP, UDP and ICMPv6 checksums cover beside the segment. */
export interface Endpoints {
  readonly source: string
  readonly destination: string
}

/** `bad` is off by one bit, so that nothing but the checksum is wrong. */
export type ChecksumQuality = 'good' | 'bad'

/** The Internet checksum (RFC 1071) of the bytes, its own field being zero. */
export const internetChecksum = (...parts: readonly Buffer[]): number => {
  const bytes = Buffer.concat(parts)
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

/** The pseudo-header of RFC 9293 (IPv4) or RFC 8200 section 8.1 (IPv6). */
export const pseudoHeader = (ends: Endpoints, protocol: number, length: number): Buffer => {
  const source = addressBytes(ends.source)
  const tail = Buffer.alloc(source.length === 4 ? 4 : 8)
  if (source.length === 4) tail.writeUInt16BE(length, 2)
  else tail.writeUInt32BE(length, 0)
  tail[source.length === 4 ? 1 : 7] = protocol
  return Buffer.concat([source, addressBytes(ends.destination), tail])
}

/** Writes a checksum at an offset; a wrong one where the fault is wanted. */
export const writeChecksum = (
  bytes: Buffer,
  offset: number,
  value: number,
  quality: ChecksumQuality = 'good',
): Buffer => {
  bytes.writeUInt16BE(quality === 'good' ? value : value ^ 0x0100, offset)
  return bytes
}
