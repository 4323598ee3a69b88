import type { Quoted } from '../packet.ts'
import { protocols } from '../protocol.ts'
import { takeEnds } from './endpoint.ts'
import { takeProtocol } from './protocol-word.ts'
import type { Reader } from './words.ts'
import { peek, take, takeNumber } from './words.ts'

/** `quotes tcp 10.0.0.1:40000 > 8.8.8.8:443`, or `quotes icmp 10.0.0.1 > 8.8.8.8 8 0 7`: type, code, identifier. */
export const takeQuoted = (reader: Reader): Quoted | undefined => {
  const protocol = takeProtocol(reader, take(reader))
  if (protocol === undefined || protocol === 'arp') return undefined
  const ends = takeEnds(reader)
  if (!ends) return undefined
  const isIcmp = protocol === protocols.icmp || protocol === protocols.icmpv6
  const hasIcmp = isIcmp && /^[0-9]/.test(peek(reader)?.text ?? '')
  const icmp = hasIcmp ? takeIcmp(reader) : null
  if (icmp === undefined) return undefined
  return {
    protocol,
    source: ends.source.value,
    destination: ends.destination.value,
    sourcePort: ends.sourcePort,
    destinationPort: ends.destinationPort,
    icmp,
  }
}

const takeIcmp = (reader: Reader): Quoted['icmp'] | undefined => {
  const type = takeNumber(reader, 'type', 255n)
  const code = type === undefined ? undefined : takeNumber(reader, 'code', 255n)
  const id = code === undefined ? undefined : takeNumber(reader, 'identifier', 65535n)
  if (type === undefined || code === undefined || id === undefined) return undefined
  return { type: Number(type), code: Number(code), id: Number(id) }
}
