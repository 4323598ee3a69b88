import { addressBytes, addressText, macBytes, macText } from './addresses.ts'

/** ARP for IPv4 over Ethernet (RFC 826). */
export interface Arp {
  readonly operation: 'request' | 'reply'
  readonly senderMac: string
  readonly senderAddress: string
  readonly targetMac: string
  readonly targetAddress: string
}

export const unknownMac = '00:00:00:00:00:00'

export const arp = (message: Arp): Buffer =>
  Buffer.concat([
    Buffer.from([0, 1, 8, 0, 6, 4, 0, message.operation === 'request' ? 1 : 2]),
    macBytes(message.senderMac),
    addressBytes(message.senderAddress),
    macBytes(message.targetMac),
    addressBytes(message.targetAddress),
  ])

export const readArp = (bytes: Buffer): Arp | undefined => {
  if (bytes.length < 28) return undefined
  return {
    operation: bytes[7] === 1 ? 'request' : 'reply',
    senderMac: macText(bytes.subarray(8, 14)),
    senderAddress: addressText(bytes.subarray(14, 18)),
    targetMac: macText(bytes.subarray(18, 24)),
    targetAddress: addressText(bytes.subarray(24, 28)),
  }
}
