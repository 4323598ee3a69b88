import { macBytes, macText } from './addresses.ts'

export const etherType = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const

export interface Ethernet {
  readonly source: string
  readonly destination: string
  readonly type: number
}

export const broadcastMac = 'ff:ff:ff:ff:ff:ff'

/** The group address of an IPv4 multicast destination (RFC 1112 section 6.4). */
export const multicastMac = (address: string): string => {
  const [, second = 0, third = 0, fourth = 0] = address.split('.').map(Number)
  return macText(Buffer.from([1, 0, 0x5e, second & 0x7f, third, fourth]))
}

export const ethernet = (header: Ethernet, payload: Buffer): Buffer => {
  const type = Buffer.alloc(2)
  type.writeUInt16BE(header.type)
  return Buffer.concat([macBytes(header.destination), macBytes(header.source), type, payload])
}

/** The frame behind so many tags of 802.1Q that name no VLAN (VLAN 0, priority 0), which a Linux host takes off by itself. */
export const behindTags = (count: number, frame: Buffer): Buffer => {
  const tag = Buffer.from([0x81, 0, 0, 0])
  const addresses = 12
  return Buffer.concat([
    frame.subarray(0, addresses),
    ...Array.from({ length: count }, () => tag),
    frame.subarray(addresses),
  ])
}

/** Undefined where the frame is shorter than its header. */
export const readEthernet = (
  frame: Buffer,
): { readonly header: Ethernet; readonly payload: Buffer } | undefined => {
  if (frame.length < 14) return undefined
  const header = {
    destination: macText(frame.subarray(0, 6)),
    source: macText(frame.subarray(6, 12)),
    type: frame.readUInt16BE(12),
  }
  return { header, payload: frame.subarray(14) }
}
