import type { Client } from './client.ts'

const bytes = (...values: readonly number[]): string => String.fromCharCode(...values)

const withLength = (text: string): string => bytes(text.length) + text

const portBytes = (port: number): string => bytes(port >> 8, port & 255)

/** User and password as one word each (RFC 1929): Tor asks nobody, and isolates by them. */
const logIn = async (client: Client, connection: number, user: string): Promise<boolean> => {
  const method = await client.exchange(connection, bytes(5, 1, 2))
  if (method !== bytes(5, 2)) return false
  const said = await client.exchange(
    connection,
    bytes(1) + withLength(user) + withLength('password'),
  )
  return said?.[1] === bytes(0)
}

const saysNothing = async (client: Client, connection: number): Promise<boolean> =>
  (await client.exchange(connection, bytes(5, 1, 0))) === bytes(5, 0)

/** A stream by one of the gateway's SOCKS ports (RFC 1928), kept open; null where there is none to be had. */
export const openBySocks = async (
  client: Client,
  port: number,
  user: string | null,
  target: readonly [address: string, port: number],
): Promise<number | null> => {
  const connection = await client.open(client.place.interface.gateway, port)
  if (connection === null) return null
  const welcome =
    user === null ? await saysNothing(client, connection) : await logIn(client, connection, user)
  if (!welcome) return null
  const [address, targetPort] = target
  const request = bytes(5, 1, 0, 1, ...address.split('.').map(Number)) + portBytes(targetPort)
  const answer = await client.exchange(connection, request)
  return answer?.[1] === bytes(0) ? connection : null
}
