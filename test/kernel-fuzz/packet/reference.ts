import type { Packet, Quoted } from '../../../src/netfilter/index.ts'
import { protocols } from '../../../src/netfilter/protocol.ts'
import { addressBytes } from '../../kernel/lab/wire/index.ts'
import type { InterfaceName } from '../universe.ts'
import { bodyBytes, datagram, protocolOf } from './frame.ts'
import { ipv4, ipv6, misreadFields, tcp, udp } from './header-fields.ts'
import type { Sent } from './sent.ts'

export const addressNumber = (text: string): bigint =>
  BigInt(`0x${addressBytes(text).toString('hex')}`)

const unquoted = { id: 0, quoted: null } as const

const icmpOf = (sent: Sent): Packet['icmp'] => {
  const { body } = sent
  if (body.kind !== 'icmp') return null
  const { type, code, id, quoted } = body
  return quoted ? { type, code, id: 0, quoted: quotedOf(quoted) } : { ...unquoted, type, code, id }
}

const portsOf = ({ body }: Sent): Pick<Packet, 'sourcePort' | 'destinationPort'> => {
  if (body.kind === 'tcp' || body.kind === 'udp')
    return { sourcePort: body.sourcePort, destinationPort: body.destinationPort }
  if (body.kind === 'icmp' || body.hex.length < 8)
    return { sourcePort: null, destinationPort: null }
  return {
    sourcePort: Number.parseInt(body.hex.slice(0, 4), 16),
    destinationPort: Number.parseInt(body.hex.slice(4, 8), 16),
  }
}

const quotedOf = (sent: Sent): Quoted => {
  const icmp = icmpOf(sent)
  return {
    protocol: protocolOf(sent),
    source: addressNumber(sent.source),
    destination: addressNumber(sent.destination),
    ...portsOf(sent),
    icmp: icmp && { type: icmp.type, code: icmp.code, id: icmp.id },
  }
}

const isInvalid = ({ body }: Sent): boolean => body.kind !== 'other' && body.checksum === 'bad'

/** The whole packet as the reference takes it; `enters` null for what the gateway itself sends. */
export const packetOf = (
  sent: Sent,
  enters: InterfaceName | null,
  uid: number | null = null,
): Packet => {
  const { family, body } = sent
  const bytes = datagram(sent, 0)
  return {
    family: family === 'ip4' ? 'ipv4' : 'ipv6',
    enters,
    protocol: protocolOf(sent),
    source: addressNumber(sent.source),
    destination: addressNumber(sent.destination),
    ...portsOf(sent),
    icmp: icmpOf(sent),
    tcpFlags: body.kind === 'tcp' ? body.flags : null,
    fragment: { kind: 'none', offset: 0 },
    hasOptions: family === 'ip4' && sent.extras.length > 0,
    extensions: sent.extras.flatMap((extra) => (extra === 'hbh' || extra === 'dst' ? [extra] : [])),
    ttl: sent.ttl,
    socket: uid === null ? null : { uid, gid: 0 },
    mark: 0,
    tracking: isInvalid(sent) ? 'invalid' : 'ordinary',
    other: {
      'meta length': BigInt(bytes.length),
      ...(family === 'ip4' ? ipv4(bytes) : ipv6(bytes)),
      ...(body.kind === 'tcp' ? tcp(body) : {}),
      ...(body.kind === 'udp' ? udp(body) : {}),
      // Behind `ct protocol tcp` an error about the connection is read for a port: its checksum.
      ...(body.kind === 'icmp' ? { 'th dport': BigInt(bodyBytes(sent).readUInt16BE(2)) } : {}),
    },
  }
}

/**
 * One fragment, offset in bytes. Where a later one has no header, nft reads what stands in its place: of IPv4 the
 * datagram's bytes, of IPv6 those of the packet from its beginning, as `ipv6_find_hdr` leaves the offset at 0.
 */
export const fragmentOf = (whole: Packet, offset: number, bytes: Buffer): Packet => {
  const later = offset > 0
  const length = BigInt(bytes.length)
  const lengths = whole.family === 'ipv4' ? { 'ip length': length } : { 'ip6 length': length - 40n }
  const fragment: Packet = {
    ...whole,
    fragment: { kind: later ? 'later' : 'first', offset: offset / 8 },
    extensions: whole.family === 'ipv6' ? [...whole.extensions, 'frag'] : whole.extensions,
    other: { ...whole.other, 'meta length': length, ...lengths },
  }
  if (!later) return fragment
  // Of IPv6: the fixed header, the lab's extension headers of eight bytes each, and the fragment's.
  const header =
    whole.family === 'ipv4' ? ((bytes[0] ?? 0) & 15) * 4 : 48 + 8 * whole.extensions.length
  const data = bytes.subarray(header)
  const read = whole.family === 'ipv4' ? data : bytes
  return {
    ...fragment,
    ...headerIn(whole.protocol, data),
    other: { ...ownFields(fragment), ...misreadFields(read) },
  }
}

const ownFields = ({ other }: Packet): Packet['other'] =>
  Object.fromEntries(Object.entries(other).filter(([field]) => !/^(?:tcp|udp) /.test(field)))

/** What an error quotes as a header, whatever it is. */
const headerIn = (
  protocol: number,
  data: Buffer,
): Pick<Packet, 'sourcePort' | 'destinationPort' | 'tcpFlags' | 'icmp'> => {
  const hasPorts = protocol === protocols.tcp || protocol === protocols.udp
  const isIcmp = protocol === protocols.icmp || protocol === protocols.icmpv6
  const [type = null, code = null] = data
  return {
    sourcePort: hasPorts && data.length >= 2 ? data.readUInt16BE(0) : null,
    destinationPort: hasPorts && data.length >= 4 ? data.readUInt16BE(2) : null,
    tcpFlags: protocol === protocols.tcp ? (data[13] ?? null) : null,
    icmp: isIcmp && type !== null && code !== null ? { ...unquoted, type, code } : null,
  }
}
