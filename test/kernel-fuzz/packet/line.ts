import type { Packet, Quoted } from '../../../src/netfilter/index.ts'
import type { Network, Transport } from '../../kernel/lab/wire/index.ts'
import { addressText, readIp, tcpFlag } from '../../kernel/lab/wire/index.ts'

/** An IP packet reduced to what both sides know of it, so that two packets are the same iff their lines are. */
export interface Line {
  readonly source: string
  readonly destination: string
  /** `tcp 40000 > 443 flags 2`, `icmp 3/1 about [...]`. */
  readonly body: string
  readonly ttl: number
  /** `` for a whole packet, else `fragment at 24`. */
  readonly fragment: string
}

export const textOfLine = (line: Line): string =>
  [`${line.source} > ${line.destination}`, line.body, `ttl ${line.ttl}`, line.fragment]
    .filter((part) => part !== '')
    .join(' ')

export const addressOf = (value: bigint, family: 'ipv4' | 'ipv6'): string =>
  addressText(Buffer.from(value.toString(16).padStart(family === 'ipv4' ? 8 : 32, '0'), 'hex'))

const ported: ReadonlySet<number> = new Set([6, 17, 132, 136])

interface Parts {
  readonly protocol: number
  readonly ports: readonly [number, number] | null
  readonly flags: number | null
  readonly icmp: { readonly type: number; readonly code: number; readonly id: number } | null
  readonly about: string
}

const isRequest = (protocol: number, type: number): boolean =>
  protocol === 1 ? [0, 8, 13, 14, 15, 16, 17, 18].includes(type) : [128, 129].includes(type)

const bodyText = ({ protocol, ports, flags, icmp, about }: Parts): string => {
  if (icmp) {
    const id = isRequest(protocol, icmp.type) ? ` id ${icmp.id}` : ''
    return `icmp ${icmp.type}/${icmp.code}${id}${about && ` about [${about}]`}`
  }
  const ends = ports && ported.has(protocol) ? ` ${ports[0]} > ${ports[1]}` : ''
  return `protocol ${protocol}${ends}${flags === null ? '' : ` flags ${flags}`}`
}

const portsOf = (packet: Packet | Quoted): readonly [number, number] | null =>
  packet.sourcePort === null || packet.destinationPort === null
    ? null
    : [packet.sourcePort, packet.destinationPort]

const quotedText = (quoted: Quoted, family: 'ipv4' | 'ipv6'): string => {
  const body = bodyText({
    protocol: quoted.protocol,
    ports: portsOf(quoted),
    flags: null,
    icmp: quoted.icmp,
    about: '',
  })
  return `${addressOf(quoted.source, family)} > ${addressOf(quoted.destination, family)} ${body}`
}

/** The reference's packet. */
export const lineOfPacket = (packet: Packet): Line => {
  const family = packet.family === 'ipv6' ? 'ipv6' : 'ipv4'
  const { fragment, icmp } = packet
  const isLater = fragment.kind === 'later'
  const quoted = icmp?.quoted
  return {
    source: addressOf(packet.source, family),
    destination: addressOf(packet.destination, family),
    ttl: packet.ttl,
    fragment: fragment.kind === 'none' ? '' : `fragment at ${fragment.offset * 8}`,
    body: isLater
      ? `protocol ${packet.protocol}`
      : bodyText({
          protocol: packet.protocol,
          ports: portsOf(packet),
          flags: packet.tcpFlags,
          icmp,
          about: quoted ? quotedText(quoted, family) : '',
        }),
  }
}

const flagBits = (flags: readonly (keyof typeof tcpFlag)[]): number =>
  flags.reduce((bits, flag) => bits | tcpFlag[flag], 0)

const isError = (family: 'ipv4' | 'ipv6', type: number): boolean =>
  family === 'ipv4' ? [3, 4, 5, 11, 12].includes(type) : type < 128

const partsOf = (
  protocol: number,
  transport: Transport,
  family: 'ipv4' | 'ipv6',
  isQuoted: boolean,
): Parts => {
  const none: Parts = { protocol, ports: null, flags: null, icmp: null, about: '' }
  switch (transport.kind) {
    case 'tcp': {
      const { sourcePort, destinationPort, flags } = transport.header
      return {
        ...none,
        ports: [sourcePort, destinationPort],
        flags: isQuoted ? null : flagBits(flags),
      }
    }
    case 'udp':
      return {
        ...none,
        ports: [transport.header.sourcePort, transport.header.destinationPort],
      }
    case 'icmp':
    case 'icmp6': {
      const { type, code, rest } = transport.header
      const inner = isError(family, type) && !isQuoted ? readIp(transport.payload) : undefined
      const about = inner && inner.kind !== 'other' ? quotedNetwork(inner) : ''
      return { ...none, icmp: { type, code, id: rest.readUInt16BE(0) }, about }
    }
    case 'other': {
      const { payload } = transport
      const ports: readonly [number, number] | null =
        payload.length >= 4 ? [payload.readUInt16BE(0), payload.readUInt16BE(2)] : null
      return { ...none, ports }
    }
  }
}

const quotedNetwork = (network: Network): string => {
  if (network.kind !== 'ipv4' && network.kind !== 'ipv6') return 'unreadable'
  const { source, destination, protocol } = network.header
  const parts = partsOf(protocol, network.transport, network.kind, true)
  return `${source} > ${destination} ${bodyText(parts)}`
}

/** What stands on the wire; undefined for what is no IP. */
export const lineOfNetwork = (network: Network, fragmentAt: number | null): Line | undefined => {
  if (network.kind !== 'ipv4' && network.kind !== 'ipv6') return undefined
  const { source, destination, protocol } = network.header
  const ttl = network.kind === 'ipv4' ? network.header.ttl : network.header.hopLimit
  const isLater = fragmentAt !== null && fragmentAt > 0
  return {
    source,
    destination,
    ttl,
    fragment: fragmentAt === null ? '' : `fragment at ${fragmentAt}`,
    body: isLater
      ? `protocol ${protocol}`
      : bodyText(partsOf(protocol, network.transport, network.kind, false)),
  }
}
