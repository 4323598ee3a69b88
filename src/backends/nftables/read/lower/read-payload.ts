/** Header fields, by name or by place. */
import type { ReadPayload } from 'nftables-json'
import type { MachineField, Step } from '../../../../ruleset/index.ts'
import { machineFields } from '../../../../ruleset/index.ts'
import { payloadType } from '../text/fields.ts'
import { equals, fieldReading, hidden, presence, type Reading } from './reading.ts'
import { integerType, valueType } from './value-type.ts'

/** A field of the machine by that name. */
export function machineField(name: string): MachineField | undefined {
  return isMachineField(name) ? name : undefined
}

function isMachineField(name: string): name is MachineField {
  return Object.hasOwn(machineFields, name)
}

/** Protocols that the machine has no header of; nft tests for them before it reads one of their fields. */
const protocolNumbers: Readonly<Record<string, bigint>> = {
  ...{ igmp: 2n, dccp: 33n, gre: 47n, esp: 50n, ah: 51n, comp: 108n, sctp: 132n, udplite: 136n },
}

/** A field that every packet with that header has: what to ask for where only the header is asked for. */
const headerFields: Readonly<Record<string, MachineField>> = {
  ...{ ether: 'ether saddr', ip: 'ip version', ip6: 'ip6 version', tcp: 'tcp sport' },
  ...{ udp: 'udp sport', icmp: 'icmp type', icmpv6: 'icmpv6 type', arp: 'arp operation' },
}

/** Fields that only echo messages and their like have: nft tests the type first (src/proto.c, icmp_dep). */
const echoFields: ReadonlySet<string> = new Set(['id', 'sequence'])

export function readPayload(payload: ReadPayload, family: string): Reading {
  // What lies within a tunnel has no field here; the tunnel itself is UDP, mostly, but that is for nft to test.
  if (payload.tunnel !== undefined) return hidden()
  if ('base' in payload) return readRaw(payload, family)
  const { protocol, field } = payload
  const known = machineField(`${protocol} ${field}`)
  if (known !== undefined) {
    const name = payloadType(protocol, field)?.name ?? 'integer'
    return fieldReading(known, valueType(name) ?? integerType(machineFields[known].bits))
  }
  const guards = headerGuards(protocol, field)
  const port = field === 'sport' || field === 'dport'
  if (port && protocolNumbers[protocol] !== undefined) {
    // Ports stand at the same place in each of them, and nft loads them alike.
    const type = valueType('inet_service') ?? integerType(16)
    return fieldReading(field === 'sport' ? 'th sport' : 'th dport', type, guards)
  }
  return hidden(null, guards)
}

/** Only that the packet has the header; of ICMP also that it is a message that has such a field. */
export function headerGuards(protocol: string, field = ''): readonly Step[] {
  const number = Object.hasOwn(protocolNumbers, protocol) ? protocolNumbers[protocol] : undefined
  if (number !== undefined) return [equals('meta l4proto', number)]
  const header = Object.hasOwn(headerFields, protocol) ? headerFields[protocol] : undefined
  if (header === undefined) return []
  if (!echoFields.has(field)) return [presence(header)]
  const [reply, request] = protocol === 'icmp' ? [0n, 8n] : [129n, 128n]
  if (header !== 'icmp type' && header !== 'icmpv6 type') return [presence(header)]
  const set = [reply, request]
    .sort((a, b) => Number(a - b))
    .map((value) => ({ first: value, last: value }))
  const joined = protocol === 'icmp' ? set : [{ first: 128n, last: 129n }]
  return [
    {
      kind: 'test',
      key: [{ field: header, mask: null }],
      negated: false,
      among: { kind: 'members', members: { kind: 'numbers', set: joined } },
      hotdrop: false,
    },
  ]
}

/** Bits by place that are a field. Of the network header only a table of one family says which header it is. */
const rawFields: Readonly<Record<string, MachineField>> = {
  ...{ 'll,0,48': 'ether daddr', 'll,48,48': 'ether saddr' },
  ...{ 'ip nh,16,16': 'ip length', 'ip nh,32,16': 'ip id', 'ip nh,48,16': 'ip frag-off' },
  ...{ 'ip nh,64,8': 'ip ttl', 'ip nh,72,8': 'ip protocol', 'ip nh,80,16': 'ip checksum' },
  ...{ 'ip nh,96,32': 'ip saddr', 'ip nh,128,32': 'ip daddr' },
  ...{ 'ip6 nh,32,16': 'ip6 length', 'ip6 nh,48,8': 'ip6 nexthdr', 'ip6 nh,56,8': 'ip6 hoplimit' },
  ...{ 'ip6 nh,64,128': 'ip6 saddr', 'ip6 nh,192,128': 'ip6 daddr' },
  ...{ 'th,0,16': 'th sport', 'th,16,16': 'th dport' },
}

function readRaw(
  payload: {
    readonly base: string
    readonly offset: number | bigint
    readonly len: number | bigint
  },
  family: string,
): Reading {
  const place = `${payload.base},${payload.offset},${payload.len}`
  const key = payload.base === 'nh' ? `${family} ${place}` : place
  const field = Object.hasOwn(rawFields, key) ? rawFields[key] : undefined
  if (field === undefined) return hidden()
  return fieldReading(field, integerType(machineFields[field].bits))
}
