import type { TcpFlag } from '../../kernel/lab/wire/index.ts'
import {
  addressBytes,
  broadcastMac,
  destinationOptions,
  echo,
  ethernet,
  etherType,
  fragmentHeader,
  hopByHop,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  macText,
  multicastMac,
  padding,
  routerAlert,
  tcp,
  tcpFlag,
  udp,
} from '../../kernel/lab/wire/index.ts'
import type { InterfaceName } from '../universe.ts'
import { links, places } from '../universe.ts'
import type { Body, Sent } from './sent.ts'

const payloadOf = (length: number): Buffer => Buffer.alloc(length, 0x61)

const flagsOf = (bits: number): TcpFlag[] =>
  (Object.keys(tcpFlag) as TcpFlag[]).filter((name) => (bits & tcpFlag[name]) !== 0)

export const protocolOf = (sent: Sent): number => {
  switch (sent.body.kind) {
    case 'tcp':
      return 6
    case 'udp':
      return 17
    case 'icmp':
      return sent.family === 'ip4' ? 1 : 58
    case 'other':
      return sent.body.protocol
  }
}

/** An error quotes the IP header and at most so much behind it: all of what the lab's packets have. */
const quotedBytes = 64

const icmpBytes = (sent: Sent, body: Extract<Body, { kind: 'icmp' }>): Buffer => {
  const { type, code, checksum, quoted } = body
  const rest = quoted ? Buffer.alloc(4) : echo(body.id)
  const payload = quoted
    ? datagram({ ...quoted, cut: null }, 0).subarray(0, quotedBytes)
    : payloadOf(8)
  const header = { type, code, rest, checksum }
  return sent.family === 'ip4' ? icmp(header, payload) : icmp6(sent, header, payload)
}

/** What stands behind the IP header. */
export const bodyBytes = (sent: Sent): Buffer => {
  const { body } = sent
  switch (body.kind) {
    case 'tcp':
      return tcp(sent, { ...body, flags: flagsOf(body.flags) }, payloadOf(body.payload))
    case 'udp':
      return udp(sent, body, payloadOf(body.payload))
    case 'icmp':
      return icmpBytes(sent, body)
    case 'other':
      return Buffer.from(body.hex, 'hex')
  }
}

interface Piece {
  readonly offset: number
  readonly more: boolean
}

const optionsOf = (sent: Sent): Buffer =>
  Buffer.concat(
    sent.extras.flatMap((extra) => {
      if (extra === 'padding') return [padding()]
      return extra === 'router-alert' ? [routerAlert()] : []
    }),
  )

const extensionsOf = (sent: Sent) =>
  sent.extras.flatMap((extra) => {
    if (extra === 'hbh') return [hopByHop()]
    return extra === 'dst' ? [destinationOptions()] : []
  })

const ipPacket = (sent: Sent, tag: number, piece: Piece | null, payload: Buffer): Buffer => {
  const { source, destination, ttl } = sent
  const protocol = protocolOf(sent)
  if (sent.family === 'ip4') {
    const fragment = piece
      ? { fragmentOffset: piece.offset, moreFragments: piece.more }
      : { moreFragments: false }
    const header = { source, destination, protocol, ttl, id: tag, options: optionsOf(sent) }
    return ipv4({ ...header, ...fragment }, payload)
  }
  const extensions = extensionsOf(sent)
  const fragment = piece ? [fragmentHeader(tag, piece.offset, piece.more)] : []
  return ipv6(
    {
      source,
      destination,
      protocol,
      hopLimit: ttl,
      flowLabel: tag,
      extensions: [...extensions, ...fragment],
    },
    payload,
  )
}

/** The IP packet in one piece. */
export const datagram = (sent: Sent, tag: number): Buffer =>
  ipPacket(sent, tag, null, bodyBytes(sent))

/** How many fragments the whole would make. */
export const pieceCount = (sent: Sent): number =>
  sent.cut ? Math.ceil(bodyBytes(sent).length / sent.cut.size) : 1

/** The fragments that are sent, each with its offset in bytes; of an uncut packet itself alone. */
export const pieces = (
  sent: Sent,
  tag: number,
): readonly { readonly offset: number; readonly bytes: Buffer }[] => {
  const { cut } = sent
  if (!cut) return [{ offset: 0, bytes: datagram(sent, tag) }]
  const whole = bodyBytes(sent)
  return cut.order.map((index) => {
    const offset = index * cut.size
    const end = offset + cut.size
    const piece = { offset, more: end < whole.length }
    return { offset, bytes: ipPacket(sent, tag, piece, whole.subarray(offset, end)) }
  })
}

export const destinationMac = (sent: Sent, name: InterfaceName): string => {
  const { destination } = sent
  if (sent.family === 'ip6')
    return destination.startsWith('ff')
      ? macText(Buffer.concat([Buffer.from([0x33, 0x33]), addressBytes(destination).subarray(12)]))
      : links[name].own
  const first = Number(destination.split('.')[0])
  if (first >= 224 && first < 240) return multicastMac(destination)
  return places.ip4.groups.includes(destination) ? broadcastMac : links[name].own
}

/** PACKET_HOST, PACKET_BROADCAST or PACKET_MULTICAST, as the frame's destination says. */
export const packetTypeOf = (sent: Sent, name: InterfaceName): 0 | 1 | 2 => {
  const mac = destinationMac(sent, name)
  if (mac === broadcastMac) return 1
  return mac === links[name].own ? 0 : 2
}

/** The packet as it comes in by an interface of the router. */
export const frameOf = (sent: Sent, name: InterfaceName, bytes: Buffer): Buffer =>
  ethernet(
    {
      source: links[name].peer,
      destination: destinationMac(sent, name),
      type: sent.family === 'ip4' ? etherType.ipv4 : etherType.ipv6,
    },
    bytes,
  )
