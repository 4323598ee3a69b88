import type { Address } from '../../net/index.ts'
import { parseAddress } from '../../net/index.ts'

/** One direction of a connection. Ports are null where the protocol has none. */
export interface Direction {
  readonly source: Address
  readonly destination: Address
  readonly sourcePort: number | null
  readonly destinationPort: number | null
}

/** An entry of conntrack. Where the reply is not the original turned round, something is translated. */
export interface Entry {
  /** Its number (IANA). */
  readonly protocol: string
  /** As conntrack calls it; the number where it has no name for it. */
  readonly protocolName: string
  readonly original: Direction
  readonly reply: Direction
  /** The line it was read from, without what counts down. */
  readonly key: string
}

/**
 * A line of `conntrack -L`: `tcp 6 99 ESTABLISHED src=.. dst=.. sport=.. dport=.. [UNREPLIED] src=.. dst=.. ...`.
 * Undefined: it is none; whoever asks must not take it for nothing.
 */
export const readEntry = (line: string): Entry | undefined => {
  const [, name = '', number = ''] = /^(\S+)\s+(\d+)\s/.exec(line) ?? []
  const start = line.indexOf('src=')
  if (number === '' || start < 0) return undefined
  const second = line.indexOf('src=', start + 1)
  if (second < 0) return undefined
  const original = directionOf(line.slice(start, second))
  const reply = directionOf(line.slice(second))
  if (!original || !reply) return undefined
  const protocolName = name === 'unknown' ? number : name
  return { protocol: number, protocolName, original, reply, key: keyOf(number, line.slice(start)) }
}

const directionOf = (text: string): Direction | undefined => {
  const value = (key: string): string | undefined =>
    new RegExp(`(?:^|\\s)${key}=(\\S+)`).exec(text)?.[1]
  const source = parseAddress(value('src') ?? '')
  const destination = parseAddress(value('dst') ?? '')
  const port = (key: string): number | null => {
    const found = value(key)
    return found === undefined ? null : Number(found)
  }
  if (!source || !destination) return undefined
  return { source, destination, sourcePort: port('sport'), destinationPort: port('dport') }
}

const keyOf = (protocol: string, text: string): string =>
  `${protocol} ${[...text.matchAll(/\b(src|dst|sport|dport|type|code|id)=\S+/g)].map(([word]) => word).join(' ')}`
