import { createHmac, timingSafeEqual } from 'node:crypto'

/** Bytes of a cookie, of a nonce and of a hash: all are 32 (control-spec, section 3.24). */
const BYTES = 32

const keys = {
  server: 'Tor safe cookie authentication server-to-controller hash',
  client: 'Tor safe cookie authentication controller-to-server hash',
} as const

/** What both sides know once the challenge is answered. */
export interface Challenge {
  readonly cookie: Uint8Array
  readonly clientNonce: Uint8Array
  readonly serverNonce: Uint8Array
}

export const isCookie = (bytes: Uint8Array): boolean => bytes.length === BYTES

/** Bytes of a nonce or a hash as Tor spells them, or undefined where they are none. */
export const parseBytes = (hexadecimal: string | undefined): Uint8Array | undefined =>
  hexadecimal !== undefined && /^[0-9A-Fa-f]{64}$/.test(hexadecimal)
    ? Buffer.from(hexadecimal, 'hex')
    : undefined

const hash = (key: string, { cookie, clientNonce, serverNonce }: Challenge): Buffer =>
  createHmac('sha256', key).update(cookie).update(clientNonce).update(serverNonce).digest()

/**
 * Whether the other side knows the cookie. The cookie itself is never sent: whoever planted the socket names the file
 * that we read as root, and would be given what stands in it.
 */
export const serverKnows = (challenge: Challenge, serverHash: Uint8Array): boolean =>
  serverHash.length === BYTES && timingSafeEqual(hash(keys.server, challenge), serverHash)

/** What shows the other side that we know it too. */
export const clientHash = (challenge: Challenge): string =>
  hash(keys.client, challenge).toString('hex').toUpperCase()
