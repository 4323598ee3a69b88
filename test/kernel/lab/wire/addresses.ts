import ipaddr from 'ipaddr.js'

/** The lab knows few addresses and meets them often: each is parsed, and written, once. */
const remembered = <Value>(make: (key: string) => Value): ((key: string) => Value) => {
  const known = new Map<string, Value>()
  return (key) => {
    const old = known.get(key)
    if (old !== undefined) return old
    const value = make(key)
    known.set(key, value)
    return value
  }
}

/** An IPv4 or IPv6 address in text to its 4 or 16 bytes, in network order. Throws on anything else: test data are ours. */
export const addressBytes = remembered(
  (text): Buffer => Buffer.from(ipaddr.parse(text).toByteArray()),
)

const textOfHex = remembered((hex) => ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]).toString())

/** 4 or 16 bytes to canonical text. */
export const addressText = (bytes: Buffer): string => textOfHex(bytes.toString('hex'))

/** `02:00:00:00:01:01` to six bytes. */
export const macBytes = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex')

export const macText = (bytes: Buffer): string => bytes.toString('hex').replace(/(..)(?=.)/g, '$1:')

/** Whether an address lies in a prefix such as `10.0.0.0/8`; never across families. */
export const inPrefix = (address: string, prefix: string): boolean =>
  memberOf(`${address} ${prefix}`)

const memberOf = remembered((pair): boolean => {
  const [address = '', prefix = ''] = pair.split(' ')
  const parsed = ipaddr.parse(address)
  const [network, length] = ipaddr.parseCIDR(prefix)
  return parsed.kind() === network.kind() && parsed.match(network, length)
})
