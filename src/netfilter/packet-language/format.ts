import type { Address } from '../../net/index.ts'
import { formatAddress } from '../../net/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import type { Packet, PacketFamily, Quoted } from '../packet.ts'
import { hasPorts, protocols, tcpBit } from '../protocol.ts'
import { formatEndpoint } from './endpoint.ts'
import { formatProtocol } from './protocol-word.ts'
import type { Met, Scenario, Translated } from './scenario.ts'

/** The canonical text, which `parsePacket` reads back to the same scenario. */
export const formatPacket = ({ packet, met }: Scenario): string => {
  const protocol = packet.family === 'arp' ? 'arp' : formatProtocol(packet.protocol)
  const words = [
    `${packet.enters ?? 'self'}:`,
    protocol,
    formatEnds(packet, packet.family),
    ...transportWords(packet),
    ...networkWords(packet),
    ...fieldWords(packet),
    ...(met === null ? trackingWords(packet) : metWords(met, packet.family)),
  ]
  return words.join(' ')
}

const addressOf = (family: PacketFamily, value: bigint): Address => ({
  family: family === 'ipv6' ? 'ip6' : 'ip4',
  value,
})

const formatEnds = (
  ends: Pick<Quoted, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>,
  family: PacketFamily,
): string => {
  const source = { address: addressOf(family, ends.source), port: ends.sourcePort }
  const destination = { address: addressOf(family, ends.destination), port: ends.destinationPort }
  return `${formatEndpoint(source)} > ${formatEndpoint(destination)}`
}

const transportWords = (packet: Packet): readonly string[] => {
  const { icmp, tcpFlags } = packet
  const words: string[] = []
  if (tcpFlags !== null) words.push(`flags ${formatFlags(tcpFlags)}`)
  if (icmp) {
    words.push(`type ${icmp.type} code ${icmp.code}`)
    if (icmp.id !== 0) words.push(`id ${icmp.id}`)
    if (icmp.quoted) words.push(`quotes ${formatQuoted(icmp.quoted, packet.family)}`)
  }
  if (isCutOff(packet)) words.push('cut-off')
  return words
}

const isCutOff = ({ family, protocol, fragment, tcpFlags, sourcePort, icmp }: Packet): boolean => {
  if (family === 'arp' || fragment.kind === 'later') return false
  if (protocol === protocols.tcp) return tcpFlags === null
  if (hasPorts(protocol)) return sourcePort === null
  return (protocol === protocols.icmp || protocol === protocols.icmpv6) && icmp === null
}

const formatFlags = (flags: number): string => {
  const names = Object.entries(tcpBit).filter(([, bit]) => flags & bit)
  return names.length === 0 ? 'none' : names.map(([name]) => name).join(',')
}

const formatQuoted = (quoted: Quoted, family: PacketFamily): string => {
  const { protocol, icmp } = quoted
  const text = `${formatProtocol(protocol)} ${formatEnds(quoted, family)}`
  return icmp ? `${text} ${icmp.type} ${icmp.code} ${icmp.id}` : text
}

const networkWords = (packet: Packet): readonly string[] => {
  const { fragment, family, extensions, socket } = packet
  const isFragment = fragment.kind !== 'none'
  const words: string[] = []
  if (fragment.kind === 'first') words.push('fragment first')
  if (fragment.kind === 'later') words.push(`fragment later ${fragment.offset}`)
  if (packet.hasOptions) words.push('options')
  // A fragment of IPv6 has its header in any case; where it stands last nobody need say so.
  const implied =
    isFragment && family === 'ipv6' && extensions.indexOf('frag') === extensions.length - 1
  for (const each of implied ? extensions.slice(0, -1) : extensions) words.push(`extension ${each}`)
  if (packet.link !== undefined) words.push(`link ${packet.link}`)
  if (packet.ttl !== 64) words.push(`ttl ${packet.ttl}`)
  if (packet.mark !== 0) words.push(`mark 0x${packet.mark.toString(16)}`)
  if (socket) words.push(`uid ${socket.uid}`)
  if (socket && socket.gid !== socket.uid) words.push(`gid ${socket.gid}`)
  if (!socket && packet.enters === null && family !== 'arp') words.push('no-socket')
  return words
}

/** In the order in which fields are listed, so that equal packets have equal texts. */
const fieldWords = ({ other }: Packet): readonly string[] =>
  Object.entries(machineFields).flatMap(([name, { bits, value }]) => {
    const set = Object.entries(other).find(([field]) => field === name)?.[1]
    if (set === undefined) return []
    const family = bits === 32 ? 'ip4' : 'ip6'
    const shown = value === 'address' ? formatAddress({ family, value: set }) : `${set}`
    return [`field "${name}" ${shown}`]
  })

const trackingWords = ({ tracking }: Packet): readonly string[] =>
  tracking === 'ordinary' ? [] : [`state ${tracking}`]

const metWords = (met: Met, family: PacketFamily): readonly string[] => {
  const words = [`state ${met.state}`]
  if (met.isOlder) words.push('older')
  if (met.direction === 'reply') words.push('direction reply')
  if (met.dnat) words.push(`dnat ${formatTranslated(met.dnat, family)}`)
  if (met.snat) words.push(`snat ${formatTranslated(met.snat, family)}`)
  if (met.mark !== 0) words.push(`ct-mark 0x${met.mark.toString(16)}`)
  return words
}

const formatTranslated = ({ address, port }: Translated, family: PacketFamily): string =>
  formatEndpoint({ address: address === null ? null : addressOf(family, address), port })
