import type { Gateway } from '../policy/gateway.ts'

/** Discard (RFC 863): where the search for the refusal port begins. */
const discardPort = 9

/** Every port that the policy has a use for, Tor's first. */
const claimedPorts = ({ tor, own }: Gateway): readonly number[] => [
  tor.transPort,
  tor.dnsPort,
  ...tor.socksPorts.map(({ port }) => port),
  ...own.clientServices.map(({ port }) => port),
  ...own.uplinkServices.map(({ port }) => port),
]

/**
 * A port of the gateway at which nobody listens and which the input chain rejects: what a client is refused is
 * redirected here first, so that the answer is the same whether or not the address is one of the gateway's.
 * A reject on the spot would show in its source address, and in its mere presence, which addresses are.
 */
export const refusalPortOf = (gateway: Gateway): number => {
  const claimed = new Set(claimedPorts(gateway))
  let port = discardPort
  while (claimed.has(port)) port += 1
  return port
}

/** DHCP, RFC 2131. */
export const dhcpServerPort = 67
export const dhcpClientPort = 68

export const refusesAnything = (gateway: Gateway): boolean =>
  gateway.obedience.udp === 'reject' || gateway.obedience.localNetworks.action === 'reject'

/** Every port of the gateway that answers clients: nothing may leave from one of them but to a client. */
export const clientPorts = (gateway: Gateway, protocol: 'tcp' | 'udp'): readonly number[] => {
  const { tor, own } = gateway
  const listeners =
    protocol === 'tcp'
      ? [tor.transPort, ...tor.socksPorts.map((socks) => socks.port)]
      : [tor.dnsPort, ...(own.dhcpServer ? [dhcpServerPort] : [])]
  const services = own.clientServices
    .filter((service) => service.protocol === protocol)
    .map((service) => service.port)
  return [...listeners, ...services, ...(refusesAnything(gateway) ? [refusalPortOf(gateway)] : [])]
}
