import { addressBytes, addressText } from './addresses.ts'

/** An IPv6 header (RFC 8200) with its extension headers in order. */
export interface Ipv6 {
  readonly source: string
  readonly destination: string
  /** Of what follows the extension headers. */
  readonly protocol: number
  readonly hopLimit?: number
  readonly flowLabel?: number
  readonly extensions?: readonly Extension[]
  /** What the header claims, where it shall be a lie. */
  readonly payloadLength?: number
}

/** One extension header: its number and its body from the third byte on (the first two are filled in). */
export interface Extension {
  readonly protocol: number
  readonly body: Buffer
}

export interface ReadIpv6 {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  readonly hopLimit: number
  readonly flowLabel: number
  readonly extensions: readonly number[]
}

const extensionNumbers: ReadonlySet<number> = new Set([0, 43, 44, 60])

/** Padding only, which every receiver skips (PadN). */
export const hopByHop = (): Extension => ({ protocol: 0, body: Buffer.from([1, 4, 0, 0, 0, 0]) })

export const destinationOptions = (): Extension => ({ ...hopByHop(), protocol: 60 })

/** Type 0 by default: deprecated by RFC 5095 for what it lets a sender do. */
export const routingHeader = (hop: string, type = 0): Extension => ({
  protocol: 43,
  body: Buffer.concat([Buffer.from([type, 1, 0, 0, 0, 0]), addressBytes(hop)]),
})

/** Offset in bytes, a multiple of 8. */
export const fragmentHeader = (id: number, offset: number, more: boolean): Extension => {
  const body = Buffer.alloc(6)
  body.writeUInt16BE(offset | (more ? 1 : 0), 0)
  body.writeUInt32BE(id, 2)
  return { protocol: 44, body }
}

const chain = (extensions: readonly Extension[], protocol: number): Buffer =>
  Buffer.concat(
    extensions.map((extension, index) => {
      const next = extensions[index + 1]?.protocol ?? protocol
      const units = extension.protocol === 44 ? 0 : (extension.body.length + 2) / 8 - 1
      return Buffer.concat([Buffer.from([next, units]), extension.body])
    }),
  )

export const ipv6 = (header: Ipv6, payload: Buffer): Buffer => {
  const extensions = header.extensions ?? []
  const body = Buffer.concat([chain(extensions, header.protocol), payload])
  const bytes = Buffer.alloc(40)
  bytes.writeUInt32BE(0x60000000 | ((header.flowLabel ?? 0) & 0xfffff), 0)
  bytes.writeUInt16BE(header.payloadLength ?? body.length, 4)
  bytes[6] = extensions[0]?.protocol ?? header.protocol
  bytes[7] = header.hopLimit ?? 64
  addressBytes(header.source).copy(bytes, 8)
  addressBytes(header.destination).copy(bytes, 24)
  return Buffer.concat([bytes, body])
}

export const readIpv6 = (
  bytes: Buffer,
): { readonly header: ReadIpv6; readonly payload: Buffer } | undefined => {
  if (bytes.length < 40 || (bytes[0] ?? 0) >>> 4 !== 6) return undefined
  const extensions: number[] = []
  let next = bytes[6] ?? 59
  let at = 40
  while (extensionNumbers.has(next) && at + 8 <= bytes.length) {
    extensions.push(next)
    const length = next === 44 ? 8 : ((bytes[at + 1] ?? 0) + 1) * 8
    next = bytes[at] ?? 59
    at += length
  }
  const header = {
    source: addressText(bytes.subarray(8, 24)),
    destination: addressText(bytes.subarray(24, 40)),
    protocol: next,
    hopLimit: bytes[7] ?? 0,
    flowLabel: bytes.readUInt32BE(0) & 0xfffff,
    extensions,
  }
  return { header, payload: bytes.subarray(at, Math.max(at, 40 + bytes.readUInt16BE(4))) }
}
