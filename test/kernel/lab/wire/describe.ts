import type { Network, Packet, Transport } from './packet.ts'
import { readIp, readPacket } from './packet.ts'

const ends = (source: string, destination: string, transport: Transport): string => {
  switch (transport.kind) {
    case 'tcp': {
      const { sourcePort, destinationPort, flags } = transport.header
      return `tcp ${source}:${sourcePort} > ${destination}:${destinationPort} flags ${flags.join(',') || 'none'}`
    }
    case 'udp':
      return `udp ${source}:${transport.header.sourcePort} > ${destination}:${transport.header.destinationPort}`
    case 'icmp':
    case 'icmp6': {
      const { type, code } = transport.header
      const quoted = readIp(transport.payload)
      const about = quoted.kind === 'other' ? '' : ` about [${describeNetwork(quoted)}]`
      return `${transport.kind} ${source} > ${destination} type ${type} code ${code}${about}`
    }
    case 'other':
      return `${source} > ${destination}`
  }
}

const describeNetwork = (network: Network): string => {
  switch (network.kind) {
    case 'arp':
      return network.arp.operation === 'request'
        ? `arp who-has ${network.arp.targetAddress} tell ${network.arp.senderAddress}`
        : `arp ${network.arp.senderAddress} is-at ${network.arp.senderMac}`
    case 'ipv4': {
      const { source, destination, protocol, fragmentOffset, moreFragments } = network.header
      const fragment = moreFragments || fragmentOffset > 0 ? ` fragment at ${fragmentOffset}` : ''
      const other = network.transport.kind === 'other' ? `protocol ${protocol} ` : ''
      return `${other}${ends(source, destination, network.transport)}${fragment}`
    }
    case 'ipv6': {
      const { source, destination, protocol } = network.header
      const other = network.transport.kind === 'other' ? `protocol ${protocol} ` : ''
      return `${other}${ends(source, destination, network.transport)}`
    }
    case 'other':
      return `unreadable, ${network.payload.length} bytes`
  }
}

/** A packet on one line, for people. */
export const describePacket = (packet: Packet): string => describeNetwork(packet.network)

export const describeFrame = (frame: Buffer): string => {
  const packet = readPacket(frame)
  return packet ? describePacket(packet) : `no frame, ${frame.length} bytes`
}
