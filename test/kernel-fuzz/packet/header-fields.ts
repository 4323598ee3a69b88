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
