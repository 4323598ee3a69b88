import { addressBytes, addressText } from './addresses.ts'
import type { ChecksumQuality } from './checksum.ts'
import { internetChecksum, writeChecksum } from './checksum.ts'

/** An IPv4 header (RFC 791). What is left out is what a plain host would send. */
export interface Ipv4 {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  readonly ttl?: number
  readonly id?: number
  readonly dontFragment?: boolean
  readonly moreFragments?: boolean
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset?: number
  /** Padded with end-of-options to a multiple of 4 bytes; at most 40. */
  readonly options?: Buffer
  readonly checksum?: ChecksumQuality
  /** What the header claims, where it shall be a lie. */
  readonly totalLength?: number
}

/** What a decoder sees: every field filled in. */
export interface ReadIpv4 {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  readonly ttl: number
  readonly id: number
  readonly moreFragments: boolean
  readonly fragmentOffset: number
  readonly options: Buffer
  readonly checksum: ChecksumQuality
}

export const ipv4 = (header: Ipv4, payload: Buffer): Buffer => {
  const options = header.options ?? Buffer.alloc(0)
  const padded = Buffer.alloc(Math.ceil(options.length / 4) * 4)
  options.copy(padded)
  const bytes = Buffer.concat([Buffer.alloc(20), padded])
  bytes[0] = 0x40 | (bytes.length / 4)
  bytes.writeUInt16BE(header.totalLength ?? bytes.length + payload.length, 2)
  bytes.writeUInt16BE(header.id ?? 0, 4)
  const flags = (header.dontFragment ? 0x4000 : 0) | (header.moreFragments ? 0x2000 : 0)
  bytes.writeUInt16BE(flags | ((header.fragmentOffset ?? 0) >>> 3), 6)
  bytes[8] = header.ttl ?? 64
  bytes[9] = header.protocol
  addressBytes(header.source).copy(bytes, 12)
  addressBytes(header.destination).copy(bytes, 16)
  writeChecksum(bytes, 10, internetChecksum(bytes), header.checksum)
  return Buffer.concat([bytes, payload])
}

/** The datagram in fragments of at most `size` payload bytes, a multiple of 8. */
export const fragmentIpv4 = (header: Ipv4, payload: Buffer, size: number): readonly Buffer[] => {
  const fragments: Buffer[] = []
  for (let at = 0; at < payload.length; at += size)
    fragments.push(
      ipv4(
        { ...header, fragmentOffset: at, moreFragments: at + size < payload.length },
        payload.subarray(at, at + size),
      ),
    )
  return fragments
}

export const readIpv4 = (
  bytes: Buffer,
): { readonly header: ReadIpv4; readonly payload: Buffer } | undefined => {
  const first = bytes[0]
  if (first === undefined || first >>> 4 !== 4 || bytes.length < 20) return undefined
  const length = (first & 15) * 4
  if (length < 20 || bytes.length < length) return undefined
  const fragment = bytes.readUInt16BE(6)
  const header = {
    source: addressText(bytes.subarray(12, 16)),
    destination: addressText(bytes.subarray(16, 20)),
    protocol: bytes[9] ?? 0,
    ttl: bytes[8] ?? 0,
    id: bytes.readUInt16BE(4),
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    options: bytes.subarray(20, length),
    checksum: internetChecksum(bytes.subarray(0, length)) === 0 ? 'good' : 'bad',
  } as const
  return { header, payload: bytes.subarray(length, Math.max(length, bytes.readUInt16BE(2))) }
}
