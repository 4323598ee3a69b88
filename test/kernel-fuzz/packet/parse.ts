import type { Network } from '../../kernel/lab/wire/index.ts'
import { ipv4, ipv6, readIp, readPacket, tcpFlag } from '../../kernel/lab/wire/index.ts'
import type { Line } from './line.ts'
import { lineOfNetwork } from './line.ts'
import type { Body, Sent } from './sent.ts'

/** A whole packet, or a fragment whose others were not emitted with it, as it left by an interface. */
export interface Seen {
  readonly interface: string
  readonly line: Line
  readonly network: Network
}

interface Piece {
  readonly key: string
  readonly offset: number
  readonly more: boolean
  readonly payload: Buffer
  readonly network: Exclude<Network, { kind: 'arp' | 'other' }>
}

/** IPv6's fragment header, wherever it stands in the chain. */
const fragment6 = (bytes: Buffer): { at: number; next: number; from: number } | undefined => {
  let next = bytes[6] ?? 59
  let at = 40
  while ([0, 43, 60].includes(next) && at + 8 <= bytes.length) {
    next = bytes[at] ?? 59
    at += ((bytes[at + 1] ?? 0) + 1) * 8
  }
  return next === 44 ? { at, next: bytes[at] ?? 59, from: at + 8 } : undefined
}

const pieceOf = (name: string, frame: Buffer): Piece | undefined => {
  const ip = frame.subarray(14)
  const network = readIp(ip)
  if (network.kind === 'ipv4') {
    const { moreFragments, fragmentOffset, source, destination, id } = network.header
    if (!moreFragments && fragmentOffset === 0) return undefined
    const header = ((ip[0] ?? 0) & 15) * 4
    const payload = ip.subarray(header, ip.readUInt16BE(2))
    const key = `${name} ${source} ${destination} ${id}`
    return { key, offset: fragmentOffset, more: moreFragments, payload, network }
  }
  if (network.kind !== 'ipv6') return undefined
  const found = fragment6(ip)
  if (!found) return undefined
  const field = ip.readUInt16BE(found.at + 2)
  const { source, destination } = network.header
  const payload = ip.subarray(found.from, 40 + ip.readUInt16BE(4))
  const key = `${name} ${source} ${destination} ${ip.readUInt32BE(found.at + 4)}`
  return { key, offset: field & ~7, more: (field & 1) === 1, payload, network }
}

/** The pieces' payload in one, if they make a whole. */
const joined = (pieces: readonly Piece[]): Buffer | undefined => {
  const ordered = [...pieces].sort((left, right) => left.offset - right.offset)
  let at = 0
  for (const piece of ordered) {
    if (piece.offset !== at) return undefined
    at += piece.payload.length
  }
  return ordered.at(-1)?.more === false
    ? Buffer.concat(ordered.map(({ payload }) => payload))
    : undefined
}

const wholeOf = ({ network }: Piece, payload: Buffer): Network => {
  if (network.kind === 'ipv4') {
    const { source, destination, protocol, ttl, options } = network.header
    return readIp(ipv4({ source, destination, protocol, ttl, options }, payload))
  }
  const { source, destination, protocol, hopLimit } = network.header
  return readIp(ipv6({ source, destination, protocol, hopLimit }, payload))
}

/** RFC 792. */
const redirect = 5

const discovery: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 137, 143])

/**
 * What the router says for its own sake: neighbours and multicast listeners; its packets bear no flow label. And its
 * redirects, which are limited by time (see lab/settings.ts); nobody else sends any here.
 */
const isNoise = (network: Network): boolean =>
  (network.kind === 'ipv6' &&
    network.transport.kind === 'icmp6' &&
    network.header.flowLabel === 0 &&
    discovery.has(network.transport.header.type)) ||
  (network.kind === 'ipv4' &&
    network.transport.kind === 'icmp' &&
    network.transport.header.type === redirect)

const seenOf = (name: string, network: Network, offset: number | null): readonly Seen[] => {
  const line = lineOfNetwork(network, offset)
  if (line) return [{ interface: name, line, network }]
  const line0 = { source: '?', destination: '?', body: network.kind, ttl: 0, fragment: '' }
  return [{ interface: name, line: line0, network }]
}

/** Frames that the router emitted at one time, its own noise left out, datagrams put together. */
export const seenIn = (
  emitted: readonly { readonly interface: string; readonly frame: Buffer }[],
): readonly Seen[] => {
  const groups = new Map<string, { name: string; pieces: Piece[] }>()
  const seen: Seen[] = []
  for (const { interface: name, frame } of emitted) {
    const piece = pieceOf(name, frame)
    if (piece) {
      const group = groups.get(piece.key) ?? { name, pieces: [] }
      groups.set(piece.key, group)
      group.pieces.push(piece)
      continue
    }
    const network = readPacket(frame)?.network ?? { kind: 'other', payload: frame }
    if (!isNoise(network)) seen.push(...seenOf(name, network, null))
  }
  for (const { name, pieces } of groups.values()) {
    const [first] = pieces
    const payload = joined(pieces)
    if (first && payload) seen.push(...seenOf(name, wholeOf(first, payload), null))
    else for (const piece of pieces) seen.push(...seenOf(name, piece.network, piece.offset))
  }
  return seen
}

const bodyOf = (network: Exclude<Network, { kind: 'arp' | 'other' }>): Body => {
  const { transport } = network
  switch (transport.kind) {
    case 'tcp': {
      const { flags, ...header } = transport.header
      const bits = flags.reduce((sum, flag) => sum | tcpFlag[flag], 0)
      const payload = transport.payload.length
      return { kind: 'tcp', ...header, flags: bits, payload, checksum: 'good' }
    }
    case 'udp':
      return {
        kind: 'udp',
        ...transport.header,
        payload: transport.payload.length,
        checksum: 'good',
      }
    case 'icmp':
    case 'icmp6': {
      const { type, code, rest } = transport.header
      return { kind: 'icmp', type, code, id: rest.readUInt16BE(0), quoted: null, checksum: 'good' }
    }
    case 'other':
      return {
        kind: 'other',
        protocol: network.header.protocol,
        hex: transport.payload.toString('hex'),
      }
  }
}

/** An emitted packet as whoever gets it would quote it; null for what is no IP. */
export const sentOf = ({ network, line }: Seen): Sent | null => {
  if (network.kind !== 'ipv4' && network.kind !== 'ipv6') return null
  const { source, destination } = network.header
  return {
    family: network.kind === 'ipv4' ? 'ip4' : 'ip6',
    source,
    destination,
    ttl: line.ttl,
    extras: [],
    body: bodyOf(network),
    cut: null,
  }
}
