import type { Packet } from '../../../src/netfilter/index.ts'
import type { Body } from './sent.ts'

type Fields = Packet['other']

/** Fields that the reference does not derive from a packet's parts: as they stand on the wire. */
export const ipv4 = (bytes: Buffer): Fields => ({
  'ip length': BigInt(bytes.length),
  'ip hdrlength': BigInt((bytes[0] ?? 0) & 15),
})

export const ipv6 = (bytes: Buffer): Fields => ({ 'ip6 length': BigInt(bytes.length - 40) })

export const tcp = (body: Extract<Body, { kind: 'tcp' }>): Fields => ({
  'tcp sequence': BigInt(body.sequence >>> 0),
  'tcp ackseq': BigInt(body.acknowledgement >>> 0),
  'tcp window': 64240n,
  'tcp doff': 5n,
})

export const udp = (body: Extract<Body, { kind: 'udp' }>): Fields => ({
  'udp length': BigInt(8 + body.payload),
})

/** What a rule reads where it takes these bytes for a header; a field that lies beyond them is not there. */
export const misreadFields = (bytes: Buffer): Fields => ({
  ...(bytes.length >= 6 ? { 'udp length': BigInt(bytes.readUInt16BE(4)) } : {}),
  ...(bytes.length >= 8 ? { 'tcp sequence': BigInt(bytes.readUInt32BE(4)) } : {}),
  ...(bytes.length >= 12 ? { 'tcp ackseq': BigInt(bytes.readUInt32BE(8)) } : {}),
  ...(bytes.length >= 13 ? { 'tcp doff': BigInt((bytes[12] ?? 0) >> 4) } : {}),
  ...(bytes.length >= 16 ? { 'tcp window': BigInt(bytes.readUInt16BE(14)) } : {}),
})
