import type { Codec, Scope } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'
import type { AddressRange } from './address.ts'
import { addressRangeText, readAddressRange } from './address.ts'
import type { NumberRange } from './number.ts'
import { maximum16, parseNumber } from './number.ts'
import { parsePort, portsWithDashText, readPortsWithDash } from './port.ts'

/** New addresses and ports of a connection. Null: kept. */
export interface Translation {
  readonly addresses: AddressRange | null
  readonly ports: NumberRange | null
  /** With a range of ports: the port that maps to the first of them. */
  readonly base: number | null
}

/** `[::1]:80` and `1.2.3.4:80` taken apart; IPv6 with ports stands in brackets. */
const split = (
  text: string,
  { family }: Scope,
): readonly [addresses: string, ports: string | undefined] => {
  if (family === 'ip6' && text.startsWith('[')) {
    const end = text.indexOf(']')
    const rest = text.slice(end + 1)
    if (end < 0 || (rest !== '' && !rest.startsWith(':'))) return [text, undefined]
    return [text.slice(1, end), rest === '' ? undefined : rest.slice(1)]
  }
  const colon = family === 'ip6' ? -1 : text.indexOf(':')
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
}

const read = (text: string, scope: Scope): Reading<Translation> => {
  const [addressText, portText] = split(text, scope)
  const addresses = addressText === '' ? undefined : readAddressRange(addressText, scope)
  if (addresses?.kind === 'fault') return addresses
  if (!addresses && !portText) return badValue(text, 'an address')
  const [rangeText = '', baseText, ...rest] = portText?.split('/') ?? []
  const ports = portText === undefined ? undefined : readPortsWithDash(rangeText)
  if (ports?.kind === 'fault') return ports
  const base = baseText === undefined ? undefined : (parsePort(baseText) ?? 0)
  if (
    rest.length > 0 ||
    base === 0 ||
    (base !== undefined && base > maximum16) ||
    parseNumber(rangeText, 0) === 0
  )
    return badValue(text, 'an address with ports')
  return value({
    addresses: addresses?.value ?? null,
    ports: ports?.value ?? null,
    base: base ?? null,
  })
}

const write = ({ addresses, ports, base }: Translation, scope: Scope): string => {
  const host = addresses ? addressRangeText(addresses, scope) : ''
  if (!ports) return host
  const brackets = scope.family === 'ip6' && addresses
  return `${brackets ? `[${host}]` : host}:${portsWithDashText(ports)}${base === null ? '' : `/${base}`}`
}

export const translation: Codec<Translation> = argument(read, write)
