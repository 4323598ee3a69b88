import type { Address } from '../../net/index.ts'
import { formatAddress, parseAddress } from '../../net/index.ts'
import type { Reader, Word } from './words.ts'
import { complain, take } from './words.ts'

/** An address, a port, or both: `10.0.0.1:53`, `[fd00::1]:53`, `fd00::1`, and where one may be missing `:53`. */
export interface Endpoint {
  readonly address: Address | null
  readonly port: number | null
}

const parsePort = (text: string): number | undefined =>
  /^[0-9]{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined

const split = (text: string): { readonly address: string; readonly port: string | null } => {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  if (bracketed) return { address: bracketed[1] ?? '', port: bracketed[2] ?? null }
  const colon = text.indexOf(':')
  // Several colons are an IPv6 address, which has a port only behind brackets.
  if (colon < 0 || text.indexOf(':', colon + 1) >= 0) return { address: text, port: null }
  return { address: text.slice(0, colon), port: text.slice(colon + 1) }
}

const parseEndpoint = (text: string): Endpoint | undefined => {
  const parts = split(text)
  const address = parts.address === '' && parts.port !== null ? null : parseAddress(parts.address)
  const port = parts.port === null ? null : parsePort(parts.port)
  return address === undefined || port === undefined ? undefined : { address, port }
}

const help = 'write 10.0.0.1:53, or [fd00::1]:53 with brackets where IPv6 has a port'

export const takeEndpoint = (reader: Reader, what: string): Endpoint | undefined => {
  const word = take(reader)
  const endpoint = word && parseEndpoint(word.text)
  if (endpoint) return endpoint
  const message = word ? `\`${word.text}\` is no ${what}` : `there is no ${what}`
  return complain(reader, 'packet-bad-value', word, message, help)
}

export interface Ends {
  readonly source: Address
  readonly destination: Address
  readonly sourcePort: number | null
  readonly destinationPort: number | null
}

/** `source > destination`, both with ports or both without, of one family. */
export const takeEnds = (reader: Reader): Ends | undefined => {
  const first = reader.words[reader.next]
  const source = takeEndpoint(reader, 'source')
  if (!source) return undefined
  const arrow = take(reader)
  if (arrow?.text !== '>')
    return complain(
      reader,
      'packet-syntax',
      arrow,
      'between source and destination stands `>`',
      'write: tcp 10.137.0.10:40000 > 8.8.8.8:443',
    )
  const second = reader.words[reader.next]
  const destination = takeEndpoint(reader, 'destination')
  if (!destination) return undefined
  return joinEnds(reader, { source, first }, { destination, second })
}

const joinEnds = (
  reader: Reader,
  { source, first }: { readonly source: Endpoint; readonly first: Word | undefined },
  { destination, second }: { readonly destination: Endpoint; readonly second: Word | undefined },
): Ends | undefined => {
  if (source.address === null)
    return complain(reader, 'packet-bad-value', first, 'the source has no address', help)
  if (destination.address === null)
    return complain(reader, 'packet-bad-value', second, 'the destination has no address', help)
  if (source.address.family !== destination.address.family)
    return complain(
      reader,
      'packet-contradiction',
      second,
      'source and destination are of two families',
      'a packet is IPv4 or IPv6',
    )
  if ((source.port === null) !== (destination.port === null))
    return complain(
      reader,
      'packet-contradiction',
      second,
      'one end has a port and the other has none',
      'give both ends a port, or none',
    )
  return {
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    destinationPort: destination.port,
  }
}

export const formatEndpoint = ({ address, port }: Endpoint): string => {
  if (address === null) return `:${port}`
  const text = formatAddress(address)
  if (port === null) return text
  return address.family === 'ip6' ? `[${text}]:${port}` : `${text}:${port}`
}
