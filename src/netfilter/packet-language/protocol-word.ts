import { nearest } from '../../diagnostics/index.ts'
import { protocols } from '../protocol.ts'
import type { Reader, Word } from './words.ts'
import { complain, takeNumber } from './words.ts'

/** Protocols that have a name here; all others are `proto` and a number. */
export const protocolNames: Readonly<Record<string, number>> = {
  tcp: protocols.tcp,
  udp: protocols.udp,
  icmp: protocols.icmp,
  icmpv6: protocols.icmpv6,
}

export const takeProtocol = (
  reader: Reader,
  word: Word | undefined,
): number | 'arp' | undefined => {
  if (word?.text === 'arp') return 'arp'
  if (word?.text === 'proto') {
    const number = takeNumber(reader, 'protocol number', 255n)
    return number === undefined ? undefined : Number(number)
  }
  const known =
    word && Object.hasOwn(protocolNames, word.text) ? protocolNames[word.text] : undefined
  if (known !== undefined) return known
  const names = [...Object.keys(protocolNames), 'proto', 'arp']
  const near = word && nearest(word.text, names)
  return complain(
    reader,
    'packet-unknown-word',
    word,
    word ? `\`${word.text}\` is no protocol` : 'there is no protocol',
    near ? `did you mean \`${near}\`?` : 'write tcp, udp, icmp, icmpv6, arp, or proto and a number',
  )
}

export const formatProtocol = (protocol: number): string =>
  Object.entries(protocolNames).find(([, number]) => number === protocol)?.[0] ??
  `proto ${protocol}`
