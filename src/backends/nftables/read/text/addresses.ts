/** Addresses as they are written. */

const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Whether a text is a dotted quad. Leading zeros are refused: some readers take them for octal. */
export function isIpv4(text: string): boolean {
  const parts = dotted.exec(text)
  if (parts === null) return false
  return parts.slice(1).every((part) => Number(part) <= 255 && (part === '0' || part[0] !== '0'))
}

/** Whether the scanner took the text for an IPv6 address: nothing else has two colons and is no MAC address. */
export function isIpv6(text: string): boolean {
  return text.includes(':') && (text.includes('::') || text.split(':').length === 8)
}

/** Six octets of two digits each; undefined for what is no MAC address. */
export function etherAddress(text: string): string | undefined {
  if (!/^[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined
  return text
    .toLowerCase()
    .split(':')
    .map((octet) => octet.padStart(2, '0'))
    .join(':')
}

/** The address that a number stands for: `inet_aton` of one part. */
export function ipv4OfNumber(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}
