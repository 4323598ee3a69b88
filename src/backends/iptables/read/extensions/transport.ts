import { bitNames } from '../../names.ts'
import type { Codec } from '../codec.ts'
import { flag } from '../codec.ts'
import { extension, invertible, option } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'
import { icmpType, icmpv6Type } from '../values/icmp.ts'
import type { NumberRange } from '../values/number.ts'
import { maximum8, maximum16, maximum32, number, range } from '../values/number.ts'
import { portList, portsOf } from '../values/port.ts'
import { listOf } from '../values/words.ts'
import { allOf, exactlyOne, withoutWhole } from './rules.ts'

/** Of the bits in `mask`, exactly those in `set`. */
export interface TcpFlags {
  readonly mask: number
  readonly set: number
}

const flagBits: Readonly<Record<string, number>> = {
  ...{ FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 },
  ...{ ALL: 63, NONE: 0 },
}

const parseFlags = (text: string): number | undefined => {
  let bits = 0
  for (const part of text.split(',')) {
    const bit = new Map(Object.entries(flagBits)).get(part.toUpperCase())
    if (bit === undefined) return undefined
    bits |= bit
  }
  return bits
}

const flagsText = (bits: number): string => bitNames('tcp flags', BigInt(bits)).join(',') || 'NONE'

const tcpFlags: Codec<TcpFlags> = {
  arity: 2,
  read(first, second): Reading<TcpFlags> {
    const [mask, set] = [parseFlags(first), parseFlags(second)]
    if (mask === undefined || set === undefined)
      return badValue(mask === undefined ? first : second, 'a list of TCP flags')
    return value({ mask, set })
  },
  write: ({ mask, set }) => [flagsText(mask), flagsText(set)],
}

/** `--syn` stands for FIN,SYN,RST,ACK SYN. */
const syn: Codec<TcpFlags> = { ...tcpFlags, arity: 0, read: () => value({ mask: 23, set: 2 }) }

const portOptions = (ports: Codec<NumberRange>) => ({
  sport: invertible(ports, { 'source-port': ports }),
  dport: invertible(ports, { 'destination-port': ports }),
})

/**
 * libxt_tcp, libxt_sctp and libxt_dccp look names up for their protocol; libxt_udp for any, and it minds no order, as
 * libxt_length does not (tried with 1.8.9; such a rule stands in a published ruleset).
 */
const tcpPorts = portOptions(portsOf(6))
const udpPorts = portOptions(portsOf('any', 'either first'))
const sctpPorts = portOptions(portsOf(132))
const dccpPorts = portOptions(portsOf(33))

const sctpChunks = [
  ...['DATA', 'INIT', 'INIT_ACK', 'SACK', 'HEARTBEAT', 'HEARTBEAT_ACK', 'ABORT', 'SHUTDOWN'],
  ...['SHUTDOWN_ACK', 'ERROR', 'COOKIE_ECHO', 'COOKIE_ACK', 'ECN_ECNE', 'ECN_CWR'],
  ...['SHUTDOWN_COMPLETE', 'I_DATA', 'RE_CONFIG', 'PAD', 'ASCONF', 'ASCONF_ACK', 'FORWARD_TSN'],
  'I_FORWARD_TSN',
]

/** Which of a packet's chunks have to be among `chunks`; each chunk as written, flags after a colon. */
export interface ChunkTypes {
  readonly quantity: 'all' | 'any' | 'only'
  readonly chunks: readonly string[]
}

const chunkTypes: Codec<ChunkTypes> = {
  arity: 2,
  read(first, second): Reading<ChunkTypes> {
    const quantity = (['all', 'any', 'only'] as const).find((word) => word === first.toLowerCase())
    if (quantity === undefined) return badValue(first, 'one of all, any, only')
    const chunks = second
      .split(',')
      .map((chunk) => chunk.replace(/^[^:]*/, (name) => name.toUpperCase()))
    const unknown = chunks.find((chunk) => {
      const [name = ''] = chunk.split(':')
      return !['ALL', 'NONE', ...sctpChunks].includes(name)
    })
    return unknown === undefined
      ? value({ quantity, chunks })
      : badValue(unknown, 'a type of chunk')
  },
  write: ({ quantity, chunks }) => [quantity, chunks.join(',')],
}

const dccpTypes = [
  ...['REQUEST', 'RESPONSE', 'DATA', 'ACK', 'DATAACK', 'CLOSEREQ', 'CLOSE', 'RESET', 'SYNC'],
  ...['SYNCACK', 'INVALID'],
] as const

const finishPorts = withoutWhole(maximum16, 'sport', 'dport')

/** Matches of the headers that carry ports, and of ICMP. */
export const transportMatches = {
  tcp: extension({
    protocols: [6],
    options: {
      ...tcpPorts,
      'tcp-option': invertible(number(1, maximum8)),
      'tcp-flags': invertible(tcpFlags, { syn }),
    },
    finish: finishPorts,
  }),
  udp: extension({ protocols: [17], options: udpPorts, finish: finishPorts }),
  sctp: extension({
    protocols: [132],
    options: { ...sctpPorts, 'chunk-types': invertible(chunkTypes) },
    finish: finishPorts,
  }),
  dccp: extension({
    protocols: [33],
    options: {
      ...dccpPorts,
      'dccp-types': invertible(listOf(dccpTypes, { prefixes: true })),
      'dccp-option': invertible(number(1, maximum8)),
    },
    finish: finishPorts,
  }),
  icmp: extension({
    protocols: [1],
    family: 'ip4',
    options: { 'icmp-type': invertible(icmpType) },
  }),
  icmp6: extension({
    protocols: [58],
    family: 'ip6',
    options: { 'icmpv6-type': invertible(icmpv6Type) },
    finish: allOf('icmpv6-type'),
  }),
  multiport: extension({
    protocols: [6, 17, 136, 132, 33],
    protocolFirst: true,
    options: {
      sports: invertible(portList, { 'source-ports': portList }),
      dports: invertible(portList, { 'destination-ports': portList }),
      ports: invertible(portList),
    },
    finish: exactlyOne('sports', 'dports', 'ports'),
  }),
  esp: extension({
    protocols: [50],
    options: { espspi: invertible(range(maximum32)) },
    finish: withoutWhole(maximum32, 'espspi'),
  }),
  ah: extension({
    options: {
      ahspi: invertible(range(maximum32)),
      ahlen: invertible(number(0, maximum32)),
      ahres: option(flag),
    },
    finish: withoutWhole(maximum32, 'ahspi'),
  }),
  length: extension({
    options: { length: invertible(range(maximum16, 'either first')) },
    finish: allOf('length'),
  }),
} as const
