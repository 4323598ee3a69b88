import type { Address, Interval, Prefix } from '../../net/index.ts'
import { isInterfaceName, isInterfacePattern, parseAddress, parsePrefix } from '../../net/index.ts'
import type { ServiceFacts } from '../../verifier/index.ts'

/** Readers of the values of fact options: undefined for what is no such value. */

/** Decimal, without sign or leading zeros, within the bounds. */
const number =
  (least: number, most: number) =>
  (text: string): number | undefined => {
    const value = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN
    return least <= value && value <= most ? value : undefined
  }

export const readPort = number(1, 65535)
/** 4294967295 is no uid: the kernel's -1, which stands for none. */
export const readUid = number(0, 4294967294)
/** Group 0 is the one that every interface starts in. */
export const readGroup = number(1, 4294967295)

export const readPattern = (text: string): string | undefined =>
  isInterfacePattern(text) ? text : undefined

export interface AddressAt {
  readonly interface: string
  readonly address: Address
}

/** `vif1.0=10.137.0.10`. */
export const readAddressAt = (text: string): AddressAt | undefined => {
  const [name = '', rest, ...more] = text.split('=')
  const address = rest === undefined ? undefined : parseAddress(rest)
  if (!address || more.length > 0 || !isInterfaceName(name)) return undefined
  return { interface: name, address }
}

/** The same, or `10.137.0.1` for every interface. */
export const readGatewayAddress = (text: string): AddressAt | undefined => {
  const address = parseAddress(text)
  return address ? { interface: '*', address } : readAddressAt(text)
}

export const readSetName = (text: string): string | undefined =>
  /^[A-Za-z_][\w./-]*$/.test(text) ? text : undefined

/** `tcp/22`, `udp/5000-5010@192.168.0.0/16`; without a prefix it is everybody who speaks IPv4. */
export const readService = (text: string): ServiceFacts | undefined => {
  const [what = '', ...rest] = text.split('@')
  const [protocol, range = '', ...more] = what.split('/')
  const ports = readRange(range)
  const prefix = rest.length === 0 ? anyone : parsePrefix(rest.join('@'))
  if ((protocol !== 'tcp' && protocol !== 'udp') || more.length > 0) return undefined
  return ports && prefix && { name: what, protocol, ports, from: [prefix] }
}

const anyone: Prefix = { family: 'ip4', value: 0n, length: 0 }

const readRange = (text: string): Interval | undefined => {
  const [first, last = first, ...more] = text.split('-').map(readPort)
  if (first === undefined || last === undefined || first > last || more.length > 0) return undefined
  return { first: BigInt(first), last: BigInt(last) }
}
