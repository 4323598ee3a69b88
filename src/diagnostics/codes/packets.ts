/** Codes of what is wrong with a packet's text. */
export const packetCodes = {
  'packet-syntax': 'a text that is no packet',
  'packet-unknown-word': 'a word that the packet language does not have',
  'packet-bad-value': 'an address, port or number that is none',
  'packet-contradiction': 'a packet whose parts cannot all be true',
  'packet-too-long': 'a packet whose text is longer than the limit',
} as const

export type PacketCode = keyof typeof packetCodes
