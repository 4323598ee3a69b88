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
export const misreadFields = (bytes: Buffer): Fields => {
  const number = (offset: number, length: 1 | 2 | 4): bigint | undefined =>
    offset + length <= bytes.length ? BigInt(bytes.readUIntBE(offset, length)) : undefined
  const doff = number(12, 1)
  const read: Readonly<Record<string, bigint | undefined>> = {
    'tcp sport': number(0, 2),
    'udp sport': number(0, 2),
    'th sport': number(0, 2),
    'tcp dport': number(2, 2),
    'udp dport': number(2, 2),
    'th dport': number(2, 2),
    'udp length': number(4, 2),
    'icmp type': number(0, 1),
    'icmpv6 type': number(0, 1),
    'icmp code': number(1, 1),
    'icmpv6 code': number(1, 1),
    'tcp sequence': number(4, 4),
    'tcp ackseq': number(8, 4),
    'tcp doff': doff === undefined ? undefined : doff >> 4n,
    'tcp flags': number(13, 1),
    'tcp window': number(14, 2),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}
